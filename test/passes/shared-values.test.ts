import { describe, expect, test } from 'vitest';
import { partialRedundancy } from '../../passes/index.ts';
import type { PartialRedundancyOptions } from '../../passes/partial-redundancy/partial-redundancy.ts';
import { blockId } from '../../src/ir/ids.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { missedBy } from './missed-by.ts';

/** Loads in b1, and perhaps in b2, what b3 loads again; perhaps b3 has one more way in. */
const joined = (b2: string, b3: string, entry = 'branch v0, b1, b2'): string => `filter @joined {
b0:
  v0 = load.1 [0]
  ${entry}
b1:
  v1 = load.1 [1]
  v2 = load.1 [v0 + 2]
  branch v1, b3, b5
b2:
  ${b2}
b3:
  ${b3}
b4:
  return 0x2
b5:
  return 0x1
}
`;

const RETURN_LOAD = 'v5 = load.1 [1]\n  branch v5, b4, b5';

describe('partial-redundancy says why a value stays that some way brings', () => {
  test('as too many others lack it', () => {
    const text = joined('jump b3', RETURN_LOAD, 'switch v0, [1: b1, 2: b2], b6').replace(
      'b4:',
      'b6:\n  jump b3\nb4:',
    );
    expect(missedBy('partial-redundancy', text)).toEqual([
      'v5: not merged: edge b1->b3 brings it, but not b2->b3, nor do more of them than may have it inserted',
    ]);
  });

  test('as a block on the edge would need a jump', () => {
    const text = joined('jump b3', RETURN_LOAD, 'branch v0, b1, b3')
      .replace('branch v1, b3, b5', 'jump b3')
      .replace('b2:\n  jump b3\n', '');
    expect(missedBy('partial-redundancy', text)).toEqual([
      'v5: not merged: edge b1->b3 brings it, but not b0->b3, where a block on the edge would need a jump',
    ]);
  });

  test('as only some paths on need it', () => {
    const text = joined('jump b3', 'branch v0, b6, b5').replace(
      'b4:\n',
      `b6:\n  ${RETURN_LOAD}\nb4:\n`,
    );
    expect(missedBy('partial-redundancy', text)).toEqual([
      'v5: not merged: edge b1->b3 brings it, but not b2->b3, from where not all paths need it',
    ]);
  });

  test('and says nothing where no way brings it', () => {
    expect(
      missedBy('partial-redundancy', joined('jump b3', RETURN_LOAD.replace('[1]', '[3]'))),
    ).toEqual([]);
  });
});

/** How many loads b3 is left with. */
function loadsAfter(text: string, options: PartialRedundancyOptions): number {
  const filter = parseFilter(text);
  runPasses(filter, [partialRedundancy(options)], { verifyEach: true });
  return filter.block(blockId(3)).instrs.filter(({ kind }) => kind === 'load').length;
}

describe('partial-redundancy has options', () => {
  const once = joined('jump b3', `v4 = load.1 [v0 + 2]\n  ${RETURN_LOAD}`);
  const both = joined('v3 = load.1 [1]\n  branch v3, b3, b5', RETURN_LOAD);

  test.each<[name: string, options: PartialRedundancyOptions, text: string, loads: number]>([
    ['by default one way may lack the value', {}, once, 0],
    ['without insertions all ways have to bring it', { insertions: 0 }, once, 2],
    ['and then it goes', { insertions: 0 }, both, 0],
    ['loads from constant addresses may stay', { plainLoads: false }, once, 1],
  ])('%s', (_, options, text, loads) => {
    expect(loadsAfter(text, options)).toBe(loads);
  });

  test('more insertions than one make the filter larger, and no path longer', () => {
    const text = joined('jump b3', RETURN_LOAD, 'switch v0, [1: b1, 2: b2], b6').replace(
      'b4:',
      'b6:\n  jump b3\nb4:',
    );
    expect(loadsAfter(text, {})).toBe(1);
    expect(loadsAfter(text, { insertions: 2 })).toBe(0);
  });
});

describe('code-motion says why a value stays that all ways begin with', () => {
  test('as one of them has other predecessors', () => {
    const text = joined('v3 = load.1 [1]\n  branch v3, b3, b5', RETURN_LOAD, 'branch v0, b1, b2');
    expect(missedBy('code-motion', text)).toEqual([]);
    expect(
      missedBy(
        'code-motion',
        text.replace('branch v3, b3, b5', 'branch v3, b6, b3\nb6:\n  v6 = load.1 [1]\n  return v6'),
      ),
    ).toEqual(['v6: not moved to b2: b3, which computes it too, has other predecessors']);
  });
});
