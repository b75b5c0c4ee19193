import type { Interval, LiveInterval, Liveness } from './live-intervals.ts';
import type { Allocation, Place, RegisterFile } from './register-file.ts';
import { assignSlots } from './spill-slots.ts';

/**
 * Gives each virtual register a place. Registers that are copied to each other share one if they can,
 * and values that are rarely used give way first.
 *
 * O(intervals), times the registers of the machine.
 *
 * Source: Poletto and Sarkar, "Linear Scan Register Allocation", 1999.
 */
export function allocateRegisters<Register extends string>(
  live: Liveness<Register>,
  { allocatable, transfer }: RegisterFile<Register>,
): Allocation<Register> {
  const all = new LinearScan(live, allocatable);
  if (all.spilled.length === 0) {
    return { places: all.places, slotCount: 0 };
  }
  const most = allocatable.filter((register) => !transfer.includes(register));
  const { places, spilled } = new LinearScan(live, most);
  return { places, slotCount: assignSlots(spilled, places) };
}

class LinearScan<Register extends string> {
  readonly places: (Place<Register> | undefined)[] = [];
  /** The intervals that get no register. */
  readonly spilled: LiveInterval<Register>[] = [];
  readonly #registers: readonly Register[];
  readonly #taken: ReadonlyMap<Register, readonly Interval[]>;
  /** The last interval that got each register. */
  readonly #occupants = new Map<Register, LiveInterval<Register>>();
  /** How many of the intervals in which each register is taken are past. */
  readonly #past = new Map<Register, number>();

  constructor({ intervals, taken }: Liveness<Register>, registers: readonly Register[]) {
    this.#taken = taken;
    this.#registers = registers;
    for (const interval of intervals) {
      this.#place(interval);
    }
    this.spilled = this.spilled.filter(({ register }) => this.places[register] === undefined);
  }

  #place(interval: LiveInterval<Register>): void {
    const register =
      this.#sharedRegister(interval) ??
      this.#registers.find((candidate) => this.#isFree(candidate, interval));
    if (register === undefined) {
      this.#spillFor(interval);
    } else {
      this.#assign(interval, register);
    }
  }

  #assign(interval: LiveInterval<Register>, register: Register): void {
    this.places[interval.register] = register;
    this.#occupants.set(register, interval);
  }

  /** A free register of something that `interval` is copied from or to. */
  #sharedRegister(interval: LiveInterval<Register>): Register | undefined {
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

  #isFree(register: Register, interval: LiveInterval<Register>): boolean {
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
  #spillFor(interval: LiveInterval<Register>): void {
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
function density({ start, end, accesses }: LiveInterval<string>): number {
  return accesses / (end - start + 1);
}
