import { addMinimap } from './picture-map.ts';
import { addSearch } from './picture-search.ts';
import { PictureView } from './picture-view.ts';

/** Drawings with fewer blocks are searched by looking at them. */
const SEARCHED = 12;

/**
 * Makes the drawings within `root` open on their entry block, zoom by buttons, keys or the wheel with Control,
 * and move by dragging; large ones get a map and a search. Call it on an element when what it holds becomes
 * visible.
 */
export function preparePictures(root: ParentNode): void {
  for (const viewport of root.querySelectorAll<HTMLElement>('.viewport:not(.ready)')) {
    const svg = viewport.querySelector('svg');
    if (svg !== null && viewport.clientWidth > 0) {
      viewport.classList.add('ready');
      prepare(new PictureView(viewport, svg));
    }
  }
}

function prepare(view: PictureView): void {
  const caption = view.viewport.closest('figure')?.querySelector('figcaption');
  if (view.blocks.length >= SEARCHED) {
    caption?.append(addSearch(view));
  }
  caption?.append(zoomButtons(view));
  addZoomKeys(view);
  addDragging(view.viewport);
  addMinimap(view);
  view.openOnEntry();
}

function zoomButtons(view: PictureView): HTMLElement {
  const buttons = document.createElement('span');
  buttons.className = 'zoom';
  buttons.append(
    button('\u2212', 'smaller', () => view.zoomBy(1 / 1.25)),
    button('+', 'larger', () => view.zoomBy(1.25)),
    button('fit', 'fit the width', () => view.fit()),
    button('1:1', 'natural size', () => view.zoomTo(1)),
    button('entry', 'go to the entry block', () => view.openOnEntry()),
  );
  return buttons;
}

function button(label: string, title: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = label;
  made.title = title;
  if (!/\w/.test(label)) {
    made.setAttribute('aria-label', title);
  }
  made.addEventListener('click', onClick);
  return made;
}

function addZoomKeys(view: PictureView): void {
  const { viewport } = view;
  viewport.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey) {
        event.preventDefault();
        view.zoomBy(event.deltaY < 0 ? 1.1 : 1 / 1.1, event);
      }
    },
    { passive: false },
  );
  const keys: Readonly<Record<string, () => void>> = {
    '+': () => view.zoomBy(1.25),
    '=': () => view.zoomBy(1.25),
    '-': () => view.zoomBy(1 / 1.25),
    0: () => view.zoomTo(1),
    Home: () => view.openOnEntry(),
  };
  viewport.addEventListener('keydown', (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act !== undefined) {
      event.preventDefault();
      act();
    }
  });
}

/** The text of a drawing can be selected, and so does not drag. */
function addDragging(viewport: HTMLElement): void {
  viewport.addEventListener('pointerdown', ({ button: pressed, target, clientX, clientY }) => {
    if (pressed !== 0 || (target instanceof Element && target.closest('text') !== null)) {
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
