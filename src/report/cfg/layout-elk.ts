import type { LayoutWorker } from './layout-worker.ts';
import { LABEL_BASE, labelSize, sizeOf } from './metrics.ts';
import type { PlacedEdge, PlacedScene, Point } from './placement.ts';
import type { Scene, SceneEdge, SceneNode } from './scene.ts';

/** From this many blocks on, the quicker of ELK's two node placements is used. */
const MANY_BLOCKS = 100;

interface ElkResult {
  readonly width: number;
  readonly height: number;
  readonly children: readonly { readonly id: string; readonly x: number; readonly y: number }[];
  readonly edges: readonly {
    readonly id: string;
    readonly sections: readonly {
      readonly startPoint: Point;
      readonly bendPoints?: readonly Point[];
      readonly endPoint: Point;
    }[];
    readonly labels?: readonly Point[];
  }[];
}

/**
 * Places `scene` in layers from top to bottom with orthogonal edges, the true edge leaving each
 * block to the left of the false edge.
 *
 * @throws {@link LayoutError} where it takes longer than `deadline` milliseconds.
 */
export async function layoutByElk(
  scene: Scene,
  worker: LayoutWorker,
  deadline: number,
): Promise<PlacedScene> {
  const graph = elkGraph(scene);
  const placed = (await worker.ask({ engine: 'elk', graph }, deadline)) as ElkResult;
  const corners = new Map(placed.children.map((child) => [child.id, child]));
  const routes = new Map(placed.edges.map((edge) => [edge.id, edge]));
  return {
    width: placed.width,
    height: placed.height,
    nodes: scene.nodes.map((node) => {
      const { x = 0, y = 0 } = corners.get(node.name) ?? {};
      return { node, x, y, ...sizeOf(node) };
    }),
    edges: scene.edges.map((edge, index): PlacedEdge => {
      const { sections: [section] = [], labels: [label] = [] } = routes.get(`e${index}`) ?? {};
      const points =
        section === undefined
          ? []
          : [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
      const { x = 0, y = 0 } = label ?? {};
      return { edge, shape: 'lines', points, labelAt: { x, y: y + LABEL_BASE } };
    }),
  };
}

function elkGraph(scene: Scene): object {
  const blocks = scene.nodes.filter(({ kind }) => kind === 'block').length;
  const outgoing = new Map<string, SceneEdge[]>(scene.nodes.map(({ name }) => [name, []]));
  for (const edge of scene.edges) {
    outgoing.get(edge.from)?.push(edge);
  }
  return {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'DOWN',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.layered.nodePlacement.strategy':
        blocks < MANY_BLOCKS ? 'NETWORK_SIMPLEX' : 'BRANDES_KOEPF',
      'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
      'elk.spacing.nodeNode': '16',
      'elk.layered.spacing.nodeNodeBetweenLayers': '22',
      'elk.spacing.edgeEdge': '7',
      'elk.spacing.edgeNode': '9',
      'elk.spacing.edgeLabel': '3',
      'elk.layered.spacing.edgeNodeBetweenLayers': '9',
      'elk.layered.spacing.edgeEdgeBetweenLayers': '7',
      'elk.padding': '[top=10,left=10,bottom=10,right=10]',
    },
    children: scene.nodes.map((node) => elkNode(node, outgoing.get(node.name)?.length ?? 0)),
    edges: elkEdges(scene, outgoing),
  };
}

/** A node whose ports stand in a fixed order. ELK counts those of the south side from the right. */
function elkNode(node: SceneNode, exits: number): object {
  const south = Array.from({ length: exits }, (_, index) => ({
    id: `${node.name}:out${index}`,
    layoutOptions: { 'elk.port.side': 'SOUTH', 'elk.port.index': `${exits - index}` },
  }));
  const north = {
    id: `${node.name}:in`,
    layoutOptions: { 'elk.port.side': 'NORTH', 'elk.port.index': '0' },
  };
  return {
    id: node.name,
    ...sizeOf(node),
    layoutOptions: { 'elk.portConstraints': 'FIXED_ORDER' },
    ports: [north, ...south],
  };
}

/** A text near the start of its edge, for which the layout keeps room. */
const elkLabel = (text: string): object => ({
  text,
  ...labelSize(text),
  layoutOptions: { 'elk.edgeLabels.placement': 'TAIL' },
});

function elkEdges(scene: Scene, outgoing: ReadonlyMap<string, readonly SceneEdge[]>): object[] {
  return scene.edges.map((edge, index) => ({
    id: `e${index}`,
    sources: [`${edge.from}:out${outgoing.get(edge.from)?.indexOf(edge) ?? 0}`],
    targets: [`${edge.to}:in`],
    labels: edge.label === '' ? [] : [elkLabel(edge.label)],
  }));
}
