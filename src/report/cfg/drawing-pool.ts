import { drawSvg } from './draw-svg.ts';
import { LayoutError, LayoutWorker } from './layout-worker.ts';
import { placeScene } from './place-scene.ts';
import type { Scene } from './scene.ts';

/** A drawing as an `svg` element, or why there is none. */
export type Drawing = { readonly svg: string } | { readonly missing: string };

/** How long drawing may take, in milliseconds. */
export interface DrawingLimits {
  /** For one graph. */
  readonly deadline: number;
  /** For all together; what comes after is not drawn. */
  readonly total: number;
}

/** Draws graphs in a few threads at once. Close it when done. */
export class DrawingPool {
  readonly #limits: DrawingLimits;
  readonly #idle: LayoutWorker[];
  readonly #waiting: ((worker: LayoutWorker) => void)[] = [];
  readonly #end: number;

  constructor(threads: number, limits: DrawingLimits) {
    this.#limits = limits;
    this.#idle = Array.from({ length: threads }, () => new LayoutWorker());
    this.#end = performance.now() + limits.total;
  }

  /** Draws `scene` when a thread is free; first come, first served. */
  async draw(scene: Scene): Promise<Drawing> {
    const worker = await this.#take();
    try {
      return await this.#drawBy(worker, scene);
    } finally {
      this.#give(worker);
    }
  }

  /** Ends the threads. Call it after all drawings were awaited. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.map((worker) => worker.close()));
  }

  async #drawBy(worker: LayoutWorker, scene: Scene): Promise<Drawing> {
    const left = this.#end - performance.now();
    if (left <= 0) {
      return { missing: 'the time for drawings was used up' };
    }
    try {
      const deadline = Math.min(this.#limits.deadline, left);
      return { svg: drawSvg(await placeScene(scene, worker, Math.ceil(deadline))) };
    } catch (error) {
      if (error instanceof LayoutError) {
        return { missing: error.message };
      }
      throw error;
    }
  }

  #take(): Promise<LayoutWorker> {
    const worker = this.#idle.pop();
    return worker === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(worker);
  }

  #give(worker: LayoutWorker): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#idle.push(worker);
    } else {
      next(worker);
    }
  }
}
