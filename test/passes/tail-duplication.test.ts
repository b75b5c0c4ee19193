import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import { Filter } from '../../src/ir/filter.ts';
import { blockId } from '../../src/ir/ids.ts';
import { returnConstant } from '../../src/ir/ir.ts';
import { printFilter } from '../../src/ir/print.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { machines } from '../generators/machines.ts';

/** A block that tests a byte, and how far behind it the blocks stand that it leads to. */
interface BlockGenes {
  readonly offset: number;
  readonly constant: number;
  readonly ifTrue: number;
  readonly ifFalse: number;
  /** Whether it is a switch for the constant and the next one, which goes on as `ifFalse` says. */
  readonly isSwitch: boolean;
}

const blocks: fc.Arbitrary<readonly BlockGenes[]> = fc.array(
  fc.record({
    offset: fc.constantFrom(0, 0, 0, 1, 2, 3),
    constant: fc.nat({ max: 2 }),
    ifTrue: fc.integer({ min: 1, max: 3 }),
    ifFalse: fc.integer({ min: 1, max: 3 }),
    isSwitch: fc.constantFrom(false, false, false, true),
  }),
  { minLength: 4, maxLength: 14, size: 'max' },
);

const VERDICTS = [1, 2, 0];

function filterOf(genes: readonly BlockGenes[]): Filter {
  const filter = new Filter('joins');
  for (let index = 0; index < genes.length + VERDICTS.length; index += 1) {
    filter.addBlock();
  }
  const behind = (index: number, distance: number) =>
    blockId(Math.min(index + distance, genes.length + VERDICTS.length - 1));
  for (const [index, { offset, constant, isSwitch, ...ways }] of genes.entries()) {
    const block = blockId(index);
    const byte = filter.append(block, {
      kind: 'load',
      base: null,
      offset,
      width: 1,
      order: 'network',
      checked: true,
    });
    const ifTrue = behind(index, ways.ifTrue);
    const ifFalse = behind(index, ways.ifFalse);
    if (ifTrue === ifFalse) {
      filter.setTerminator(block, { kind: 'jump', target: ifTrue });
    } else if (isSwitch) {
      const cases = [
        { low: constant, high: constant, target: ifTrue },
        { low: constant + 1, high: constant + 1, target: ifFalse },
      ];
      const otherwise = behind(index, 4);
      filter.setTerminator(block, { kind: 'switch', value: byte, cases, otherwise });
    } else {
      const rhs = filter.append(block, { kind: 'const', value: constant });
      const compared = { kind: 'binary', op: 'eq', type: 'i32', lhs: byte, rhs } as const;
      const outcome = filter.append(block, compared);
      filter.setTerminator(block, { kind: 'branch', test: outcome, ifTrue, ifFalse });
    }
  }
  for (const [index, verdict] of VERDICTS.entries()) {
    filter.setTerminator(blockId(genes.length + index), returnConstant(verdict));
  }
  filter.removeUnreachable();
  return filter;
}

const packets = fc.array(fc.array(fc.nat({ max: 3 }), { maxLength: 4 }), {
  minLength: 16,
  maxLength: 16,
});

/** How often the pass has to find something, for the test to tell anything. */
const FEWEST_CHANGES = 40;

const PASSES = ['tail-duplication', 'tail-duplication<large>'];

const RUNS = Number(process.env.RUNS ?? 300);

describe.each(PASSES)('%s', (name) => {
  test.each([
    name,
    `jump-threading,${name}`,
    `check-elimination,${name}`,
    `repeat(${name},jump-threading,block-merging,dead-code)`,
  ])('%s keeps the verdicts of tests with joins between, of truncated packets too', (text) => {
    let changes = 0;
    fc.assert(
      fc.property(blocks, packets, machines, (genes, contents, target) => {
        const before = filterOf(genes);
        const after = before.clone();
        const records = runPasses(after, parsePipeline(text, builtinPasses), {
          verifyEach: true,
          target,
        });
        changes += records.some(({ pass, changed }) => pass === name && changed) ? 1 : 0;
        for (const content of contents) {
          const packet = { bytes: Uint8Array.from(content), wirelen: 60 };
          expect(interpret(after, packet), printFilter(after)).toBe(interpret(before, packet));
        }
      }),
      { numRuns: RUNS },
    );
    expect(changes).toBeGreaterThan(FEWEST_CHANGES);
  });

  test('never changes what it has changed before', () => {
    fc.assert(
      fc.property(blocks, machines, (genes, target) => {
        const filter = filterOf(genes);
        runPasses(filter, parsePipeline(`repeat(${name})`, builtinPasses), { target });
        const printed = printFilter(filter);
        runPasses(filter, parsePipeline(name, builtinPasses), { target });
        expect(printFilter(filter)).toBe(printed);
      }),
      { numRuns: RUNS },
    );
  });
});
