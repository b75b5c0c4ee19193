import { afterAll, describe, expect, test } from 'vitest';
import { controlFlowGraph } from '../../src/artifact/control-flow-graph.ts';
import type { Filter } from '../../src/ir/filter.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { printDot } from '../../src/report/cfg/dot.ts';
import { drawSvgFile } from '../../src/report/cfg/draw-svg.ts';
import { DrawingPool } from '../../src/report/cfg/drawing-pool.ts';
import { LayoutError, LayoutWorker } from '../../src/report/cfg/layout-worker.ts';
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
  test('is given up at the deadline', async () => {
    const asked = placeScene(cfgScene(chain(250)), new LayoutWorker(), 1);
    await expect(asked).rejects.toThrow(LayoutError);
    await expect(asked).rejects.toThrow('not laid out within 1 ms');
  });

  test('has a message in place of its drawing, and the next is drawn', async () => {
    const pool = new DrawingPool(1, { deadline: 20_000, total: 20_000 });
    const hurried = new DrawingPool(1, { deadline: 1, total: 20_000 });
    const late = new DrawingPool(1, { deadline: 20_000, total: 0 });
    const scene = cfgScene(parseFilter(DIAMOND));
    try {
      expect(await hurried.draw(cfgScene(chain(250)))).toEqual({
        missing: 'the drawing was not laid out within 1 ms',
      });
      expect(await late.draw(scene)).toEqual({ missing: 'the time for drawings was used up' });
      expect(await pool.draw(scene)).toEqual({ svg: expect.stringMatching(/^<svg.*<\/svg>$/s) });
    } finally {
      await Promise.all([pool.close(), hurried.close(), late.close()]);
    }
  });
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
  const pool = new DrawingPool(1, { deadline: 20_000, total: 20_000 });
  const drawing = await pool.draw(scene);
  await pool.close();
  expect(drawing).toEqual({ svg: expect.stringContaining('&lt;b&gt;&quot;&amp;') });
});
