import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import { Filter } from '../../src/ir/filter.ts';
import { blockId } from '../../src/ir/ids.ts';
import { returnConstant } from '../../src/ir/ir.ts';
import type { BinaryOp } from '../../src/ir/ops.ts';
import { printFilter } from '../../src/ir/print.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { machines } from '../generators/machines.ts';

/** A test of one of three bytes, and where it leads. */
interface LinkGenes {
  readonly offset: number;
  readonly op: BinaryOp;
  readonly constant: number;
  /** 0 where the byte is not masked. */
  readonly mask: number;
  /** Whether the chain goes on where the test holds. */
  readonly goesOnIfTrue: boolean;
  /** 0 for the usual exit, 1 for another one, 2 for the link after the next. */
  readonly exit: number;
}

const links: fc.Arbitrary<readonly LinkGenes[]> = fc.array(
  fc.record({
    offset: fc.nat({ max: 2 }),
    op: fc.constantFrom<BinaryOp>('eq', 'eq', 'eq', 'ne', 'ugt', 'uge', 'ult', 'ule'),
    constant: fc.nat({ max: 9 }),
    mask: fc.constantFrom(0, 0, 0, 0xfc, 0xfe, 3),
    goesOnIfTrue: fc.boolean(),
    exit: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2),
  }),
  { minLength: 3, maxLength: 14, size: 'max' },
);

/** One block a link, which loads its byte itself, and three that return. */
function chainOf(genes: readonly LinkGenes[]): Filter {
  const filter = new Filter('chain');
  const ends = [1, 2, 0].map((_, index) => blockId(genes.length + index));
  const at = (index: number) => (index < genes.length ? blockId(index) : ends[2]) ?? blockId(0);
  for (let index = 0; index < genes.length + ends.length; index += 1) {
    filter.addBlock();
  }
  for (const [index, { offset, op, constant, mask, goesOnIfTrue, exit }] of genes.entries()) {
    const block = blockId(index);
    const load = { kind: 'load', base: null, offset, width: 1, order: 'network' } as const;
    const byte = filter.append(block, { ...load, checked: true });
    const bits = filter.append(block, { kind: 'const', value: mask });
    const masked = { kind: 'binary', op: 'and', type: 'i32', lhs: byte, rhs: bits } as const;
    const lhs = mask === 0 ? byte : filter.append(block, masked);
    const rhs = filter.append(block, { kind: 'const', value: constant });
    const compared = filter.append(block, { kind: 'binary', op, type: 'i32', lhs, rhs });
    const next = at(index + 1);
    const away = exit === 2 ? at(index + 2) : (ends[exit] ?? next);
    const [ifTrue, ifFalse] = goesOnIfTrue ? [next, away] : [away, next];
    filter.setTerminator(
      block,
      ifTrue === ifFalse
        ? { kind: 'jump', target: ifTrue }
        : { kind: 'branch', test: compared, ifTrue, ifFalse },
    );
  }
  for (const [index, end] of ends.entries()) {
    filter.setTerminator(end, returnConstant([1, 2, 0][index] ?? 0));
  }
  filter.removeUnreachable();
  return filter;
}

const packets = fc.array(fc.array(fc.nat({ max: 10 }), { maxLength: 4 }), {
  minLength: 12,
  maxLength: 12,
});

/** How often each pass has to find something, for the test to tell anything. */
const FEWEST_CHANGES = 40;

const PIPELINES: readonly (readonly [text: string, pass: string])[] = [
  ['switch-formation', 'switch-formation'],
  ['gvn,switch-formation', 'switch-formation'],
  ['branch-reordering', 'branch-reordering'],
  ['gvn,branch-reordering', 'branch-reordering'],
  ['switch-formation<trees>', 'switch-formation<trees>'],
  ['gvn,dead-code,switch-formation,branch-reordering,switch-formation', 'switch-formation'],
  ['branch-reordering,switch-formation,gvn,check-elimination', 'check-elimination'],
  ['repeat(switch-formation,branch-reordering,switch-formation,dead-code)', 'branch-reordering'],
];

const RUNS = Number(process.env.RUNS ?? 300);

describe.each(PIPELINES)('%s', (text, pass) => {
  test('keeps the verdicts of chains of tests, of truncated packets too', () => {
    let changes = 0;
    fc.assert(
      fc.property(links, packets, machines, (genes, contents, target) => {
        const before = chainOf(genes);
        const after = chainOf(genes);
        const records = runPasses(after, parsePipeline(text, builtinPasses), {
          verifyEach: true,
          target,
        });
        changes += records.some((record) => record.pass === pass && record.changed) ? 1 : 0;
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
