/**
 * Runs the list of filters: unpacks a filter's section when it is opened or linked to, searches,
 * selects a group, sorts, and moves by `j` and `k`. `/` goes to the search.
 */
export const FILTER_LIST_SCRIPT = `
const unpacked = new Map();
function chunk(id) {
  if (!unpacked.has(id)) unpacked.set(id, unpack(document.getElementById(id).textContent));
  return unpacked.get(id);
}
async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return JSON.parse(await new Response(stream).text());
}
async function fill(filter) {
  const body = filter.querySelector('.body');
  if (!body.dataset.chunk) return;
  const id = body.dataset.chunk, part = Number(body.dataset.part);
  delete body.dataset.chunk;
  try {
    body.innerHTML = (await chunk(id)).map((parts) => parts[part]).join('');
    markNames(body);
    preparePictures(body);
  } catch (error) {
    body.textContent = 'This section could not be unpacked: ' + error.message;
  }
}
const filters = [...document.querySelectorAll('.filter')];
for (const filter of filters) {
  filter.addEventListener('toggle', () => { if (filter.open) fill(filter); });
}
async function openLinked() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || !target.classList.contains('filter')) return;
  target.hidden = false;
  target.open = true;
  await fill(target);
  target.scrollIntoView();
}
addEventListener('hashchange', openLinked);
openLinked();
for (const list of document.querySelectorAll('.filter-list')) {
  const [search, group, order] = ['search', 'group', 'order'].map((name) =>
    list.querySelector('[name=' + name + ']'));
  const own = filters.filter((filter) => list.contains(filter));
  const count = list.querySelector('.count');
  const show = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const filter of own) {
      const text = filter.querySelector('summary').textContent.toLowerCase();
      filter.hidden = !(words.every((word) => text.includes(word)) &&
        (group.value === '' || filter.dataset.group === group.value));
      shown += filter.hidden ? 0 : 1;
    }
    count.textContent = shown === own.length ? own.length + ' filters' : shown + ' of ' + own.length;
  };
  const sort = () => {
    const [key, direction] = order.value.split(' ');
    const number = (filter) => filter.dataset[key] === '' ? NaN : Number(filter.dataset[key]);
    const sorted = key === 'corpus' ? own : [...own].sort((a, b) => {
      const [left, right] = [number(a), number(b)];
      return Number.isNaN(left) - Number.isNaN(right) || (left - right) * (direction === 'up' ? 1 : -1);
    });
    list.querySelector('.filters').append(...sorted);
  };
  search.addEventListener('input', show);
  group.addEventListener('change', show);
  order.addEventListener('change', sort);
  show();
}
document.addEventListener('keydown', (event) => {
  if (event.target.matches('input, select') || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '/') {
    event.preventDefault();
    document.querySelector('[name=search]').focus();
  } else if (event.key === 'j' || event.key === 'k') {
    const shown = [...document.querySelectorAll('.filter:not([hidden]) > summary')];
    const step = event.key === 'j' ? 1 : -1;
    const at = shown.indexOf(document.activeElement);
    const next = shown[at < 0 ? 0 : at + step];
    if (next) next.focus();
  }
});`;
