import { afterAll, describe, expect, test } from 'vitest';
import { controlFlowGraph } from '../../src/artifact/control-flow-graph.ts';
import type { Filter } from '../../src/ir/filter.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { printDot } from '../../src/report/cfg/dot.ts';
import { drawSvgFile } from '../../src/report/cfg/draw-svg.ts';
import { DrawingPool } from '../../src/report/cfg/drawing-pool.ts';
import { layoutInLayers } from '../../src/report/cfg/layout-layers.ts';
import { LayoutWorker } from '../../src/report/cfg/layout-worker.ts';
import { placeScene } from '../../src/report/cfg/place-scene.ts';
import type { PlacedScene } from '../../src/report/cfg/placement.ts';
import { type Scene, sceneOf } from '../../src/report/cfg/scene.ts';

const DIAMOND = `filter @diamond {
b0: count 100
  v0 = load.2 [12]
  v1 = const 0x800
  v2 = eq v0, v1
  branch v2, b1, b2, probability 0.9
b1:
  v3 = load.1 [23]
  switch v3, [6: b3, 17: b3, 50..51: b4], b5
b2:
  v4 = load.2 [20]
  v5 = ugt v4, v0
  branch v5, b3, b5
b3:
  return 0x40000
b4:
  v6 = wirelen
  return v6
b5:
  return 0x0
}
`;

/** A chain of `length` blocks, each of which may reject. */
function chain(length: number): Filter {
  const blocks = Array.from(
    { length },
    (_, index) =>
      `b${index}:\n  v${index} = load.1 [${index}]\n  branch v${index}, b${index + 1}, b${length + 1}\n`,
  );
  return parseFilter(
    `filter @chain {\n${blocks.join('')}b${length}:\n  return 0x1\nb${length + 1}:\n  return 0x0\n}\n`,
  );
}

const cfgScene = (filter: Filter): Scene => sceneOf(controlFlowGraph(filter));

const worker = new LayoutWorker();
afterAll(() => worker.close());

const overlapping = ({ nodes }: PlacedScene): number =>
  nodes.filter((a) =>
    nodes.some(
      (b) =>
        a !== b &&
        a.x < b.x + b.width &&
        b.x < a.x + a.width &&
        a.y < b.y + b.height &&
        b.y < a.y + a.height,
    ),
  ).length;

test('the scene has a pill for each edge that ends the filter', () => {
  const { nodes, edges } = cfgScene(parseFilter(DIAMOND));
  expect(nodes.map(({ name, title }) => `${name}: ${title}`)).toEqual([
    'b0: b0 entry  ×100',
    'b1: b1',
    'b1.0: accept 262144',
    'b1.2: reject',
    'b4: b4',
    'b2: b2',
    'b2.0: accept 262144',
    'b2.1: reject',
  ]);
  expect(edges.map(({ from, to, kind, label }) => `${from} ${to} ${kind} ${label}`.trim())).toEqual(
    [
      'b0 b1 true 90 %',
      'b0 b2 false 10 %',
      'b1 b1.0 case tcp, udp',
      'b1 b4 case 50–51',
      'b1 b1.2 false else',
      'b2 b2.0 true',
      'b2 b2.1 false',
    ],
  );
});

test('the drawing of a small graph', async () => {
  const placed = await placeScene(cfgScene(parseFilter(DIAMOND)), worker, 20_000);
  expect(overlapping(placed)).toBe(0);
  await expect(drawSvgFile(placed)).toMatchFileSnapshot('goldens/diamond.svg');
});

test('the true edge leaves to the left of the false edge', async () => {
  const { edges } = await placeScene(cfgScene(parseFilter(DIAMOND)), worker, 20_000);
  const startOf = (kind: string): number =>
    edges.find(({ edge }) => edge.from === 'b0' && edge.kind === kind)?.points[0]?.x ?? Number.NaN;
  expect(startOf('true')).toBeLessThan(startOf('false'));
});

test('the text for Graphviz', async () => {
  await expect(printDot(cfgScene(parseFilter(DIAMOND)))).toMatchFileSnapshot('goldens/diamond.dot');
});

test('a large graph is laid out by Graphviz, with a route for every edge', async () => {
  const placed = await placeScene(cfgScene(chain(320)), worker, 20_000);
  expect(placed.nodes).toHaveLength(320 + 321);
  expect(placed.edges.filter(({ points }) => points.length < 4)).toEqual([]);
  expect(placed.edges.every(({ shape }) => shape === 'curve')).toBe(true);
});

describe('a graph that takes too long', () => {
  test('is placed in layers instead, every node and edge of it', async () => {
    const scene = cfgScene(chain(250));
    const placed = await placeScene(scene, new LayoutWorker(), 1);
    expect(placed.nodes.map(({ node }) => node)).toEqual(scene.nodes);
    expect(placed.edges.map(({ edge, points }) => [edge, points.length])).toEqual(
      scene.edges.map((edge) => [edge, 4]),
    );
    expect(placed.nodes[0]?.y).toBeLessThan(50);
  });

  test('is drawn by a pool that has no time at all, and the next as well', async () => {
    const pool = new DrawingPool(1, 0);
    const scenes = [chain(250), parseFilter(DIAMOND), chain(2_000)].map(cfgScene);
    const start = performance.now();
    try {
      for (const scene of scenes) {
        expect(await pool.draw(scene)).toEqual({ svg: expect.stringMatching(/^<svg.*<\/svg>$/s) });
      }
      expect(performance.now() - start).toBeLessThan(10_000);
    } finally {
      await pool.close();
    }
  });
});

test('in layers, no two nodes overlap, and edges lead down', () => {
  const { nodes, edges } = layoutInLayers(cfgScene(parseFilter(DIAMOND)));
  for (const [index, a] of nodes.entries()) {
    for (const b of nodes.slice(index + 1)) {
      const isApart =
        a.x + a.width <= b.x ||
        b.x + b.width <= a.x ||
        a.y + a.height <= b.y ||
        b.y + b.height <= a.y;
      expect(isApart, `${a.node.name} ${b.node.name}`).toBe(true);
    }
  }
  for (const { points } of edges) {
    expect(points.at(-1)?.y).toBeGreaterThan(points[0]?.y ?? 0);
  }
});

test('text in a drawing is escaped', async () => {
  const scene = {
    nodes: [
      {
        kind: 'block',
        name: 'b0',
        title: '<b>"&',
        lines: [],
        minColumns: 0,
      },
    ],
    edges: [],
  } as const;
  const pool = new DrawingPool(1, 20_000);
  const drawing = await pool.draw(scene);
  await pool.close();
  expect(drawing).toEqual({ svg: expect.stringContaining('&lt;b&gt;&quot;&amp;') });
});
