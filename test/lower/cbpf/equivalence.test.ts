import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../../passes/index.ts';
import { CbpfVm } from '../../../src/engine/cbpf-vm/machine.ts';
import { liftCbpf } from '../../../src/frontend/cbpf/lift.ts';
import { prepare } from '../../../src/interpret/interpret.ts';
import type { FilterView } from '../../../src/ir/filter-view.ts';
import { printFilter } from '../../../src/ir/print.ts';
import { checkProgram } from '../../../src/isa/cbpf/check.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { printListing } from '../../../src/isa/cbpf/listing.ts';
import { lowerToCbpf } from '../../../src/lower/cbpf/lower.ts';
import type { Semantics } from '../../../src/pass/pass.ts';
import { runPasses } from '../../../src/pass/run-passes.ts';
import { UnsupportedError } from '../../../src/support/unsupported.ts';
import { cbpfPrograms } from '../../generators/cbpf-programs.ts';
import { filters } from '../../generators/filters.ts';
import { type PacketRecipe, packetRecipes } from '../../generators/packets.ts';

const packets = fc.array(packetRecipes, { minLength: 1, maxLength: 12 });

const shapes = filters({ wide: false, caplen: false });
const runs = (usual: number): number => Number(process.env.RUNS ?? usual);

/** The program for `filter`; a case that the machine cannot do does not count. */
function lowered(filter: FilterView, semantics: Semantics): CbpfProgram {
  try {
    return lowerToCbpf(filter, { maxInstructions: Number.POSITIVE_INFINITY, semantics });
  } catch (error) {
    fc.pre(!(error instanceof UnsupportedError));
    throw error;
  }
}

/** Compares the program of `filter` with what `original`, from which it was made, means. */
function expectSame(
  filter: FilterView,
  recipes: readonly PacketRecipe[],
  original: FilterView = filter,
): void {
  const program = lowered(filter, 'strict');
  const verdictOf = prepare(original);
  const vm = new CbpfVm(program);

  expect(checkProgram(program)).toEqual([]);
  for (const recipe of recipes) {
    const packet = recipe.packetFor(original);
    const { bytes, wirelen, ancillary = {} } = packet;
    const { verdict } = vm.runCounting({ bytes, wirelen, ancillary });
    expect(verdict, `${printFilter(filter)}\n${printListing(program)}`).toBe(verdictOf(packet));
  }
}

describe('a program has the verdicts of its filter', () => {
  test('for filters of any shape', () => {
    fc.assert(
      fc.property(shapes, packets, (generated, recipes) => {
        expectSame(generated.build(), recipes);
      }),
      { numRuns: runs(1200) },
    );
  });

  test('after any passes', () => {
    const pipelines = fc.array(fc.constantFrom(...builtinPasses.values()), { maxLength: 6 });
    fc.assert(
      fc.property(shapes, pipelines, packets, (generated, makers, recipes) => {
        const filter = generated.build();
        const expected = generated.build();
        runPasses(
          filter,
          makers.map((make) => make()),
        );
        expectSame(filter, recipes, expected);
      }),
      { numRuns: runs(600) },
    );
  });

  test('for programs that were lifted', () => {
    fc.assert(
      fc.property(cbpfPrograms, packets, (program, recipes) => {
        expectSame(liftCbpf(program), recipes);
      }),
      { numRuns: runs(600) },
    );
  });
});

test('in relaxed semantics a program accepts what it accepts in strict ones', () => {
  fc.assert(
    fc.property(shapes, packets, (generated, recipes) => {
      const filter = generated.build();
      const strict = new CbpfVm(lowered(filter, 'strict'));
      const relaxed = new CbpfVm(lowered(filter, 'relaxed'));
      for (const recipe of recipes) {
        const { bytes, wirelen, ancillary = {} } = recipe.packetFor(filter);
        const packet = { bytes, wirelen, ancillary };
        const { verdict } = strict.runCounting(packet);

        expect(verdict === 0 || relaxed.runCounting(packet).verdict === verdict).toBe(true);
      }
    }),
    { numRuns: runs(300) },
  );
});
