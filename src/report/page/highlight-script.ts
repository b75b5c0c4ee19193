/**
 * Marks up the names of values and blocks (`v7`, `b3`) in listings and drawings, and highlights all
 * places of a name when one is clicked. Expects text within `.linked` elements and drawings; places
 * of one name are sought within the closest `.scope`, else on the whole page. Escape clears.
 */
export const HIGHLIGHT_SCRIPT = `
const NAME = /\\b[vb]\\d+\\b/g;
function markNames(root) {
  for (const element of root.querySelectorAll('.linked, .cfg text')) {
    const isDrawing = element.namespaceURI !== 'http://www.w3.org/1999/xhtml';
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) markText(text, isDrawing);
  }
}
function markText(text, isDrawing) {
  const pieces = [];
  let end = 0;
  for (const match of text.data.matchAll(NAME)) {
    const piece = isDrawing
      ? document.createElementNS('http://www.w3.org/2000/svg', 'tspan')
      : document.createElement('span');
    piece.textContent = match[0];
    piece.setAttribute(match[0][0] === 'v' ? 'data-value' : 'data-block', match[0]);
    pieces.push(text.data.slice(end, match.index), piece);
    end = match.index + match[0].length;
  }
  if (pieces.length > 0) text.replaceWith(...pieces, text.data.slice(end));
}
document.addEventListener('click', (event) => {
  const named = event.target.closest('[data-value],[data-block]');
  if (named === null || document.getSelection().type === 'Range') return;
  const attribute = named.hasAttribute('data-value') ? 'data-value' : 'data-block';
  const name = named.getAttribute(attribute);
  const scope = named.closest('.scope') ?? document;
  const isOn = !named.classList.contains('hit');
  for (const place of scope.querySelectorAll('[' + attribute + '="' + name + '"]')) {
    place.classList.toggle('hit', isOn);
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    for (const place of document.querySelectorAll('.hit')) place.classList.remove('hit');
  }
});`;
