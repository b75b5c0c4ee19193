import { layoutByElk } from './layout-elk.ts';
import { layoutByGraphviz } from './layout-graphviz.ts';
import type { LayoutWorker } from './layout-worker.ts';
import type { PlacedScene } from './placement.ts';
import type { Scene } from './scene.ts';

/** Above this many blocks Graphviz takes over from ELK. */
const LARGE = 300;

/**
 * Lays out a control-flow graph.
 *
 * @throws {@link LayoutError} where that takes longer than `deadline` milliseconds.
 */
export function placeScene(
  scene: Scene,
  worker: LayoutWorker,
  deadline: number,
): Promise<PlacedScene> {
  const blocks = scene.nodes.filter(({ kind }) => kind === 'block').length;
  const layout = blocks > LARGE ? layoutByGraphviz : layoutByElk;
  return layout(scene, worker, deadline);
}
