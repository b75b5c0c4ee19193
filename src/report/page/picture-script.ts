/**
 * Makes drawings fit, zoom by buttons or by the wheel with Control, and move by dragging. Call
 * `preparePictures` on an element when what it holds becomes visible.
 */
export const PICTURE_SCRIPT = `
const SMALLEST = 0.1, LARGEST = 3, LEGIBLE = 0.6;
function preparePictures(root) {
  for (const viewport of root.querySelectorAll('.viewport:not(.ready)')) {
    const svg = viewport.querySelector('svg');
    if (svg === null || viewport.clientWidth === 0) continue;
    viewport.classList.add('ready');
    const width = svg.viewBox.baseVal.width, height = svg.viewBox.baseVal.height;
    let scale = 1;
    const zoom = (next) => {
      scale = Math.min(Math.max(next, SMALLEST), LARGEST);
      svg.style.width = width * scale + 'px';
      svg.style.height = height * scale + 'px';
    };
    const fit = () => Math.min(1, viewport.clientWidth / width);
    zoom(Math.max(fit(), LEGIBLE));
    viewport.scrollLeft = (viewport.scrollWidth - viewport.clientWidth) / 2;
    const buttons = document.createElement('span');
    buttons.className = 'zoom';
    for (const [label, title, next] of [
      ['\\u2212', 'smaller', () => scale / 1.25],
      ['+', 'larger', () => scale * 1.25],
      ['fit', 'fit the width', fit],
      ['1:1', 'natural size', () => 1],
    ]) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label;
      button.title = title;
      button.addEventListener('click', () => zoom(next()));
      buttons.append(button);
    }
    viewport.parentElement.querySelector('figcaption').append(buttons);
    viewport.addEventListener('wheel', (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(scale * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
    }, { passive: false });
    viewport.addEventListener('pointerdown', (start) => {
      if (start.button !== 0 || start.target.closest('text')) return;
      const left = viewport.scrollLeft, top = viewport.scrollTop;
      const move = (event) => {
        viewport.classList.add('dragged');
        viewport.scrollLeft = left + start.clientX - event.clientX;
        viewport.scrollTop = top + start.clientY - event.clientY;
      };
      const end = () => {
        viewport.classList.remove('dragged');
        document.removeEventListener('pointermove', move);
        document.removeEventListener('pointerup', end);
      };
      document.addEventListener('pointermove', move);
      document.addEventListener('pointerup', end);
    });
  }
}`;
