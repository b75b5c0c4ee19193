import { invariant } from '../../support/invariant.ts';
import type { AnyRegister, VirtualRegister } from './register-file.ts';

/** Points in a piece of code, both included. Step `i` reads at point `2i` and writes at `2i + 1`. */
export interface Interval {
  readonly start: number;
  end: number;
}

/** The interval in which a virtual register is live, and what there is to know for placing it. */
export interface LiveInterval<Register extends string> extends Interval {
  readonly register: VirtualRegister;
  /** How many steps read or write it. */
  accesses: number;
  /** The registers that it is copied from or to: sharing theirs saves the copy. */
  readonly copies: AnyRegister<Register>[];
}

/** When registers are live, or taken by instructions that insist on them. */
export interface Liveness<Register extends string> {
  /** By start. */
  readonly intervals: readonly LiveInterval<Register>[];
  /** When each machine register is taken; by start, disjoint. */
  readonly taken: ReadonlyMap<Register, readonly Interval[]>;
}

/**
 * Finds the live interval of each virtual register: from its first write to its last read. Each step
 * says what it reads and writes, in the order in which the code is laid out, which must have every block
 * before those that it can go to.
 *
 * That no path leads backward makes this right without any data-flow analysis: where a register is
 * live, the layout has been past its first write and not yet past its last read. Constant time for
 * each operand.
 *
 * Source: Poletto and Sarkar, "Linear Scan Register Allocation", 1999.
 */
export class LiveIntervals<Register extends string> implements Liveness<Register> {
  readonly intervals: LiveInterval<Register>[] = [];
  readonly taken: Map<Register, Interval[]> = new Map();
  readonly #atEntry: readonly Register[];
  readonly #byRegister: (LiveInterval<Register> | undefined)[] = [];
  /** The machine registers that hold something at this point of the block. */
  readonly #open = new Map<Register, Interval>();
  #step = 0;

  /** @param atEntry the registers that hold something when the code is entered. */
  constructor(atEntry: readonly Register[]) {
    this.#atEntry = atEntry;
  }

  /** The step reads `register`. */
  read(register: AnyRegister<Register>): void {
    const point = 2 * this.#step;
    if (typeof register === 'number') {
      this.#extend(register, point);
      return;
    }
    const open = this.#open.get(register);
    if (open !== undefined) {
      open.end = point;
      return;
    }
    invariant(this.#atEntry.includes(register), `${register} is read before it is written`);
    this.#take(register, { start: -1, end: point });
  }

  /** The step writes `register`, after all that it reads. */
  write(register: AnyRegister<Register>): void {
    const point = 2 * this.#step + 1;
    if (typeof register === 'number') {
      this.#extend(register, point);
    } else {
      this.#take(register, { start: point, end: point });
    }
  }

  /** The step, which has said what it reads and writes, copies `from` to `to`. */
  copy(to: AnyRegister<Register>, from: AnyRegister<Register>): void {
    if (typeof to === 'number') {
      this.#byRegister[to]?.copies.push(from);
    }
    if (typeof from === 'number') {
      this.#byRegister[from]?.copies.push(to);
    }
  }

  endStep(): void {
    this.#step += 1;
  }

  /** Machine registers hold nothing across blocks. */
  endBlock(): void {
    this.#open.clear();
  }

  #extend(register: VirtualRegister, point: number): void {
    const known = this.#byRegister[register];
    if (known !== undefined) {
      known.end = point;
      known.accesses += 1;
      return;
    }
    const interval = { register, start: point, end: point, accesses: 1, copies: [] };
    this.#byRegister[register] = interval;
    this.intervals.push(interval);
  }

  #take(register: Register, interval: Interval): void {
    const all = this.taken.get(register) ?? [];
    all.push(interval);
    this.taken.set(register, all);
    this.#open.set(register, interval);
  }
}
