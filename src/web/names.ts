/**
 * Values and blocks have names, `v3` and `b0`; pieces of the source go by where they begin and end,
 * `s3-11`.
 */

/** The name of a value or a block in a text. */
const NAME = /\b[vb]\d+\b/g;

/** The attributes that say which value or block a place is about. */
const ATTRIBUTES = { v: 'data-value', b: 'data-block', s: 'data-span' } as const;

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';

/** The containers within which arrow keys go from name to name. */
const CONTAINERS = '.linked, .cfg, .expression';

/** Every place that is about a value, a block or a piece of the source. */
export const PLACES = '[data-value],[data-block],[data-span]';

/** The name of what `place` is about. */
export function nameOf(place: Element): string {
  const span = place.getAttribute(ATTRIBUTES.s);
  return (
    place.getAttribute(ATTRIBUTES.v) ??
    place.getAttribute(ATTRIBUTES.b) ??
    (span === null ? '' : `s${span}`)
  );
}

/**
 * The places within `root` that are about `name`: for a piece of the source all that are for a part of it,
 * or for more than it.
 */
export function placesOf(name: string, root: ParentNode): readonly Element[] {
  if (!name.startsWith('s')) {
    const attribute = name.startsWith('v') ? ATTRIBUTES.v : ATTRIBUTES.b;
    return [...root.querySelectorAll(`[${attribute}="${name}"]`)];
  }
  const [start = 0, end = 0] = limitsOf(name.slice(1));
  return [...root.querySelectorAll(`[${ATTRIBUTES.s}]`)].filter((place) => {
    const [from = 0, to = 0] = limitsOf(place.getAttribute(ATTRIBUTES.s) ?? '');
    return (from <= start && end <= to) || (start <= from && to <= end);
  });
}

const limitsOf = (span: string): readonly number[] => span.split('-').map(Number);

/**
 * Marks up the names of values and blocks in `.linked` elements and drawings within `root`. Each is a button;
 * the Tab key stops at the first of a listing or drawing, from which arrows lead on.
 */
export function markNames(root: ParentNode): void {
  for (const element of root.querySelectorAll('.linked, .cfg text')) {
    for (const text of textsIn(element)) {
      markText(text, element.namespaceURI !== HTML);
    }
  }
  markDrawnLines(root);
  for (const container of root.querySelectorAll(CONTAINERS)) {
    container.querySelector('[role=button]')?.setAttribute('tabindex', '0');
  }
}

/** Gives the lines of drawings the pieces of the source that the listings of the same IR have. */
function markDrawnLines(root: ParentNode): void {
  const spans = new Map<string, string>();
  for (const line of root.querySelectorAll<HTMLElement>('[data-of]')) {
    spans.set(line.dataset.of ?? '', line.dataset.span ?? '');
  }
  for (const text of root.querySelectorAll('.cfg g[data-block] > text:not(.title)')) {
    const defined = /^(v\d+) =/.exec(text.textContent ?? '')?.[1];
    const span = spans.get(defined ?? text.closest('g')?.getAttribute(ATTRIBUTES.b) ?? '');
    if (span !== undefined) {
      text.setAttribute(ATTRIBUTES.s, span);
    }
  }
}

function textsIn(element: Element): readonly Text[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    texts.push(node as Text);
  }
  return texts;
}

function markText(text: Text, isDrawing: boolean): void {
  const pieces: (string | Element)[] = [];
  let end = 0;
  for (const { 0: name, index } of text.data.matchAll(NAME)) {
    const piece = isDrawing
      ? document.createElementNS(SVG, 'tspan')
      : document.createElement('span');
    piece.textContent = name;
    piece.setAttribute(name.startsWith('v') ? ATTRIBUTES.v : ATTRIBUTES.b, name);
    piece.setAttribute('role', 'button');
    piece.setAttribute('tabindex', '-1');
    pieces.push(text.data.slice(end, index), piece);
    end = index + name.length;
  }
  if (pieces.length > 0) {
    text.replaceWith(...pieces, text.data.slice(end));
  }
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

/** Lets arrow keys go from one name of a listing or drawing to the next. */
export function moveAmongNames(): void {
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    const step = STEPS[key];
    if (step === undefined || !(target instanceof Element) || !target.matches('[role=button]')) {
      return;
    }
    const names = [
      ...(target.closest(CONTAINERS)?.querySelectorAll<HTMLElement>('[role=button]') ?? []),
    ];
    const next = names[names.indexOf(target as HTMLElement) + step];
    if (next !== undefined) {
      event.preventDefault();
      target.setAttribute('tabindex', '-1');
      next.setAttribute('tabindex', '0');
      next.focus();
    }
  });
}
