import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocateRegisters } from '../../src/codegen/registers/linear-scan.ts';
import { LiveIntervals } from '../../src/codegen/registers/live-intervals.ts';
import type {
  Allocation,
  AnyRegister,
  RegisterFile,
  VirtualRegister,
} from '../../src/codegen/registers/register-file.ts';

type Toy = 'r0' | 'r1' | 'r2' | 'r3' | 'r4';

/** A machine with five registers, of which a call takes the first two. */
const TOY: RegisterFile<Toy> = {
  allocatable: ['r0', 'r1', 'r2', 'r3', 'r4'],
  transfer: ['r3', 'r4'],
  atEntry: ['r1'],
};

/** What a step reads, then writes. */
type Step = readonly [reads: readonly AnyRegister<Toy>[], writes: readonly AnyRegister<Toy>[]];

const v = (index: number): VirtualRegister => index as VirtualRegister;

function livenessOf(steps: readonly Step[]): LiveIntervals<Toy> {
  const live = new LiveIntervals<Toy>(TOY.atEntry);
  for (const [reads, writes] of steps) {
    for (const register of reads) {
      live.read(register);
    }
    for (const register of writes) {
      live.write(register);
    }
    live.endStep();
  }
  live.endBlock();
  return live;
}

/** The pairs of virtual registers that are live at once and have one place. */
function clashes(live: LiveIntervals<Toy>, { places }: Allocation<Toy>): readonly string[] {
  const all = live.intervals;
  return all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter((other) => other.start <= one.end && one.start <= other.end)
      .filter((other) => places[other.register] === places[one.register])
      .map((other) => `v${one.register} and v${other.register}`),
  );
}

test('values that are live at once get registers of their own', () => {
  const live = livenessOf([
    [[], [v(0)]],
    [[], [v(1)]],
    [[v(0), v(1)], [v(2)]],
    [[v(2)], []],
  ]);

  expect(allocateRegisters(live, TOY)).toEqual({ places: ['r0', 'r1', 'r0'], slotCount: 0 });
});

test('what lives across an instruction that takes a register keeps out of it', () => {
  const live = livenessOf([
    [[], [v(0)]],
    [[], ['r0', 'r1']],
    [[v(0)], []],
  ]);

  expect(allocateRegisters(live, TOY).places).toEqual(['r2']);
});

test('a copy shares the register of what it copies, also of an argument', () => {
  const live = new LiveIntervals<Toy>(TOY.atEntry);
  live.read('r1');
  live.write(v(0));
  live.copy(v(0), 'r1');
  live.endStep();
  live.read(v(0));
  live.endStep();

  expect(allocateRegisters(live, TOY).places).toEqual(['r1']);
});

test('where registers run out, what is rarely used goes to the stack, and the transfer registers are free', () => {
  const values = [0, 1, 2, 3, 4, 5].map(v);
  const live = livenessOf([
    ...values.map((register): Step => [[], [register]]),
    ...values.slice(1).map((register): Step => [[register], [register]]),
    [values, []],
  ]);
  const allocation = allocateRegisters(live, TOY);

  expect(allocation.slotCount).toBe(3);
  expect(typeof allocation.places[0]).toBe('number');
  expect(allocation.places).not.toContain('r3');
  expect(allocation.places).not.toContain('r4');
  expect(clashes(live, allocation)).toEqual([]);
});

test('slots are used again once what was in them is dead', () => {
  const phase = (first: number): readonly Step[] => {
    const values = [0, 1, 2, 3, 4, 5].map((index) => v(first + index));
    return [...values.map((register): Step => [[], [register]]), [values, []]];
  };

  expect(allocateRegisters(livenessOf([...phase(0), ...phase(6)]), TOY).slotCount).toBe(3);
});

test('no two values that are live at once have one place', () => {
  const step = fc.tuple(
    fc.array(fc.nat(11), { maxLength: 2 }),
    fc.option(fc.nat(11), { nil: null }),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (drafts) => {
      const written = new Set<number>();
      const steps = drafts.map(([reads, write, calls]): Step => {
        const known = reads.filter((register) => written.has(register)).map(v);
        if (write !== null) {
          written.add(write);
        }
        const taken: readonly AnyRegister<Toy>[] = calls ? ['r0', 'r1'] : [];
        return [known, write === null ? taken : [...taken, v(write)]];
      });
      const live = livenessOf(steps);
      const allocation = allocateRegisters(live, TOY);

      expect(clashes(live, allocation)).toEqual([]);
      for (const { register, start, end } of live.intervals) {
        const place = allocation.places[register];
        const taken = typeof place === 'string' ? (live.taken.get(place) ?? []) : [];
        expect(taken.filter((one) => one.start <= end && start <= one.end)).toEqual([]);
      }
    }),
  );
});
