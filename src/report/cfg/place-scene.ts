import { layoutByElk } from './layout-elk.ts';
import { layoutByGraphviz } from './layout-graphviz.ts';
import { layoutInLayers } from './layout-layers.ts';
import { LayoutError, type LayoutWorker } from './layout-worker.ts';
import type { PlacedScene } from './placement.ts';
import type { Scene } from './scene.ts';

/** Above this many blocks Graphviz takes over from ELK. */
const LARGE = 300;

/**
 * Lays out a control-flow graph: by ELK, large ones by Graphviz, where that takes at most
 * `deadline` milliseconds; else in layers of our own, which every graph gets.
 */
export async function placeScene(
  scene: Scene,
  worker: LayoutWorker,
  deadline: number,
): Promise<PlacedScene> {
  const blocks = scene.nodes.filter(({ kind }) => kind === 'block').length;
  const layout = blocks > LARGE ? layoutByGraphviz : layoutByElk;
  try {
    return await layout(scene, worker, deadline);
  } catch (error) {
    if (error instanceof LayoutError) {
      return layoutInLayers(scene);
    }
    throw error;
  }
}
