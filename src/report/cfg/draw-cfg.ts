import { AnalysisCache } from '../../analysis/analysis.ts';
import { reversePostorder } from '../../analysis/reverse-postorder.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import { layoutByElk } from './layout-elk.ts';
import { layoutByGraphviz } from './layout-graphviz.ts';
import type { LayoutWorker } from './layout-worker.ts';
import type { PlacedScene } from './placement.ts';
import { type Scene, sceneOf } from './scene.ts';

/** Above this many blocks Graphviz takes over from ELK. */
const LARGE = 300;

/** What a drawing of the control-flow graph of `filter` shows. */
export function cfgScene(filter: FilterView): Scene {
  return sceneOf(filter, new AnalysisCache(filter).get(reversePostorder));
}

/**
 * Lays out the control-flow graph of `filter`.
 *
 * @throws {@link LayoutError} where that takes longer than `deadline` milliseconds.
 */
export function placeCfg(
  filter: FilterView,
  worker: LayoutWorker,
  deadline: number,
): Promise<PlacedScene> {
  return placeScene(cfgScene(filter), worker, deadline);
}

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
