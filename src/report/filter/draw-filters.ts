import { type Drawing, DrawingPool } from '../cfg/drawing-pool.ts';
import type { Scene } from '../cfg/scene.ts';
import { packedLength } from '../page/chunks.ts';
import type { DrawingPair } from './filter-section.ts';
import type { FilterMaterial } from './material.ts';
import type { Snapshot } from './stages.ts';

/** Bounds on the drawings of one report. */
export interface DrawingBounds {
  /** Milliseconds for one drawing, and for all. */
  readonly deadline: number;
  readonly total: number;
  /** The most blocks of a graph that is drawn. */
  readonly maxBlocks: number;
  /** How many threads draw. */
  readonly threads: number;
}

/** The drawings of one report, by the text of what they show: what looks the same is drawn once. */
export type Drawings = Map<string, Drawing>;

/** A graph to draw. */
interface Task {
  readonly text: string;
  readonly scene: Scene;
  readonly blocks: number;
}

/** Draws the graphs before and after the passes, the smallest first. */
export async function drawFilters(
  materials: readonly FilterMaterial[],
  bounds: DrawingBounds,
  onDrawn: (done: number, total: number) => void,
): Promise<Drawings> {
  const tasks = tasksOf(materials);
  const drawings: Drawings = new Map();
  const pool = new DrawingPool(bounds.threads, bounds);
  try {
    await Promise.all(
      tasks.map(async ({ text, scene }) => {
        drawings.set(text, await pool.draw(scene));
        onDrawn(drawings.size, tasks.length);
      }),
    );
  } finally {
    await pool.close();
  }
  return drawings;
}

function tasksOf(materials: readonly FilterMaterial[]): readonly Task[] {
  const tasks = new Map<string, Task>();
  for (const { staged } of materials) {
    for (const { text, scene, blocks } of 'error' in staged ? [] : [staged.input, staged.output]) {
      if (scene !== null) {
        tasks.set(text, { text, scene, blocks });
      }
    }
  }
  return [...tasks.values()].sort((a, b) => a.blocks - b.blocks);
}

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

/** The two drawings of one filter. */
export function drawingsOf(
  { staged }: FilterMaterial,
  drawings: Drawings,
  { maxBlocks }: DrawingBounds,
): DrawingPair {
  const find = ({ text, scene, blocks }: Snapshot): Drawing =>
    scene === null
      ? { missing: `it has ${blocks} blocks, and the report draws graphs of up to ${maxBlocks}` }
      : (drawings.get(text) ?? { missing: 'it was not drawn' });
  return 'error' in staged
    ? { before: { missing: staged.error }, after: { missing: staged.error } }
    : { before: find(staged.input), after: find(staged.output) };
}
