import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { Interpreter } from '../../src/interpret/interpret.ts';
import type { InterpretedPacket } from '../../src/interpret/packet.ts';
import type { Filter } from '../../src/ir/filter.ts';
import { printFilter } from '../../src/ir/print.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { filters } from '../generators/filters.ts';
import { machines } from '../generators/machines.ts';
import { packetRecipes } from '../generators/packets.ts';

const ALL = [...builtinPasses.keys()].join(',');

/** The verdict, and whether a load has made it. */
function run(filter: Filter, packet: InterpretedPacket): { verdict: number; byLoad: boolean } {
  const { verdict, path, rejectedAt } = new Interpreter(filter).run(packet);
  const last = path.at(-1);
  const instr =
    rejectedAt === null || last === undefined ? null : filter.block(last).instrs[rejectedAt];
  return { verdict, byLoad: instr?.kind === 'load' };
}

test.each([...builtinPasses.keys(), ALL, `repeat(${ALL})`])(
  'relaxed %s changes no verdict but those of packets that a load rejects',
  (text) => {
    fc.assert(
      fc.property(
        filters(),
        fc.array(packetRecipes, { minLength: 8, maxLength: 8 }),
        machines,
        (generated, recipes, target) => {
          const before = generated.build();
          const after = generated.build();
          const pipeline = parsePipeline(text, builtinPasses);
          runPasses(after, pipeline, { verifyEach: true, semantics: 'relaxed', target });
          for (const recipe of recipes) {
            const packet = recipe.packetFor(before);
            const { verdict, byLoad } = run(before, packet);
            if (!byLoad) {
              expect(run(after, packet).verdict, printFilter(after)).toBe(verdict);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  },
);
