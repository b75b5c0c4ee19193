import fc from 'fast-check';
import { Filter } from '../../src/ir/filter.ts';
import { printFilter } from '../../src/ir/print.ts';
import { buildFilter } from '../../src/source/ir/generate/build-filter.ts';
import type {
  BlockGenes,
  FilterOptions,
  InstrGenes,
} from '../../src/source/ir/generate/filter-genes.ts';

/** A filter made at random. Each `build` yields a new copy, which a test may edit. */
export interface GeneratedFilter {
  build(): Filter;
  /** What fast-check prints of a counterexample: the filter's text. */
  [fc.toStringMethod](): string;
}

const number = fc.nat({ max: 0xffff });

const instrs: fc.Arbitrary<InstrGenes> = fc.record({
  kind: fc.noBias(fc.nat({ max: 99 })),
  a: number,
  b: number,
  c: number,
});

const blocks: fc.Arbitrary<BlockGenes> = fc.record({
  phis: fc.array(instrs, { maxLength: 2 }),
  instrs: fc.array(instrs, { maxLength: 6 }),
  end: fc.record({
    kind: fc.noBias(fc.nat({ max: 99 })),
    value: fc.noBias(number),
    near: fc.nat({ max: 2 }),
    far: fc.nat({ max: 3 }),
    cases: fc.array(fc.tuple(number, fc.nat({ max: 3 }), fc.nat({ max: 5 })), { maxLength: 4 }),
  }),
});

/**
 * Valid filters of every shape: loads of each kind, guards and the unchecked loads that rely on
 * them, arithmetic, phis, branches, switches, i64. They test the same few bytes and constants over
 * and over, so that passes find something to do. A counterexample shrinks to few blocks and
 * instructions.
 */
export function filters(options: FilterOptions = {}): fc.Arbitrary<GeneratedFilter> {
  return fc
    .array(blocks, { minLength: 1, maxLength: options.maxBlocks ?? 16, size: 'max' })
    .map((genes) => ({
      build: () => new Filter('generated', buildFilter(genes, options)),
      [fc.toStringMethod]: () => printFilter(new Filter('generated', buildFilter(genes, options))),
    }));
}
