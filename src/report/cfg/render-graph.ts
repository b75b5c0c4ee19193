import type { ControlFlowGraph } from '../../artifact/control-flow-graph.ts';
import { printDot } from './dot.ts';
import { drawSvgFile } from './draw-svg.ts';
import { LayoutWorker } from './layout-worker.ts';
import { placeScene } from './place-scene.ts';
import { sceneOf } from './scene.ts';

/** How long the layout of a drawing may take where nothing else is said, in milliseconds. */
const DEFAULT_DEADLINE = 30_000;

/** `graph` in the DOT language of Graphviz, to be drawn by `dot`. */
export const renderCfgDot = (graph: ControlFlowGraph): string => printDot(sceneOf(graph));

/**
 * A drawing of `graph`, an SVG file. The layout runs in a thread of its own.
 *
 * @param deadline for the better layout, in milliseconds; a quicker one stands in for it after that.
 */
export async function renderCfgSvg(
  graph: ControlFlowGraph,
  deadline: number = DEFAULT_DEADLINE,
): Promise<string> {
  const worker = new LayoutWorker();
  try {
    return drawSvgFile(await placeScene(sceneOf(graph), worker, deadline));
  } finally {
    await worker.close();
  }
}
