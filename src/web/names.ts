/** The name of a value or a block in a text. */
const NAME = /\b[vb]\d+\b/g;

/** The attributes that say which value or block a place is about. */
const ATTRIBUTES = { v: 'data-value', b: 'data-block' } as const;

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';

/** The containers within which arrow keys go from name to name. */
const CONTAINERS = '.linked, .cfg';

/** Every place that is about a value or a block. */
export const PLACES = '[data-value],[data-block]';

/** The name of the value or block that `place` is about. */
export function nameOf(place: Element): string {
  return place.getAttribute(ATTRIBUTES.v) ?? place.getAttribute(ATTRIBUTES.b) ?? '';
}

/** The places within `root` that are about the value or block `name`. */
export function placesOf(name: string, root: ParentNode): NodeListOf<Element> {
  const attribute = name.startsWith('v') ? ATTRIBUTES.v : ATTRIBUTES.b;
  return root.querySelectorAll(`[${attribute}="${name}"]`);
}

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
  for (const container of root.querySelectorAll(CONTAINERS)) {
    container.querySelector('[role=button]')?.setAttribute('tabindex', '0');
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
