const SMALLEST = 0.1;
const LARGEST = 3;

/** Drawings are not made smaller than this to fit. */
const LEGIBLE = 0.6;

/**
 * Makes the drawings within `root` fit, zoom by buttons or by the wheel with Control, and move by
 * dragging. Call it on an element when what it holds becomes visible.
 */
export function preparePictures(root: ParentNode): void {
  for (const viewport of root.querySelectorAll<HTMLElement>('.viewport:not(.ready)')) {
    const svg = viewport.querySelector('svg');
    if (svg !== null && viewport.clientWidth > 0) {
      viewport.classList.add('ready');
      addZoom(viewport, svg);
      addDragging(viewport);
    }
  }
}

function addZoom(viewport: HTMLElement, svg: SVGSVGElement): void {
  const { width, height } = svg.viewBox.baseVal;
  let scale = 1;
  const zoom = (next: number): void => {
    scale = Math.min(Math.max(next, SMALLEST), LARGEST);
    svg.style.width = `${width * scale}px`;
    svg.style.height = `${height * scale}px`;
  };
  const widthScale = (): number => Math.min(1, viewport.clientWidth / width);
  zoom(Math.max(widthScale(), LEGIBLE));
  viewport.scrollLeft = (viewport.scrollWidth - viewport.clientWidth) / 2;
  const buttons = document.createElement('span');
  buttons.className = 'zoom';
  buttons.append(
    zoomButton('\u2212', 'smaller', () => zoom(scale / 1.25)),
    zoomButton('+', 'larger', () => zoom(scale * 1.25)),
    zoomButton('fit', 'fit the width', () => zoom(widthScale())),
    zoomButton('1:1', 'natural size', () => zoom(1)),
  );
  viewport.parentElement?.querySelector('figcaption')?.append(buttons);
  viewport.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey) {
        event.preventDefault();
        zoom(scale * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
      }
    },
    { passive: false },
  );
}

function zoomButton(label: string, title: string, onClick: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  button.title = title;
  button.addEventListener('click', onClick);
  return button;
}

/** The text of a drawing can be selected, and so does not drag. */
function addDragging(viewport: HTMLElement): void {
  viewport.addEventListener('pointerdown', ({ button, target, clientX, clientY }) => {
    if (button !== 0 || (target instanceof Element && target.closest('text') !== null)) {
      return;
    }
    const { scrollLeft, scrollTop } = viewport;
    const move = (event: PointerEvent): void => {
      viewport.classList.add('dragged');
      viewport.scrollLeft = scrollLeft + clientX - event.clientX;
      viewport.scrollTop = scrollTop + clientY - event.clientY;
    };
    const end = (): void => {
      viewport.classList.remove('dragged');
      document.removeEventListener('pointermove', move);
      document.removeEventListener('pointerup', end);
    };
    document.addEventListener('pointermove', move);
    document.addEventListener('pointerup', end);
  });
}
