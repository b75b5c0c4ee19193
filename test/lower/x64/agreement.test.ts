import fc from 'fast-check';
import { afterAll, expect } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import { machineCodeUnavailable } from '../../../src/engine/native/machine-code.ts';
import { prepare } from '../../../src/interpret/interpret.ts';
import type { Register } from '../../../src/isa/x64/registers.ts';
import { lowerToX64, type X64Options } from '../../../src/lower/x64/lower.ts';
import { testWhere } from '../../engine/test-where.ts';
import { filters } from '../../generators/filters.ts';
import { packetRecipes } from '../../generators/packets.ts';
import { Executor } from './execute.ts';

const nativeTest = testWhere(machineCodeUnavailable());
const executor = new Executor();
afterAll(() => executor.close());

const recipes = fc.array(packetRecipes, { minLength: 8, maxLength: 24 });

/** Fewer registers than most filters want, so that values go to the stack and back. */
const FEW: readonly Register[] = ['rdi', 'rdx', 'rax', 'rbx'];

function agreement(name: string, options: X64Options, numRuns: number): void {
  nativeTest(name, async () => {
    await fc.assert(
      fc.asyncProperty(filters({ ancillary: false }), recipes, async (made, packetsOf) => {
        const filter = made.build();
        const packets = packetsOf.map((recipe) => recipe.packetFor(filter));

        const verdicts = await executor.run(filter, packets, options);

        expect(verdicts, lowerToX64(filter, options).listing()).toEqual(
          packets.map(prepare(filter)),
        );
      }),
      { numRuns },
    );
  });
}

agreement('machine code gives the verdicts of the interpreter', {}, 1000);
agreement('values on the stack do not change verdicts', { registers: FEW }, 500);

/** Filters of which there is a copy for long packets, and what a packet begins with that they look far into. */
const VERSIONED = [
  ['host 192.0.2.1', '0800'],
  ['not tcp', '86dd'],
  ['net 10.0.0.0/8 or net 192.0.2.0/24', '0806'],
] as const;

for (const [expression, type] of VERSIONED) {
  nativeTest(`packets of every length get their verdict: ${expression}`, async () => {
    const { filter, records } = compile(expression, { passes: 'O3', target: 'x64' });
    expect(records.some(({ pass, changed }) => pass === 'check-versioning' && changed)).toBe(true);
    const whole = Buffer.from(`${'00'.repeat(12)}${type}${'c0000201'.repeat(20)}`, 'hex');
    const packets = Array.from({ length: whole.length + 1 }, (_, length) => ({
      bytes: Uint8Array.from(whole.subarray(0, length)),
      wirelen: whole.length,
    }));

    const verdicts = await executor.run(filter, packets, {});

    const { filter: unoptimized } = compile(expression, { passes: 'O0' });
    expect(verdicts).toEqual(packets.map(prepare(unoptimized)));
  });
}
