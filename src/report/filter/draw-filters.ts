import type { ControlFlowGraph } from '../../artifact/control-flow-graph.ts';
import type { RecordedCompilation } from '../../artifact/results/results.ts';
import type { Snapshot } from '../../artifact/stages.ts';
import { collapsed } from '../cfg/collapse.ts';
import { type Drawing, DrawingPool } from '../cfg/drawing-pool.ts';
import { sceneOf } from '../cfg/scene.ts';
import { tooLarge } from './picture.ts';

/** Bounds on the drawings of one report. */
export interface DrawingBounds {
  /** The time for the better layout of one drawing, in milliseconds. */
  readonly deadline: number;
  /** The most blocks of a graph that is drawn. */
  readonly maxBlocks: number;
  /** How many threads draw. */
  readonly threads: number;
}

/** The drawings of one report, by the text of what they show: what looks the same is drawn once. */
export type Drawings = Map<string, Drawing>;

/** A snapshot that can be drawn. */
interface Drawable extends Snapshot {
  readonly graph: ControlFlowGraph;
}

/** Draws the graphs before and after the passes, the smallest first. */
export async function drawFilters(
  compilations: readonly RecordedCompilation[],
  bounds: DrawingBounds,
  onDrawn: (done: number, total: number) => void,
): Promise<Drawings> {
  const isDrawn = (snapshot: Snapshot): snapshot is Drawable =>
    snapshot.graph !== null && snapshot.blocks <= bounds.maxBlocks;
  const snapshots = compilations.flatMap(({ input, output }) => [input, output]).filter(isDrawn);
  const tasks = [...new Map(snapshots.map((snapshot) => [snapshot.text, snapshot])).values()];
  const drawings: Drawings = new Map();
  const pool = new DrawingPool(bounds.threads, bounds.deadline);
  try {
    await Promise.all(
      tasks
        .sort((a, b) => a.blocks - b.blocks)
        .map(async ({ text, graph }) => {
          drawings.set(text, await pool.draw(sceneOf(collapsed(graph))));
          onDrawn(drawings.size, tasks.length);
        }),
    );
  } finally {
    await pool.close();
  }
  return drawings;
}

/** The drawing of `snapshot`, or why there is none. */
export const drawingIn =
  (drawings: Drawings) =>
  (snapshot: Snapshot): Drawing =>
    drawings.get(snapshot.text) ?? tooLarge(snapshot);
