import type { FilterView } from '../ir/filter-view.ts';
import type { BlockId, ValueId } from '../ir/ids.ts';
import type { Address, BinaryInstr, Instr, PhiInstr, Terminator, UnaryInstr } from '../ir/ir.ts';
import { BINARY_OPS, type Scalar, type Type, UNARY_OPS } from '../ir/ops.ts';
import { switchTarget } from '../ir/switch-ranges.ts';
import { invariant } from '../support/invariant.ts';
import { evaluateKernel } from './kernel.ts';
import { type InterpretedPacket, readInput, readPacket } from './packet.ts';
import { Values } from './values.ts';

/** How a run of a filter on one packet went. */
export interface Run {
  /** The number of bytes to keep, a u32; 0 rejects. */
  readonly verdict: number;
  /** The blocks that were entered, the entry first. */
  readonly path: readonly BlockId[];
  /**
   * The index, in the last block, of the instruction that rejected the packet; `null` where a
   * terminator ended the filter.
   */
  readonly rejectedAt: number | null;
}

/**
 * Executes one filter on packets, one after the other. This is what the IR means: every pass and
 * every back end must agree with it.
 *
 * The filter must keep the invariants of the IR; where it does not, a run may throw an
 * `InvariantError`.
 */
export class Interpreter {
  readonly #filter: FilterView;
  readonly #version: number;
  readonly #values: Values;

  /** Interprets `filter` as it is now: make a new interpreter after an edit. */
  constructor(filter: FilterView) {
    this.#filter = filter;
    this.#version = filter.versions.all;
    this.#values = new Values(filter.valueBound);
  }

  /** Runs the filter on one packet. */
  run(packet: InterpretedPacket): Run {
    invariant(
      this.#filter.versions.all === this.#version,
      `${this.#filter.name} was edited since it was prepared`,
    );
    this.#values.clear();
    const path: BlockId[] = [];
    let from: BlockId | null = null;
    let at: BlockId | null = this.#filter.entry;
    let verdict = 0;
    while (at !== null) {
      const { instrs, terminator } = this.#filter.block(at);
      path.push(at);
      const rejectedAt = this.#runInstrs(instrs, from, packet);
      if (rejectedAt !== null) {
        return { verdict: 0, path, rejectedAt };
      }
      from = at;
      at = this.#target(terminator);
      if (terminator.kind === 'return') {
        const result = terminator.verdict;
        verdict = result.kind === 'constant' ? result.value : this.#values.word(result.value);
      }
    }
    return { verdict, path, rejectedAt: null };
  }

  /** Yields the index of the instruction that rejects the packet, or `null`. */
  #runInstrs(
    instrs: readonly Instr[],
    from: BlockId | null,
    packet: InterpretedPacket,
  ): number | null {
    const phis = this.#runPhis(instrs, from);
    for (let index = phis; index < instrs.length; index += 1) {
      const instr = instrs[index];
      invariant(instr !== undefined && instr.kind !== 'phi', 'a phi stands behind an instruction');
      if (instr.kind === 'guard') {
        if (this.#address(instr) > packet.bytes.length) {
          return index;
        }
        continue;
      }
      const value = this.#evaluate(instr, packet);
      if (value === null) {
        return index;
      }
      this.#values.set(instr.id, value);
    }
    return null;
  }

  /** Gives the phis at the head of a block their values, all at once. Yields how many there are. */
  #runPhis(instrs: readonly Instr[], from: BlockId | null): number {
    if (instrs[0]?.kind !== 'phi') {
      return 0;
    }
    const results: Scalar[] = [];
    for (const instr of instrs) {
      if (instr.kind !== 'phi') {
        break;
      }
      results.push(this.#read(instr.type, incomingFrom(instr, from)));
    }
    for (const [index, value] of results.entries()) {
      const phi = instrs[index];
      invariant(phi !== undefined, 'a phi is gone');
      this.#values.set(phi.id, value);
    }
    return results.length;
  }

  /** The value of `instr`, or `null` where it rejects the packet. */
  #evaluate(
    instr: Exclude<Instr, { readonly kind: 'phi' | 'guard' }>,
    packet: InterpretedPacket,
  ): Scalar | null {
    switch (instr.kind) {
      case 'const':
      case 'const64':
        return instr.value;
      case 'input':
        return readInput(packet, instr.input);
      case 'load':
        return readPacket(packet.bytes, instr, this.#address(instr));
      case 'unary':
        return this.#evaluateUnary(instr);
      case 'binary':
        return this.#evaluateBinary(instr);
      case 'kernel':
        return evaluateKernel(
          instr.op,
          instr.operands.map((operand) => this.#values.word(operand)),
          packet,
        );
      case 'select': {
        const holds = this.#values.word(instr.test) !== 0;
        return this.#read(instr.type, holds ? instr.ifTrue : instr.ifFalse);
      }
    }
  }

  #evaluateUnary({ op, operand }: UnaryInstr): Scalar {
    const { from, evaluate } = UNARY_OPS[op];
    return evaluate(this.#read(from, operand));
  }

  #evaluateBinary({ op, type, lhs, rhs }: BinaryInstr): Scalar | null {
    const { evaluate, evaluate64 } = BINARY_OPS[op];
    return type === 'i32'
      ? evaluate(this.#values.word(lhs), this.#values.word(rhs))
      : evaluate64(this.#values.long(lhs), this.#values.long(rhs));
  }

  /** A byte offset in the packet: up to 2^33 - 2, since addresses don't wrap around 2^32. */
  #address({ base, offset }: Address): number {
    return base === null ? offset : this.#values.word(base) + offset;
  }

  /** The block that `terminator` passes control to; `null` where it ends the filter. */
  #target(terminator: Terminator): BlockId | null {
    switch (terminator.kind) {
      case 'jump':
        return terminator.target;
      case 'branch':
        return this.#values.word(terminator.test) === 0 ? terminator.ifFalse : terminator.ifTrue;
      case 'switch':
        return switchTarget(terminator, this.#values.word(terminator.value));
      case 'return':
        return null;
    }
  }

  #read(type: Type, value: ValueId): Scalar {
    return type === 'i32' ? this.#values.word(value) : this.#values.long(value);
  }
}

/** The verdict of `filter` on `packet`: the number of bytes to keep, a u32, 0 to reject. */
export function interpret(filter: FilterView, packet: InterpretedPacket): number {
  return new Interpreter(filter).run(packet).verdict;
}

/**
 * Prepares `filter` for many packets: what this yields is {@link interpret} for it, without the
 * cost of setting up. The filter must not be edited meanwhile.
 */
export function prepare(filter: FilterView): (packet: InterpretedPacket) => number {
  const interpreter = new Interpreter(filter);
  return (packet) => interpreter.run(packet).verdict;
}

function incomingFrom(phi: PhiInstr, from: BlockId | null): ValueId {
  const operand = from === null ? undefined : phi.incoming.get(from);
  invariant(operand !== undefined, `phi v${phi.id} has no operand for b${from}`);
  return operand;
}
