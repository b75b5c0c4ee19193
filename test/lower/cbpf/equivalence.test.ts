import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CbpfVm } from '../../../src/engine/cbpf-vm-machine.ts';
import { liftCbpf } from '../../../src/frontend/cbpf/lift.ts';
import { prepare } from '../../../src/interpret/interpret.ts';
import type { FilterView } from '../../../src/ir/filter-view.ts';
import { printFilter } from '../../../src/ir/print.ts';
import { checkProgram } from '../../../src/isa/cbpf/check.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { printListing } from '../../../src/isa/cbpf/listing.ts';
import { lowerToCbpf } from '../../../src/lower/cbpf/lower.ts';
import { UnsupportedError } from '../../../src/support/unsupported.ts';
import { cbpfPrograms } from '../../generators/cbpf-programs.ts';
import { filters } from '../../generators/filters.ts';
import { type PacketRecipe, packetRecipes } from '../../generators/packets.ts';

const packets = fc.array(packetRecipes, { minLength: 1, maxLength: 12 });

/** The program for `filter`; `null` where the machine cannot do it. */
function lowered(filter: FilterView): CbpfProgram | null {
  try {
    return lowerToCbpf(filter, { maxInstructions: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (error instanceof UnsupportedError) {
      return null;
    }
    throw error;
  }
}

function expectSame(filter: FilterView, recipes: readonly PacketRecipe[]): void {
  const program = lowered(filter);
  fc.pre(program !== null);
  const verdictOf = prepare(filter);
  const vm = new CbpfVm(program);

  expect(checkProgram(program)).toEqual([]);
  for (const recipe of recipes) {
    const packet = recipe.packetFor(filter);
    const { bytes, wirelen, ancillary = {} } = packet;
    const { verdict } = vm.runCounting({ bytes, wirelen, ancillary });
    expect(verdict, `${printFilter(filter)}\n${printListing(program)}`).toBe(verdictOf(packet));
  }
}

describe('a program has the verdicts of its filter', () => {
  test('for filters of any shape', () => {
    fc.assert(
      fc.property(filters({ wide: false, caplen: false }), packets, (generated, recipes) => {
        expectSame(generated.build(), recipes);
      }),
      { numRuns: Number(process.env.RUNS ?? 3000) },
    );
  });

  test('after any passes', () => {
    const pipelines = fc.array(fc.constantFrom(...builtinPasses.values()), { maxLength: 6 });
    fc.assert(
      fc.property(shapes, pipelines, packets, (generated, makers, recipes) => {
        const filter = generated.build();
        const expected = generated.build();
        runPasses(filter, makers.map((make) => make()));
        expectSame(filter, recipes, expected);
      }),
      { numRuns: Number(process.env.RUNS ?? 1000) },
    );
  });

  test('in relaxed semantics, or accepts what is too short for a load that it does not need', () => {
    fc.assert(
      fc.property(shapes, packets, (generated, recipes) => {
        const filter = generated.build();
        const strict = new CbpfVm(lowered(filter, 'strict'));
        const relaxed = new CbpfVm(lowered(filter, 'relaxed'));
        for (const recipe of recipes) {
          const { bytes, wirelen, ancillary = {} } = recipe.packetFor(filter);
          const packet = { bytes, wirelen, ancillary };
          const { verdict } = strict.runCounting(packet);

          expect([verdict, 0]).toContain(verdict === 0 ? 0 : relaxed.runCounting(packet).verdict);
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 500) },
    );
  });

  test('for programs that were lifted', () => {
    fc.assert(
      fc.property(cbpfPrograms, packets, (program, recipes) => {
        expectSame(liftCbpf(program), recipes);
      }),
      { numRuns: Number(process.env.RUNS ?? 1000) },
    );
  });
});
