import { Interpreter, type Run } from '../../../interpret/interpret.ts';
import { evaluateKernel } from '../../../interpret/kernel.ts';
import { type InterpretedPacket, readInput, readPacket } from '../../../interpret/packet.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';
import type { Address, Instr, PhiInstr } from '../../../ir/ir.ts';
import { BINARY_OPS, type Scalar, UNARY_OPS } from '../../../ir/ops.ts';

/** Runs one filter on packets and remembers what its values were. */
export class Tracer {
  readonly filter: FilterView;
  readonly #interpreter: Interpreter;

  /** Traces `filter` as it is now: make a new tracer after an edit. */
  constructor(filter: FilterView) {
    this.filter = filter;
    this.#interpreter = new Interpreter(filter);
  }

  trace(packet: InterpretedPacket): TracedRun {
    return new TracedRun(this.filter, packet, this.#interpreter.run(packet));
  }
}

/** One run of a filter on a packet, with the values that it computed. */
export class TracedRun {
  readonly filter: FilterView;
  readonly packet: InterpretedPacket;
  readonly run: Run;
  /** By block of the path, the block before it. */
  readonly #before = new Map<BlockId, BlockId>();
  readonly #values = new Map<ValueId, Scalar>();

  constructor(filter: FilterView, packet: InterpretedPacket, run: Run) {
    this.filter = filter;
    this.packet = packet;
    this.run = run;
    let from: BlockId | null = null;
    for (const [index, id] of run.path.entries()) {
      if (from !== null) {
        this.#before.set(id, from);
      }
      const { instrs } = filter.block(id);
      const end = index === run.path.length - 1 ? (run.rejectedAt ?? instrs.length) : instrs.length;
      this.#replay(instrs.slice(0, end), from);
      from = id;
    }
  }

  /** What `value` was; `undefined` where the run did not come to it. */
  value(value: ValueId): Scalar | undefined {
    return this.#values.get(value);
  }

  /** The operand that `phi` took; `null` where the run did not come to it. */
  operandTaken(phi: PhiInstr): ValueId | null {
    const from = this.#before.get(this.filter.definitionBlock(phi.id));
    return from === undefined ? null : (phi.incoming.get(from) ?? null);
  }

  /** The byte offset in the packet that `access` came to; `null` where its base was not computed. */
  address({ base, offset }: Address): number | null {
    const value = base === null ? 0 : this.value(base);
    return value === undefined ? null : Number(value) + offset;
  }

  /** Gives the values of one block; the phis at its head all at once. */
  #replay(instrs: readonly Instr[], from: BlockId | null): void {
    const phis: (readonly [ValueId, Scalar | undefined])[] = [];
    for (const instr of instrs) {
      if (instr.kind !== 'phi') {
        break;
      }
      const operand = from === null ? undefined : instr.incoming.get(from);
      phis.push([instr.id, operand === undefined ? undefined : this.value(operand)]);
    }
    for (const [phi, value] of phis) {
      this.#set(phi, value ?? null);
    }
    for (const instr of instrs.slice(phis.length)) {
      this.#set(instr.id, this.#evaluate(instr));
    }
  }

  #set(id: ValueId, value: Scalar | null): void {
    if (value !== null) {
      this.#values.set(id, value);
    }
  }

  #evaluate(instr: Instr): Scalar | null {
    switch (instr.kind) {
      case 'const':
      case 'const64':
        return instr.value;
      case 'input':
        return readInput(this.packet, instr.input);
      case 'load': {
        const address = this.address(instr);
        return address === null ? null : readPacket(this.packet.bytes, instr, address);
      }
      case 'unary':
        return UNARY_OPS[instr.op].evaluate(this.#operand(instr.operand));
      case 'binary': {
        const [lhs, rhs] = [this.#operand(instr.lhs), this.#operand(instr.rhs)];
        const { evaluate, evaluate64 } = BINARY_OPS[instr.op];
        return instr.type === 'i32'
          ? evaluate(Number(lhs), Number(rhs))
          : evaluate64(BigInt(lhs), BigInt(rhs));
      }
      case 'kernel':
        return evaluateKernel(
          instr.op,
          instr.operands.map((operand) => Number(this.#operand(operand))),
          this.packet,
        );
      case 'select':
        return this.#operand(this.#operand(instr.test) === 0 ? instr.ifFalse : instr.ifTrue);
      default:
        return null;
    }
  }

  /** Operands come before their users, so a run that came to the user has them. */
  #operand(value: ValueId): Scalar {
    return this.#values.get(value) ?? 0;
  }
}
