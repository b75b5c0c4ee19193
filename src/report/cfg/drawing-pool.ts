import { drawSvg } from './draw-svg.ts';
import { LayoutWorker } from './layout-worker.ts';
import { placeScene } from './place-scene.ts';
import type { Scene } from './scene.ts';

/** A drawing as an `svg` element, or why there is none. */
export type Drawing = { readonly svg: string } | { readonly missing: string };

/**
 * Draws graphs in a few threads at once. Every graph is drawn, however busy the machine is: one that
 * the better layout does not place in time is placed by the quicker one, which has no deadline. Close
 * it when done.
 */
export class DrawingPool {
  readonly #deadline: number;
  readonly #idle: LayoutWorker[];
  readonly #waiting: ((worker: LayoutWorker) => void)[] = [];

  /** @param deadline for the better layout of one graph, in milliseconds. */
  constructor(threads: number, deadline: number) {
    this.#deadline = deadline;
    this.#idle = Array.from({ length: threads }, () => new LayoutWorker());
  }

  /** Draws `scene` when a thread is free; first come, first served. */
  async draw(scene: Scene): Promise<Drawing> {
    const worker = await this.#take();
    try {
      return { svg: drawSvg(await placeScene(scene, worker, this.#deadline)) };
    } finally {
      this.#give(worker);
    }
  }

  /** Ends the threads. Call it after all drawings were awaited. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.map((worker) => worker.close()));
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
