import type { ControlFlowGraph } from '../../artifact/control-flow-graph.ts';
import type { RecordedCompilation } from '../../artifact/results/results.ts';
import type { Snapshot } from '../../artifact/stages.ts';
import { collapsed } from '../cfg/collapse.ts';
import { type Drawing, DrawingPool } from '../cfg/drawing-pool.ts';
import { sceneOf } from '../cfg/scene.ts';
import { packedLength } from '../page/chunks.ts';
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

/**
 * Replaces the largest drawings by a notice, until those that are gone took at least `length`
 * characters when packed alone. Yields whether there was one to replace.
 */
export function leaveOutLargest(drawings: Drawings, length: number): boolean {
  const sizes = [...drawings]
    .flatMap(([text, drawing]) => ('svg' in drawing ? [{ text, svg: drawing.svg }] : []))
    .sort((a, b) => b.svg.length - a.svg.length);
  let gone = 0;
  for (const { text, svg } of sizes) {
    if (gone >= length) {
      break;
    }
    gone += packedLength(svg);
    drawings.set(text, LEFT_OUT);
  }
  return gone > 0;
}

const LEFT_OUT: Drawing = {
  missing: 'left out to keep the report small; bpfopt compile --emit cfg makes it',
};
