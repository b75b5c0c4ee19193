import type { Register } from '../../isa/x64/registers.ts';
import { type Interval, type LiveInterval, type Liveness, liveness } from './live-intervals.ts';
import type { MachineFunction } from './machine-function.ts';
import { assignSlots } from './spill-slots.ts';

/** Where a virtual register lives: in a machine register, or in a slot of the stack, from 0. */
export type Place = Register | number;

/** Where every virtual register lives. */
export interface Allocation {
  /** By virtual register; `undefined` for registers that are never used. */
  readonly places: readonly (Place | undefined)[];
  /** The number of stack slots, 8 bytes each. */
  readonly slotCount: number;
}

/** All registers but `rsp`. Those that the caller wants back come last. */
const ALLOCATABLE: readonly Register[] = [
  'rax',
  'rcx',
  'rdx',
  'rsi',
  'rdi',
  'r8',
  'r9',
  'r10',
  'r11',
  'rbx',
  'rbp',
  'r12',
  'r13',
  'r14',
  'r15',
];

/**
 * The registers kept for values on their way to and from the stack, where any live there. An
 * instruction has at most three register operands.
 */
export const SCRATCH: readonly [Register, Register, Register] = ['r13', 'r14', 'r15'];

/**
 * Gives each virtual register a place. Registers that are copied to each other share one if they can,
 * and values that are rarely used give way first.
 *
 * O(registers), after {@link liveness}.
 *
 * @param registers those to give out, the preferred first; never `rsp`.
 *
 * Source: Poletto and Sarkar, "Linear Scan Register Allocation", 1999.
 */
export function allocateRegisters(
  machine: MachineFunction,
  registers: readonly Register[] = ALLOCATABLE,
): Allocation {
  const live = liveness(machine);
  const all = new LinearScan(live, machine.registerCount, registers);
  if (all.spilled.length === 0) {
    return { places: all.places, slotCount: 0 };
  }
  const most = registers.filter((register) => !SCRATCH.includes(register));
  const { places, spilled } = new LinearScan(live, machine.registerCount, most);
  return { places, slotCount: assignSlots(spilled, places) };
}

class LinearScan {
  readonly places: (Place | undefined)[];
  /** The intervals that get no register. */
  readonly spilled: LiveInterval[] = [];
  readonly #registers: readonly Register[];
  readonly #taken: ReadonlyMap<Register, readonly Interval[]>;
  /** The last interval that got each register. */
  readonly #occupants = new Map<Register, LiveInterval>();
  /** How many of the intervals in which each register is taken are past. */
  readonly #past = new Map<Register, number>();

  constructor({ intervals, taken }: Liveness, count: number, registers: readonly Register[]) {
    this.places = new Array<Place | undefined>(count).fill(undefined);
    this.#taken = taken;
    this.#registers = registers;
    for (const interval of intervals) {
      this.#place(interval);
    }
    this.spilled = this.spilled.filter(({ register }) => this.places[register] === undefined);
  }

  #place(interval: LiveInterval): void {
    const register =
      this.#sharedRegister(interval) ??
      this.#registers.find((candidate) => this.#isFree(candidate, interval));
    if (register === undefined) {
      this.#spillFor(interval);
    } else {
      this.#assign(interval, register);
    }
  }

  #assign(interval: LiveInterval, register: Register): void {
    this.places[interval.register] = register;
    this.#occupants.set(register, interval);
  }

  /** A free register of something that `interval` is copied from or to. */
  #sharedRegister(interval: LiveInterval): Register | undefined {
    for (const other of interval.copies) {
      const place = typeof other === 'number' ? this.places[other] : other;
      if (
        typeof place === 'string' &&
        this.#registers.includes(place) &&
        this.#isFree(place, interval)
      ) {
        return place;
      }
    }
    return undefined;
  }

  #isFree(register: Register, interval: LiveInterval): boolean {
    const occupant = this.#occupants.get(register);
    return (
      (occupant === undefined || occupant.end < interval.start) &&
      !this.#isTaken(register, interval)
    );
  }

  /** Whether an instruction insists on `register` while `interval` is live. */
  #isTaken(register: Register, { start, end }: Interval): boolean {
    const intervals = this.#taken.get(register) ?? [];
    let index = this.#past.get(register) ?? 0;
    while ((intervals[index]?.end ?? start) < start) {
      index += 1;
    }
    this.#past.set(register, index);
    const next = intervals[index];
    return next !== undefined && next.start <= end;
  }

  /** Spills `interval`, or gives it the register of one that is worth less. */
  #spillFor(interval: LiveInterval): void {
    let least = interval;
    let freed: Register | undefined;
    for (const register of this.#registers) {
      const occupant = this.#occupants.get(register);
      if (
        occupant !== undefined &&
        density(occupant) < density(least) &&
        !this.#isTaken(register, interval)
      ) {
        least = occupant;
        freed = register;
      }
    }
    this.spilled.push(least);
    if (freed !== undefined) {
      this.places[least.register] = undefined;
      this.#assign(interval, freed);
    }
  }
}

/** How often a register is used for the time that it is live. */
function density({ start, end, accesses }: LiveInterval): number {
  return accesses / (end - start + 1);
}
