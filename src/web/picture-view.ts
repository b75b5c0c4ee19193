const SMALLEST = 0.02;
const LARGEST = 3;

/** Drawings are not opened smaller than this. */
const LEGIBLE = 0.6;

/** How far from the top edge of the view the entry block is shown, in pixels. */
const TOP_ROOM = 12;

/** A rectangle of a drawing, in its own units. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A block of a drawing and where it is. */
export interface PlacedBlock extends Box {
  readonly element: SVGGElement;
}

/** A place on the screen. */
interface ScreenPoint {
  readonly clientX: number;
  readonly clientY: number;
}

/** A drawing in a viewport that scrolls. */
export class PictureView {
  readonly viewport: HTMLElement;
  readonly svg: SVGSVGElement;
  /** The entry first. */
  readonly blocks: readonly PlacedBlock[];
  /** Of the whole drawing. */
  readonly bounds: Box;
  #scale = 1;

  constructor(viewport: HTMLElement, svg: SVGSVGElement) {
    this.viewport = viewport;
    this.svg = svg;
    this.bounds = svg.viewBox.baseVal;
    this.blocks = [...svg.querySelectorAll<SVGGElement>('g[data-block]')].map(placed);
  }

  /** The part of the drawing that is in sight. */
  get seen(): Box {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.viewport;
    const left = this.#left();
    return {
      x: this.bounds.x + (scrollLeft - left) / this.#scale,
      y: this.bounds.y + scrollTop / this.#scale,
      width: clientWidth / this.#scale,
      height: clientHeight / this.#scale,
    };
  }

  /** Shows the drawing as large as fits the width, if legible, with the entry block on top. */
  openOnEntry(): void {
    this.#setScale(Math.max(this.#widthScale(), LEGIBLE));
    const [entry] = this.blocks;
    if (entry !== undefined) {
      const { x, y } = this.#onScreen(entry);
      this.viewport.scrollLeft = x + (entry.width * this.#scale - this.viewport.clientWidth) / 2;
      this.viewport.scrollTop = y - TOP_ROOM;
    }
  }

  /** Shows all of the width. */
  fit(): void {
    this.zoomTo(this.#widthScale());
  }

  /** Zooms by `factor` around `at`, else around the middle of what is in sight. */
  zoomBy(factor: number, at?: ScreenPoint): void {
    this.zoomTo(this.#scale * factor, at);
  }

  zoomTo(scale: number, at?: ScreenPoint): void {
    const { viewport } = this;
    const { left, top, width, height } = viewport.getBoundingClientRect();
    const [x, y] =
      at === undefined ? [width / 2, height / 2] : [at.clientX - left, at.clientY - top];
    const before = this.seen;
    const point = {
      x: before.x + (x / viewport.clientWidth) * before.width,
      y: before.y + (y / viewport.clientHeight) * before.height,
    };
    this.#setScale(scale);
    const now = this.#onScreen(point);
    viewport.scrollLeft = now.x - x;
    viewport.scrollTop = now.y - y;
  }

  /** Moves so that the middle of `box` is in the middle. */
  center(box: Box): void {
    const { viewport } = this;
    const { x, y } = this.#onScreen({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
    viewport.scrollLeft = x - viewport.clientWidth / 2;
    viewport.scrollTop = y - viewport.clientHeight / 2;
  }

  #widthScale(): number {
    return Math.min(1, this.viewport.clientWidth / this.bounds.width);
  }

  #setScale(scale: number): void {
    this.#scale = Math.min(Math.max(scale, SMALLEST), LARGEST);
    this.svg.style.width = `${this.bounds.width * this.#scale}px`;
    this.svg.style.height = `${this.bounds.height * this.#scale}px`;
    this.viewport.dispatchEvent(new Event('zoom'));
  }

  /** How far from the left edge a drawing starts that is narrower than the viewport. */
  #left(): number {
    return Math.max(0, (this.viewport.clientWidth - this.bounds.width * this.#scale) / 2);
  }

  /** Where a point of the drawing is, in pixels of what scrolls. */
  #onScreen({ x, y }: { readonly x: number; readonly y: number }): {
    readonly x: number;
    readonly y: number;
  } {
    return {
      x: this.#left() + (x - this.bounds.x) * this.#scale,
      y: (y - this.bounds.y) * this.#scale,
    };
  }
}

function placed(element: SVGGElement): PlacedBlock {
  const [, x = '0', y = '0'] =
    /\(([-\d.]+)[ ,]([-\d.]+)\)/.exec(element.getAttribute('transform') ?? '') ?? [];
  const box = element.querySelector('rect');
  return {
    element,
    x: Number(x),
    y: Number(y),
    width: Number(box?.getAttribute('width') ?? 0),
    height: Number(box?.getAttribute('height') ?? 0),
  };
}
