const KEY = 'bpfopt-theme';

/** Makes the button `#theme` switch between light and dark, and remembers the choice. */
export function switchTheme(): void {
  const { dataset } = document.documentElement;
  const remembered = stored();
  if (remembered !== null) {
    dataset.theme = remembered;
  }
  document.getElementById('theme')?.addEventListener('click', () => {
    const isDark =
      dataset.theme === undefined
        ? matchMedia('(prefers-color-scheme: dark)').matches
        : dataset.theme === 'dark';
    dataset.theme = isDark ? 'light' : 'dark';
    store(dataset.theme);
  });
}

/** Pages from files may have no storage. */
function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function store(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The choice lasts for this visit.
  }
}
