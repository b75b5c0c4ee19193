import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import { Filter } from '../../src/ir/filter.ts';
import { type BlockId, blockId, type ValueId } from '../../src/ir/ids.ts';
import { returnConstant } from '../../src/ir/ir.ts';
import { printFilter } from '../../src/ir/print.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { machines } from '../generators/machines.ts';

/** A test of one byte for a constant. */
interface TestGenes {
  readonly offset: number;
  readonly constant: number;
  readonly isNegated: boolean;
  /** Which byte loaded before is the base of the address; 0 for none. */
  readonly base: number;
  /** How often the comparison holds, in percent. */
  readonly percent: number;
}

/** One or two tests, of which one has to pass; where neither does, 9 of 10 times the packet is rejected. */
interface SegmentGenes {
  readonly tests: readonly TestGenes[];
  readonly failure: number;
}

const tests: fc.Arbitrary<TestGenes> = fc.record({
  offset: fc.nat({ max: 3 }),
  constant: fc.nat({ max: 2 }),
  isNegated: fc.boolean(),
  base: fc.constantFrom(0, 0, 0, 1, 2),
  percent: fc.nat({ max: 100 }),
});

const segments: fc.Arbitrary<readonly SegmentGenes[]> = fc.array(
  fc.record({
    tests: fc.array(tests, { minLength: 1, maxLength: 2 }),
    failure: fc.nat({ max: 9 }),
  }),
  { minLength: 2, maxLength: 6 },
);

class ConjunctionBuilder {
  readonly filter: Filter = new Filter('conjunction');
  readonly #loaded: ValueId[] = [];
  readonly #accept: BlockId;
  readonly #other: BlockId;
  readonly #reject: BlockId;

  constructor(genes: readonly SegmentGenes[]) {
    const heads = genes.map(() => this.filter.addBlock());
    [this.#accept, this.#other, this.#reject] = [1, 2, 0].map((verdict) => {
      const block = this.filter.addBlock();
      this.filter.setTerminator(block, returnConstant(verdict));
      return block;
    }) as [BlockId, BlockId, BlockId];
    for (const [index, segment] of genes.entries()) {
      this.#build(segment, heads[index] ?? blockId(0), heads[index + 1] ?? this.#accept);
    }
    this.filter.removeUnreachable();
  }

  #build({ tests: [first, second], failure }: SegmentGenes, head: BlockId, next: BlockId): void {
    const failed = failure === 0 ? this.#other : this.#reject;
    const behind = second === undefined ? failed : this.filter.addBlock();
    const byte = first === undefined ? null : this.#test(first, head, [next, behind]);
    if (second !== undefined) {
      this.#test(second, behind, [next, failed]);
    }
    if (byte !== null) {
      this.#loaded.unshift(byte);
    }
  }

  /** Yields the byte that it loads. */
  #test(
    { offset, constant, isNegated, base, percent }: TestGenes,
    block: BlockId,
    [passed, failed]: readonly [BlockId, BlockId],
  ): ValueId {
    const { filter } = this;
    const byte = filter.append(block, {
      kind: 'load',
      base: this.#loaded[base - 1] ?? null,
      offset,
      width: 1,
      order: 'network',
      checked: true,
    });
    const rhs = filter.append(block, { kind: 'const', value: constant });
    const op = isNegated ? 'ne' : 'eq';
    const tested = filter.append(block, { kind: 'binary', op, type: 'i32', lhs: byte, rhs });
    filter.setTerminator(block, {
      kind: 'branch',
      test: tested,
      ifTrue: passed,
      ifFalse: failed,
      probability: percent / 100,
    });
    return byte;
  }
}

const packets = fc.array(fc.array(fc.nat({ max: 2 }), { maxLength: 6 }), {
  minLength: 16,
  maxLength: 16,
});

/** How often the pass has to find something, for the test to tell anything. */
const FEWEST_CHANGES = 50;

const PIPELINES = [
  'branch-reordering',
  'gvn,dead-code,repeat(branch-reordering),gvn,check-elimination',
  'gvn,check-elimination,dead-code,repeat(branch-reordering)',
];

const RUNS = Number(process.env.RUNS ?? 300);

describe.each(PIPELINES)('%s', (text) => {
  test('keeps the verdicts of tests that a packet has to pass, of truncated packets too', () => {
    let changes = 0;
    fc.assert(
      fc.property(segments, packets, machines, (genes, contents, target) => {
        const before = new ConjunctionBuilder(genes).filter;
        const after = before.clone();
        const records = runPasses(after, parsePipeline(text, builtinPasses), {
          verifyEach: true,
          target,
        });
        const hasChanged = records.some(
          ({ pass, changed }) => pass === 'branch-reordering' && changed,
        );
        changes += hasChanged ? 1 : 0;
        for (const content of contents) {
          const packet = { bytes: Uint8Array.from(content), wirelen: 60 };
          expect(interpret(after, packet), printFilter(after)).toBe(interpret(before, packet));
        }
      }),
      { numRuns: RUNS },
    );
    expect(changes).toBeGreaterThan(FEWEST_CHANGES);
  });
});
