/** Lets each list of filters be searched, narrowed to a group, and sorted. */
export function prepareLists(): void {
  for (const list of document.querySelectorAll<HTMLElement>('.filter-list')) {
    prepareList(list);
  }
}

function prepareList(list: HTMLElement): void {
  const filters = [...list.querySelectorAll<HTMLElement>('.filter')];
  const search = list.querySelector<HTMLInputElement>('[name=search]');
  const group = list.querySelector<HTMLSelectElement>('[name=group]');
  const order = list.querySelector<HTMLSelectElement>('[name=order]');
  const count = list.querySelector('.count');
  if (search === null || group === null || order === null || count === null) {
    return;
  }
  const show = (): void => {
    const shown = showMatching(filters, search.value, group.value);
    const all = `${filters.length} filters`;
    count.textContent = shown === filters.length ? all : `${shown} of ${filters.length}`;
  };
  search.addEventListener('input', show);
  group.addEventListener('change', show);
  order.addEventListener('change', () => {
    list.querySelector('.filters')?.append(...sorted(filters, order.value));
  });
  show();
}

/** Hides what lacks one of the words, or is of another group. Yields how many are left. */
function showMatching(filters: readonly HTMLElement[], search: string, group: string): number {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  for (const filter of filters) {
    const text = filter.querySelector('summary')?.textContent?.toLowerCase() ?? '';
    const isInGroup = group === '' || filter.dataset.group === group;
    filter.hidden = !(isInGroup && words.every((word) => text.includes(word)));
  }
  return filters.filter(({ hidden }) => !hidden).length;
}

/** @param order what to sort by, and `up` or `down`; filters without a number come last. */
function sorted(filters: readonly HTMLElement[], order: string): readonly HTMLElement[] {
  const [key = '', direction] = order.split(' ');
  const number = ({ dataset }: HTMLElement): number =>
    dataset[key] === '' ? Number.NaN : Number(dataset[key]);
  const sign = direction === 'up' ? 1 : -1;
  return key === 'corpus'
    ? filters
    : filters.toSorted((a, b) => {
        const [left, right] = [number(a), number(b)];
        const missing = Number(Number.isNaN(left)) - Number(Number.isNaN(right));
        return missing || (left - right) * sign;
      });
}

/** Moves through the filters by `j` and `k`; `/` goes to the search. */
export function moveByKeys(): void {
  document.addEventListener('keydown', (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    const isTyping = target instanceof Element && target.matches('input, select');
    if (isTyping || ctrlKey || metaKey || altKey) {
      return;
    }
    if (key === '/') {
      event.preventDefault();
      document.querySelector<HTMLElement>('[name=search]')?.focus();
    } else if (key === 'j' || key === 'k') {
      move(key === 'j' ? 1 : -1);
    }
  });
}

function move(step: number): void {
  const shown = [...document.querySelectorAll<HTMLElement>('.filter:not([hidden]) > summary')];
  const { activeElement } = document;
  const at = activeElement instanceof HTMLElement ? shown.indexOf(activeElement) : -1;
  shown[at < 0 ? 0 : at + step]?.focus();
}
