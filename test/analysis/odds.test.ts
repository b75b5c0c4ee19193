import { describe, expect, test } from 'vitest';
import { AnalysisCache } from '../../src/analysis/analysis.ts';
import { blockFrequency } from '../../src/analysis/odds/block-frequency.ts';
import { accidentOf, edgeOdds, testBounds } from '../../src/analysis/odds/branch-odds.ts';
import { fieldOf } from '../../src/analysis/odds/field-of.ts';
import { compile } from '../../src/compiler/compile.ts';
import type { Filter } from '../../src/ir/filter.ts';
import { type BlockId, blockId, valueId } from '../../src/ir/ids.ts';
import {
  NEUTRAL_MODEL,
  type PacketField,
  type PacketModel,
  UNKNOWN_FIELD,
} from '../../src/ir/packet-model.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { lowerToCbpf } from '../../src/lower/cbpf/lower.ts';
import { internetFilter } from '../internet-filter.ts';

/** `body` decides in b0 between b1, which accepts, and b2. */
const textOf = (body: string): string =>
  `filter @f {\nb0:\n${body}\nb1:\n  return 0x1\nb2:\n  return 0x0\n}\n`;

const equality = (load: string, number: number, op = 'eq'): string =>
  textOf(`  v0 = ${load}\n  v1 = const ${number}\n  v2 = ${op} v0, v1\n  branch v2, b1, b2`);

const MASKED = `  v0 = load.2 [20]
  v1 = const 0x1fff
  v2 = and v0, v1
  branch v2, b1, b2`;

function boundsOf(filter: Filter): unknown {
  const { terminator } = filter.block(filter.entry);
  return terminator.kind === 'branch' || terminator.kind === 'switch'
    ? testBounds(filter, terminator)
    : null;
}

const oddsOf = (filter: Filter): ReadonlyMap<BlockId, number> =>
  new Map(edgeOdds(filter, filter.block(filter.entry).terminator));

describe('packets of the internet', () => {
  test.each([
    ['an EtherType that all packets may have', equality('load.2 [12]', 0x800), 0, 1],
    ['an EtherType that others have', equality('load.2 [12]', 0x9000), 0, 0.9],
    ['an address', equality('load.4 [26]', 7), 0, 0.05],
    ['another address', equality('load.4 [26]', 7, 'ne'), 0.95, 1],
    ['the first fragment', textOf(MASKED), 0, 0.01],
    ['a sum', equality('add v9, v9', 7).replace('b0:', 'b0:\n  v9 = load.4 [0]'), 0, 1],
  ])('%s', (_, text, least, most) => {
    const bounds = boundsOf(internetFilter(text)) as { least: number; most: number };

    expect(bounds.least).toBeCloseTo(least);
    expect(bounds.most).toBeCloseTo(most);
  });

  test('what is usual is likely', () => {
    const odds = oddsOf(internetFilter(equality('load.1 [23]', 6)));

    expect([...odds.values()]).toEqual([0.8, expect.closeTo(0.2)]);
  });

  test('bytes that are another field are an address by accident only', () => {
    const filter = internetFilter(equality('load.4 [26]', 7));
    const { terminator } = filter.block(filter.entry);

    expect(terminator.kind === 'branch' && accidentOf(filter, terminator)).toBe(0.05);
  });
});

test('a written probability stands above the model', () => {
  const text = equality('load.1 [23]', 6).replace('b1, b2', 'b1, b2, probability 0.25');
  const filter = internetFilter(text);
  const frequency = new AnalysisCache(filter).get(blockFrequency);

  expect(boundsOf(filter)).toEqual({ least: 0.25, most: 0.25 });
  expect([...frequency]).toEqual([1, 0.25, 0.75]);
});

describe('a filter without a model', () => {
  const filter = parseFilter(equality('load.4 [26]', 7));

  test('says nothing about its packets', () => {
    expect(filter.packetModel).toBe(NEUTRAL_MODEL);
    expect(boundsOf(filter)).toEqual({ least: 0, most: 1 });
  });

  test('gets another, which copies keep', () => {
    const copy = filter.clone();
    const before = copy.versions.all;
    copy.setPacketModel(CALLS);

    expect(copy.versions.all).toBeGreaterThan(before);
    expect(copy.clone().packetModel).toBe(CALLS);
    expect(filter.packetModel).toBe(NEUTRAL_MODEL);
  });
});

/** System calls: the number is at [0]; most are number 3. */
const CALLS: PacketModel = {
  name: 'calls',
  fieldOf: ({ offset, isFixed }) =>
    isFixed && offset === 0
      ? { ...UNKNOWN_FIELD, kind: 'code', usual: new Map([[3, 0.9]]) }
      : UNKNOWN_FIELD,
};

describe('another model', () => {
  test('is asked for what the filter reads', () => {
    const asked: PacketField[] = [];
    const filter = parseFilter(textOf(MASKED));
    filter.setPacketModel({
      name: 'asked',
      fieldOf: (field) => {
        asked.push(field);
        return UNKNOWN_FIELD;
      },
    });
    fieldOf(filter, valueId(0));
    fieldOf(filter, valueId(2));

    const field = { of: 'packet', width: 2, offset: 20, isFixed: true };
    expect(asked).toEqual([
      { ...field, mask: null },
      { ...field, mask: 0x1fff },
    ]);
  });

  test('decides what the lowered code asks first', () => {
    const text = textOf('  v0 = load.4 [0]\n  switch v0, [3: b1, 6: b1, 17: b3], b2').replace(
      '\n}\n',
      '\nb3:\n  return 0x2\n}\n',
    );
    const firstAsked = (filter: Filter): number | undefined =>
      lowerToCbpf(filter).find(({ jt, jf }) => jt !== jf)?.k;
    const calls = parseFilter(text);
    calls.setPacketModel(CALLS);

    expect(firstAsked(calls)).toBe(3);
    expect(oddsOf(calls).get(blockId(1))).toBeCloseTo(1 / 3);
  });
});

test('what is compiled is for packets of the internet', () => {
  expect(compile('ip').filter.packetModel.name).toBe('internet');
});
