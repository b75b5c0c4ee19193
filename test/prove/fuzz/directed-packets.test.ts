import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import { Interpreter } from '../../../src/interpret/interpret.ts';
import type { Filter } from '../../../src/ir/filter.ts';
import { extentOf, successors } from '../../../src/ir/ir.ts';
import { parseFilter } from '../../../src/ir/parse.ts';
import { directedPackets } from '../../../src/prove/fuzz/directed/directed-packets.ts';
import { Random } from '../../../src/support/random.ts';

const expression = (text: string): Filter => compile(text).filter;

const EXPRESSIONS = [
  'tcp port 80',
  'host 10.0.0.1 and not port 22',
  'ip[0] & 0xf != 5 and tcp[tcpflags] & (tcp-syn|tcp-fin) != 0',
  'ip6 and tcp dst portrange 1000-2000',
  'tcp[((tcp[12] & 0xf0) >> 2):4] = 0x47455420',
  'len > 100 and ether[100] * 3 = 9',
];

/** The edges of `filter`, and those that packets take. */
function edgesOf(filter: Filter): ReadonlySet<string> {
  return new Set(
    [...filter.blocks()].flatMap(({ id, terminator }) =>
      successors(terminator).map((target) => `b${id}->b${target}`),
    ),
  );
}

function edgesTaken(filter: Filter, limit: number): ReadonlySet<string> {
  const interpreter = new Interpreter(filter);
  const taken = new Set<string>();
  for (const packet of directedPackets(filter, new Random(1), { limit })) {
    const { path } = interpreter.run(packet);
    for (const [index, to] of path.slice(1).entries()) {
      taken.add(`b${path[index]}->b${to}`);
    }
  }
  return taken;
}

describe('each branch is taken both ways', () => {
  test.each(EXPRESSIONS)('%s', (text) => {
    const filter = expression(text);
    expect(edgesTaken(filter, 100)).toEqual(edgesOf(filter));
  });

  test('and each case of a switch', () => {
    const filter = parseFilter(`filter @switch {
b0:
  v0 = load.2 [12]
  switch v0, [80: b1, 443..500: b2], b3
b1:
  return 0x1
b2:
  return 0x2
b3:
  return 0x0
}`);
    expect(edgesTaken(filter, 30)).toEqual(edgesOf(filter));
  });
});

test.each(EXPRESSIONS)('packets end where a check begins to pass: %s', (text) => {
  const filter = expression(text);
  const lengths = new Set(
    directedPackets(filter, new Random(1), { limit: 200 }).map(({ bytes }) => bytes.length),
  );
  const missed = growingExtents(filter).filter(
    (end) => !(lengths.has(end) && lengths.has(end - 1)),
  );
  expect(missed).toEqual([]);
});

/** The ends of those loads at fixed offsets that reach farther than all before them. */
function growingExtents(filter: Filter): readonly number[] {
  const extents: number[] = [];
  for (const { instrs } of filter.blocks()) {
    for (const instr of instrs) {
      const extent = instr.kind === 'load' && instr.base === null ? extentOf(instr) : 0;
      if (extent > (extents.at(-1) ?? 0)) {
        extents.push(extent);
      }
    }
  }
  return extents;
}

test('the same seed gives the same packets', () => {
  const filter = expression('tcp port 80');
  const packets = (seed: number) => directedPackets(filter, new Random(seed), { limit: 40 });
  expect(packets(3)).toEqual(packets(3));
  expect(packets(4)).not.toEqual(packets(3));
});
