import { ARGUMENT_REGISTERS, type Register } from '../../isa/x64/registers.ts';
import { invariant } from '../../support/invariant.ts';
import { eachRegister, eachTerminatorRegister, type RegisterVisitor } from './each-register.ts';
import type {
  AnyRegister,
  MachineFunction,
  MachineStep,
  VirtualRegister,
} from './machine-function.ts';

/** Points in a function, both included. Step `i` reads at point `2i` and writes at `2i + 1`. */
export interface Interval {
  readonly start: number;
  end: number;
}

/** The interval in which a virtual register is live, and what there is to know for placing it. */
export interface LiveInterval extends Interval {
  readonly register: VirtualRegister;
  /** How many steps read or write it. */
  accesses: number;
  /** The registers that it is copied from or to: sharing theirs saves the copy. */
  readonly copies: AnyRegister[];
}

/** When registers are live, or taken by instructions that insist on them. */
export interface Liveness {
  /** By start. */
  readonly intervals: readonly LiveInterval[];
  /** When each machine register is taken; by start, disjoint. */
  readonly taken: ReadonlyMap<Register, readonly Interval[]>;
}

/**
 * Finds the live interval of each virtual register: from its first write to its last read.
 *
 * That no path leads backward makes this right without any data-flow analysis: where a register is
 * live, the layout has been past its first write and not yet past its last read. O(operands).
 *
 * Source: Poletto and Sarkar, "Linear Scan Register Allocation", 1999.
 */
export function liveness({ blocks, registerCount }: MachineFunction): Liveness {
  const collector = new Collector(registerCount);
  let index = 0;
  for (const { steps, terminator } of blocks) {
    for (const step of steps) {
      eachRegister(step, collector.visitorAt(index));
      collector.noteCopies(step);
      index += 1;
    }
    eachTerminatorRegister(terminator, collector.visitorAt(index));
    collector.endBlock();
    index += 1;
  }
  return collector;
}

class Collector implements Liveness {
  readonly intervals: LiveInterval[] = [];
  readonly taken = new Map<Register, Interval[]>();
  readonly #byRegister: (LiveInterval | undefined)[];
  /** The machine registers that hold something at this point of the block. */
  readonly #open = new Map<Register, Interval>();

  constructor(registerCount: number) {
    this.#byRegister = new Array<LiveInterval | undefined>(registerCount).fill(undefined);
  }

  /** What notes the registers of step `index`. */
  visitorAt(index: number): RegisterVisitor {
    return (register, access) => {
      const point = access === 'r' ? 2 * index : 2 * index + 1;
      if (typeof register === 'number') {
        this.#extend(register, point);
      } else if (access === 'r') {
        this.#read(register, point);
      } else {
        this.#write(register, point);
      }
    };
  }

  noteCopies(step: MachineStep): void {
    if (step.kind === 'parallel-move') {
      for (const { to, from } of step.moves) {
        if (typeof from !== 'bigint') {
          this.#noteCopy(to, from);
        }
      }
    } else if (step.mnemonic === 'mov') {
      const [to, from] = step.operands;
      if (to?.kind === 'reg' && from?.kind === 'reg') {
        this.#noteCopy(to.reg, from.reg);
      }
    }
  }

  /** Machine registers hold nothing across blocks. */
  endBlock(): void {
    this.#open.clear();
  }

  #noteCopy(to: AnyRegister, from: AnyRegister): void {
    if (typeof to === 'number') {
      this.#byRegister[to]?.copies.push(from);
    }
    if (typeof from === 'number') {
      this.#byRegister[from]?.copies.push(to);
    }
  }

  #extend(register: VirtualRegister, point: number): void {
    const known = this.#byRegister[register];
    if (known !== undefined) {
      known.end = point;
      known.accesses += 1;
      return;
    }
    const interval: LiveInterval = { register, start: point, end: point, accesses: 1, copies: [] };
    this.#byRegister[register] = interval;
    this.intervals.push(interval);
  }

  #read(register: Register, point: number): void {
    const open = this.#open.get(register);
    if (open !== undefined) {
      open.end = point;
      return;
    }
    invariant(ARGUMENT_REGISTERS.includes(register), `${register} is read before it is written`);
    this.#take(register, { start: -1, end: point });
  }

  #write(register: Register, point: number): void {
    this.#take(register, { start: point, end: point });
  }

  #take(register: Register, interval: Interval): void {
    const all = this.taken.get(register) ?? [];
    all.push(interval);
    this.taken.set(register, all);
    this.#open.set(register, interval);
  }
}
