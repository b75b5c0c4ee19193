import { printDotSkeleton, UNITS_PER_INCH } from './dot.ts';
import type { LayoutWorker } from './layout-worker.ts';
import { LABEL_BASE, sizeOf } from './metrics.ts';
import type { PlacedScene, Point } from './placement.ts';
import type { Scene } from './scene.ts';

/**
 * Places `scene` by Graphviz's `dot`, which copes with graphs that are too large for ELK.
 *
 * @throws {@link LayoutError} where it takes longer than `deadline` milliseconds.
 */
export async function layoutByGraphviz(
  scene: Scene,
  worker: LayoutWorker,
  deadline: number,
): Promise<PlacedScene> {
  const dot = printDotSkeleton(scene);
  const plain = (await worker.ask({ engine: 'graphviz', dot }, deadline)) as string;
  const plan = readPlain(plain);
  return {
    width: plan.width,
    height: plan.height,
    nodes: scene.nodes.map((node) => {
      const size = sizeOf(node);
      const center = plan.centers.get(node.name) ?? { x: 0, y: 0 };
      return { node, x: center.x - size.width / 2, y: center.y - size.height / 2, ...size };
    }),
    edges: scene.edges.map((edge) => {
      const points = plan.routes.get(`${edge.from} ${edge.to}`)?.shift() ?? [];
      const { x = 0, y = 0 } = points[0] ?? {};
      return { edge, shape: 'curve', points, labelAt: { x: x + 4, y: y + LABEL_BASE } };
    }),
  };
}

interface Plan {
  width: number;
  height: number;
  readonly centers: Map<string, Point>;
  /** The routes from one node to another, in order. */
  readonly routes: Map<string, (readonly Point[])[]>;
}

/**
 * Reads Graphviz's `plain` format: lines `graph scale width height`, `node name x y …` and
 * `edge tail head n x1 y1 … xn yn …`, in inches from the bottom left corner.
 */
function readPlain(text: string): Plan {
  const plan: Plan = { width: 0, height: 0, centers: new Map(), routes: new Map() };
  const units = (inches: string | undefined): number => Number(inches) * UNITS_PER_INCH;
  const point = (x: string | undefined, y: string | undefined): Point => ({
    x: units(x),
    y: plan.height - units(y),
  });
  for (const line of text.split('\n')) {
    const words = line.split(' ').map((word) => word.replace(/^"(.*)"$/, '$1'));
    const [kind, first = '', second, third] = words;
    if (kind === 'graph') {
      plan.width = units(second);
      plan.height = units(third);
    } else if (kind === 'node') {
      plan.centers.set(first, point(second, third));
    } else if (kind === 'edge') {
      const numbers = words.slice(4, 4 + 2 * Number(third));
      const points = numbers.flatMap((x, index) =>
        index % 2 === 0 ? [point(x, numbers[index + 1])] : [],
      );
      const key = `${first} ${second}`;
      plan.routes.set(key, [...(plan.routes.get(key) ?? []), points]);
    }
  }
  return plan;
}
