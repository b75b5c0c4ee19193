/** The name of a value or a block in a text. */
const NAME = /\b[vb]\d+\b/g;

/** The attributes that say which value or block a place is about. */
const ATTRIBUTES = { v: 'data-value', b: 'data-block' } as const;

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';

/** Marks up the names of values and blocks in `.linked` elements and drawings within `root`. */
export function markNames(root: ParentNode): void {
  for (const element of root.querySelectorAll('.linked, .cfg text')) {
    for (const text of textsIn(element)) {
      markText(text, element.namespaceURI !== HTML);
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
    pieces.push(text.data.slice(end, index), piece);
    end = index + name.length;
  }
  if (pieces.length > 0) {
    text.replaceWith(...pieces, text.data.slice(end));
  }
}

/**
 * Lets a click on a name highlight all its places, within the closest `.scope`, else on the whole
 * page. Escape clears.
 */
export function highlightOnClick(): void {
  document.addEventListener('click', ({ target }) => {
    const named = target instanceof Element ? target.closest('[data-value],[data-block]') : null;
    if (named !== null && document.getSelection()?.type !== 'Range') {
      toggle(named);
    }
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') {
      for (const place of document.querySelectorAll('.hit')) {
        place.classList.remove('hit');
      }
    }
  });
}

function toggle(named: Element): void {
  const attribute = named.hasAttribute(ATTRIBUTES.v) ? ATTRIBUTES.v : ATTRIBUTES.b;
  const places = (named.closest('.scope') ?? document).querySelectorAll(
    `[${attribute}="${named.getAttribute(attribute)}"]`,
  );
  const isOn = !named.classList.contains('hit');
  for (const place of places) {
    place.classList.toggle('hit', isOn);
  }
}
