import type { PictureView } from './picture-view.ts';

/** The most that a map takes, in pixels. */
const SIZE = { width: 130, height: 170 } as const;

/** A block is at least so large on the map. */
const SMALLEST_BLOCK = 1.5;

/**
 * Lays a map of the drawing over its corner, with a frame around what is in sight, shown while that is not
 * all. Pressing or dragging on it goes there. It says nothing that scrolling does not, so those who listen
 * are not told of it.
 */
export function addMinimap(view: PictureView): void {
  const { viewport, bounds } = view;
  const ratio = Math.min(SIZE.width / bounds.width, SIZE.height / bounds.height);
  const canvas = document.createElement('canvas');
  canvas.className = 'minimap';
  canvas.setAttribute('aria-hidden', 'true');
  canvas.width = Math.max(8, Math.ceil(bounds.width * ratio));
  canvas.height = Math.max(8, Math.ceil(bounds.height * ratio));
  viewport.after(canvas);
  const redraw = (): void => draw(canvas, view, ratio);
  viewport.addEventListener('scroll', redraw);
  viewport.addEventListener('zoom', redraw);
  canvas.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    go(view, event, ratio);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (event.buttons !== 0) {
      go(view, event, ratio);
    }
  });
}

function go(view: PictureView, { offsetX, offsetY }: PointerEvent, ratio: number): void {
  const { bounds } = view;
  view.center({
    x: bounds.x + offsetX / ratio,
    y: bounds.y + offsetY / ratio,
    width: 0,
    height: 0,
  });
}

function draw(canvas: HTMLCanvasElement, view: PictureView, ratio: number): void {
  const { bounds, seen, blocks } = view;
  canvas.hidden = seen.width >= bounds.width && seen.height >= bounds.height;
  const context = canvas.getContext('2d');
  if (context === null || canvas.hidden) {
    return;
  }
  const style = getComputedStyle(canvas);
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const { x, y, width, height, element } of blocks) {
    context.fillStyle = element.matches('.hit, .found')
      ? style.getPropertyValue('--hit')
      : style.getPropertyValue('--cfg-head');
    context.fillRect(
      (x - bounds.x) * ratio,
      (y - bounds.y) * ratio,
      Math.max(width * ratio, SMALLEST_BLOCK),
      Math.max(height * ratio, SMALLEST_BLOCK),
    );
  }
  context.strokeStyle = style.getPropertyValue('--accent');
  context.lineWidth = 1.5;
  context.strokeRect(
    (seen.x - bounds.x) * ratio,
    (seen.y - bounds.y) * ratio,
    seen.width * ratio,
    seen.height * ratio,
  );
}
