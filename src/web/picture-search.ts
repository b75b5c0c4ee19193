import type { PictureView, PlacedBlock } from './picture-view.ts';

/** A field that finds blocks by what they hold; Enter goes from one to the next, with Shift back. */
export function addSearch(view: PictureView): HTMLElement {
  const form = document.createElement('span');
  form.className = 'search';
  const input = document.createElement('input');
  input.type = 'search';
  input.placeholder = 'Find in graph';
  input.setAttribute('aria-label', 'Find in graph');
  const count = document.createElement('span');
  count.setAttribute('role', 'status');
  form.append(input, count);

  let found: readonly PlacedBlock[] = [];
  let at = 0;
  const show = (): void => {
    mark(view.blocks, found, found[at]);
    const current = found[at];
    if (current !== undefined) {
      view.center(current);
    }
    const place = found.length === 0 ? 'none' : `${at + 1} of ${found.length}`;
    count.textContent = input.value.trim() === '' ? '' : place;
  };
  input.addEventListener('input', () => {
    found = matching(view.blocks, input.value);
    at = 0;
    show();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && found.length > 0) {
      event.preventDefault();
      at = (at + (event.shiftKey ? found.length - 1 : 1)) % found.length;
      show();
    }
  });
  return form;
}

/** The blocks that hold every word of `text`, in their order; none for a blank one. */
function matching(blocks: readonly PlacedBlock[], text: string): readonly PlacedBlock[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0
    ? []
    : blocks.filter(({ element }) => {
        const content = element.textContent?.toLowerCase() ?? '';
        return words.every((word) => content.includes(word));
      });
}

function mark(
  blocks: readonly PlacedBlock[],
  found: readonly PlacedBlock[],
  current: PlacedBlock | undefined,
): void {
  const all = new Set(found);
  for (const block of blocks) {
    block.element.classList.toggle('found', all.has(block));
    block.element.classList.toggle('current', block === current);
  }
}
