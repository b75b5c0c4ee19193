/** Makes the button `#theme` switch between light and dark, and remembers the choice. */
export const THEME_SCRIPT = `
const themeButton = document.getElementById('theme');
const stored = () => { try { return localStorage.getItem('bpfopt-theme'); } catch { return null; } };
const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
};
if (stored() !== null) document.documentElement.dataset.theme = stored();
themeButton.addEventListener('click', () => {
  const next = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  try { localStorage.setItem('bpfopt-theme', next); } catch { /* the choice lasts for this visit */ }
});`;
