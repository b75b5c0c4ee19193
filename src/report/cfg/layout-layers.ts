import { LABEL_BASE, sizeOf } from './metrics.ts';
import type { PlacedEdge, PlacedNode, PlacedScene, Point } from './placement.ts';
import type { Scene, SceneNode } from './scene.ts';

/** The room between nodes of one layer, and between layers, in SVG user units. */
const GAP = 16;
const LAYER_GAP = 48;

/** The sweeps that move nodes towards those that lead to them. */
const SWEEPS = 4;

/**
 * Places `scene` in layers from top to bottom: each node below all that lead to it, near their middle.
 * Edges are curves, and may run behind nodes. No graph takes long: O(nodes log nodes + edges).
 *
 * Source: Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical System
 * Structures", 1981, without nodes for long edges.
 */
export function layoutInLayers(scene: Scene): PlacedScene {
  const layers = layersOf(scene);
  order(scene, layers);
  const width = Math.max(1, ...layers.map(widthOf));
  const places = new Map<string, PlacedNode>();
  let y = GAP;
  for (const layer of layers) {
    let x = GAP + (width - widthOf(layer)) / 2;
    for (const node of layer) {
      const size = sizeOf(node);
      places.set(node.name, { node, x, y, ...size });
      x += size.width + GAP;
    }
    y += Math.max(0, ...layer.map((node) => sizeOf(node).height)) + LAYER_GAP;
  }
  return {
    width: width + 2 * GAP,
    height: y - LAYER_GAP + GAP,
    nodes: scene.nodes.flatMap(({ name }) => places.get(name) ?? []),
    edges: edgesOf(scene, places),
  };
}

const widthOf = (layer: readonly SceneNode[]): number =>
  layer.reduce((sum, node) => sum + sizeOf(node).width + GAP, -GAP);

/** Each node one below the lowest that leads to it. Edges back, to an earlier node, don't count. */
function layersOf({ nodes, edges }: Scene): SceneNode[][] {
  const places = new Map(nodes.map(({ name }, index) => [name, index]));
  const into = nodes.map(() => 0);
  const outgoing = nodes.map((): number[] => []);
  for (const { from, to } of edges) {
    const [source = 0, target = 0] = [places.get(from), places.get(to)];
    if (source < target) {
      into[target] = (into[target] ?? 0) + 1;
      outgoing[source]?.push(target);
    }
  }
  const depths = nodes.map(() => 0);
  for (const source of nodes.keys()) {
    for (const target of outgoing[source] ?? []) {
      depths[target] = Math.max(depths[target] ?? 0, (depths[source] ?? 0) + 1);
    }
  }
  const layers: SceneNode[][] = [];
  for (const [index, node] of nodes.entries()) {
    const depth = depths[index] ?? 0;
    while (layers.length <= depth) {
      layers.push([]);
    }
    layers[depth]?.push(node);
  }
  return layers;
}

/** Sorts each layer by the mean place of the nodes that lead into it. */
function order({ edges }: Scene, layers: SceneNode[][]): void {
  const sources = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = sources.get(to);
    if (known === undefined) {
      sources.set(to, [from]);
    } else {
      known.push(from);
    }
  }
  const places = new Map<string, number>();
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const layer of layers) {
      const wanted = new Map(
        layer.map(({ name }, index) => {
          const known = (sources.get(name) ?? []).flatMap((source) => places.get(source) ?? []);
          const sum = known.reduce((total, place) => total + place, 0);
          return [name, known.length === 0 ? (index + 0.5) / layer.length : sum / known.length];
        }),
      );
      layer.sort((a, b) => (wanted.get(a.name) ?? 0) - (wanted.get(b.name) ?? 0));
      for (const [index, { name }] of layer.entries()) {
        places.set(name, (index + 0.5) / layer.length);
      }
    }
  }
}

/** The edges of a node leave side by side, in their order. */
function edgesOf({ edges }: Scene, places: ReadonlyMap<string, PlacedNode>): PlacedEdge[] {
  const exits = new Map<string, number>();
  for (const { from } of edges) {
    exits.set(from, (exits.get(from) ?? 0) + 1);
  }
  const used = new Map<string, number>();
  return edges.map((edge): PlacedEdge => {
    const index = used.get(edge.from) ?? 0;
    used.set(edge.from, index + 1);
    const [source, target] = [places.get(edge.from), places.get(edge.to)];
    if (source === undefined || target === undefined) {
      return { edge, shape: 'curve', points: [], labelAt: { x: 0, y: 0 } };
    }
    const share = (index + 1) / ((exits.get(edge.from) ?? 1) + 1);
    const start: Point = { x: source.x + source.width * share, y: source.y + source.height };
    const end: Point = { x: target.x + target.width / 2, y: target.y };
    const bend = LAYER_GAP / 2;
    const points = [start, { x: start.x, y: start.y + bend }, { x: end.x, y: end.y - bend }, end];
    return { edge, shape: 'curve', points, labelAt: { x: start.x + 4, y: start.y + LABEL_BASE } };
  });
}
