import { type BlockId, type ValueId, valueId } from '../../ir/ids.ts';
import {
  type Instr,
  type InstrDraft,
  type LoadWidth,
  returnConstant,
  type Terminator,
} from '../../ir/ir.ts';
import { KERNEL_LOADS } from '../../ir/kernel-ops.ts';
import type { BinaryOp } from '../../ir/ops.ts';
import { ancillaryAt, LINK_LAYER_BASE } from '../../isa/cbpf/ancillary.ts';
import type { CbpfInstruction } from '../../isa/cbpf/instruction.ts';
import { type CbpfOpcode, cbpfOpcode } from '../../isa/cbpf/opcodes.ts';
import { InvariantError, invariant } from '../../support/invariant.ts';
import { MAX_U32 } from '../../support/u32.ts';
import { linuxBinary } from '../control-flow/linux-meaning.ts';
import { kernelWord } from './kernel-words.ts';
import { largestOf } from './largest-of.ts';
import { ACCUMULATOR, INDEX, type Variable } from './variables.ts';

/** The IR operation of each ALU mnemonic that has one. */
const ALU: Readonly<Record<string, BinaryOp>> = {
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  div: 'div',
  mod: 'mod',
  and: 'and',
  or: 'or',
  xor: 'xor',
  lsh: 'shl',
  rsh: 'shr',
};

/** The IR operation that yields what each conditional jump tests: any value but 0 jumps. */
const TESTS: Readonly<Record<string, BinaryOp>> = {
  jeq: 'eq',
  jgt: 'ugt',
  jge: 'uge',
  jset: 'and',
};

/** What the blocks of one filter share while it is lifted. */
export interface LiftState {
  /** The next value id that is free. */
  nextValue: number;
  /** Whether the program may use what only the Linux kernel has. */
  readonly linux: boolean;
  /** A u32 that each value never exceeds, by its id; absent where nothing is known. */
  readonly largest: Map<ValueId, number>;
}

/** Lifts the instructions of one block, following which value each variable has. */
export class BlockLifter {
  readonly instrs: Instr[] = [];
  readonly #state: LiftState;
  readonly #variables: (ValueId | undefined)[] = [];

  constructor(state: LiftState) {
    this.#state = state;
  }

  /** The value of each variable at the end of the block so far; `undefined` for a dead one. */
  get variables(): readonly (ValueId | undefined)[] {
    return this.#variables;
  }

  /** Adds an instruction. Yields its value. */
  add(draft: InstrDraft): ValueId {
    const id = valueId(this.#state.nextValue);
    this.#state.nextValue += 1;
    const instr = { ...draft, id } as Instr;
    this.instrs.push(instr);
    const most = largestOf(instr, this.#state.largest);
    if (most < MAX_U32) {
      this.#state.largest.set(id, most);
    }
    return id;
  }

  constant(value: number): ValueId {
    return this.add({ kind: 'const', value });
  }

  assign(variable: Variable, value: ValueId): void {
    this.#variables[variable] = value;
  }

  /** Lifts an instruction, unless it jumps or returns. */
  lift(instruction: CbpfInstruction): void {
    const opcode = opcodeOf(instruction);
    const { k } = instruction;
    switch (opcode.class) {
      case 'ld':
        this.assign(ACCUMULATOR, this.#source(opcode, k));
        break;
      case 'ldx':
        this.assign(INDEX, this.#source(opcode, k));
        break;
      case 'st':
        this.assign(k, this.#read(ACCUMULATOR));
        break;
      case 'stx':
        this.assign(k, this.#read(INDEX));
        break;
      case 'alu':
        this.assign(ACCUMULATOR, this.#arithmetic(opcode, k));
        break;
      case 'misc':
        if (opcode.mnemonic === 'tax') {
          this.assign(INDEX, this.#read(ACCUMULATOR));
        } else {
          this.assign(ACCUMULATOR, this.#read(INDEX));
        }
        break;
      default:
        break;
    }
  }

  /** Lifts an instruction that ends the block, `blockAt` being the block behind so many more. */
  terminate(instruction: CbpfInstruction, blockAt: (skip: number) => BlockId): Terminator {
    const opcode = opcodeOf(instruction);
    const { k, jt, jf } = instruction;
    if (opcode.class === 'ret') {
      return opcode.operand === 'immediate'
        ? returnConstant(k)
        : { kind: 'return', verdict: { kind: 'value', value: this.#read(ACCUMULATOR) } };
    }
    if (opcode.class !== 'jmp') {
      return { kind: 'jump', target: blockAt(0) };
    }
    const op = TESTS[opcode.mnemonic];
    if (op === undefined) {
      return { kind: 'jump', target: blockAt(k) };
    }
    if (jt === jf) {
      return { kind: 'jump', target: blockAt(jt) };
    }
    const test = this.#binary(op, opcode, k);
    return { kind: 'branch', test, ifTrue: blockAt(jt), ifFalse: blockAt(jf) };
  }

  #read(variable: Variable): ValueId {
    const value = this.#variables[variable];
    invariant(value !== undefined, `variable ${variable} has no value`);
    return value;
  }

  /** What a load puts into its register. */
  #source(opcode: CbpfOpcode, k: number): ValueId {
    switch (opcode.operand) {
      case 'immediate':
        return this.constant(k);
      case 'scratch':
        return this.#read(k);
      case 'length':
        return this.add({ kind: 'input', input: 'wirelen' });
      case 'indirect':
        return this.#loadBehind(opcode, this.#read(INDEX), k);
      case 'header-length': {
        const low = this.binary('and', this.#fromPacket(opcode, k), this.constant(0x0f));
        return this.binary('shl', low, this.constant(2));
      }
      case 'absolute':
        return this.#fromPacket(opcode, k);
      default:
        throw new InvariantError(`${opcode.mnemonic} has operand ${opcode.operand}`);
    }
  }

  /** A load from a constant offset, which for Linux may mean something else than the packet. */
  #fromPacket(opcode: CbpfOpcode, k: number): ValueId {
    const { linux } = this.#state;
    const word = linux && opcode.operand === 'absolute' ? ancillaryAt(k) : undefined;
    if (word === undefined) {
      return linux && k >= LINK_LAYER_BASE
        ? this.#kernelLoad(opcode, this.constant(k))
        : this.#load(opcode, null, k);
    }
    return word.name === 'alu_xor_x'
      ? this.binary('xor', this.#read(ACCUMULATOR), this.#read(INDEX))
      : this.add(kernelWord(word.name, () => [this.#read(ACCUMULATOR), this.#read(INDEX)]));
  }

  /** A load at the i32 `address`, which Linux takes to have a sign. */
  #kernelLoad({ width }: CbpfOpcode, address: ValueId): ValueId {
    invariant(width !== 0, 'a load of no bytes');
    return this.add({ kind: 'kernel', op: KERNEL_LOADS[width], operands: [address] });
  }

  #loadBehind(opcode: CbpfOpcode, index: ValueId, k: number): ValueId {
    const { linux, largest } = this.#state;
    const most = (largest.get(index) ?? MAX_U32) + k;
    return linux && most >= LINK_LAYER_BASE
      ? this.#kernelLoad(opcode, this.binary('add', index, this.constant(k)))
      : this.#load(opcode, index, k);
  }

  #load({ width }: CbpfOpcode, base: ValueId | null, offset: number): ValueId {
    invariant(width !== 0, 'a load of no bytes');
    const loaded: LoadWidth = width;
    return this.add({ kind: 'load', width: loaded, order: 'network', checked: true, base, offset });
  }

  #arithmetic(opcode: CbpfOpcode, k: number): ValueId {
    if (opcode.mnemonic === 'neg') {
      return this.binary('sub', this.constant(0), this.#read(ACCUMULATOR));
    }
    const op = ALU[opcode.mnemonic];
    invariant(op !== undefined, `no operation for ${opcode.mnemonic}`);
    return this.#binary(op, opcode, k);
  }

  /** `op` on `A` and the operand of the instruction, which is `X` or a constant. */
  #binary(op: BinaryOp, { operand }: CbpfOpcode, k: number): ValueId {
    const rhs = operand === 'index' ? this.#read(INDEX) : this.constant(k);
    return this.#state.linux && operand === 'index'
      ? linuxBinary(this, op, this.#read(ACCUMULATOR), rhs)
      : this.binary(op, this.#read(ACCUMULATOR), rhs);
  }

  /** An operation on two i32. */
  binary(op: BinaryOp, lhs: ValueId, rhs: ValueId): ValueId {
    return this.add({ kind: 'binary', op, type: 'i32', lhs, rhs });
  }
}

function opcodeOf({ code }: CbpfInstruction): CbpfOpcode {
  const opcode = cbpfOpcode(code);
  invariant(opcode !== undefined, `no opcode 0x${code.toString(16)}`);
  return opcode;
}
