import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../ir/ids.ts';
import type { InputName } from '../../ir/inputs.ts';
import type {
  BinaryInstr,
  Instr,
  KernelInstr,
  LoadInstr,
  PhiInstr,
  SelectInstr,
} from '../../ir/ir.ts';
import { KERNEL_OPS } from '../../ir/kernel-ops.ts';
import { BINARY_OPS, type BinaryOp, isCompareOp, SWAPPED_COMPARE } from '../../ir/ops.ts';
import type { Analysis } from '../analysis.ts';
import { reversePostorder } from '../control-flow/reverse-postorder.ts';

/** What computes a value from its operands alone, whichever way control came. */
export type Expression = Exclude<Instr, { readonly kind: 'guard' | 'phi' }>;

type NumberOf = (operand: ValueId) => number;

/**
 * A number for each value: where two values have the same one (are congruent) and a packet's path
 * computes both, they are equal. Packet and inputs don't change while a filter runs, so that holds
 * wherever in the filter the two stand.
 */
export interface ValueNumbers {
  /** The number of `value`, from 0; -1 for a guard and for values that are not reachable. */
  of(value: ValueId): number;
  /** The number of each const of the filter, by its u32. */
  readonly constants: ReadonlyMap<number, number>;
  /** The number of each input that the filter reads. */
  readonly inputs: ReadonlyMap<InputName, number>;
}

/** Numbers of values, and of what no value of the filter computes. */
export interface ExpressionNumbers extends ValueNumbers {
  /**
   * The number of what `instr` would yield if its operands had the numbers that `operandNumber` says:
   * that of the values that it would be congruent with, or one of its own where there are none.
   */
  ofExpression(instr: Expression, operandNumber: (operand: ValueId) => number): number;
}

/**
 * Numbers the values in one sweep in topological order: linear. Operands of commutative operations
 * and of comparisons are put in one order first; a phi whose operands agree has their number.
 *
 * Source: Alpern, Wegman and Zadeck, "Detecting Equality of Variables in Programs", 1988, without
 * the partition refinement that only cycles need.
 */
export const valueNumbers: Analysis<ExpressionNumbers> = {
  name: 'value-numbers',
  dependsOn: 'all',

  compute(filter, get) {
    const numbering = new Numbering(filter);
    for (const id of get(reversePostorder)) {
      for (const instr of filter.block(id).instrs) {
        numbering.add(instr, id);
      }
    }
    return numbering;
  },
};

/** Ids and numbers stay below this, so that a pair of them is one exact JS number. */
const PAIR = 2 ** 26;

/** More than the width of any load. */
const LOAD_WIDTHS = 16;

class Numbering implements ExpressionNumbers {
  readonly constants = new Map<number, number>();
  readonly inputs = new Map<InputName, number>();
  readonly #numbers: number[];
  readonly #constants64 = new Map<bigint, number>();
  /** For each operation (and helper table) the number of each pair of operand numbers. */
  readonly #pairs = new Map<string, Map<number, number>>();
  readonly #phis = new Map<string, number>();
  #count = 0;

  constructor(filter: FilterView) {
    this.#numbers = new Array<number>(filter.valueBound).fill(-1);
  }

  of(value: ValueId): number {
    return this.#numbers[value] ?? -1;
  }

  add(instr: Instr, block: BlockId): void {
    if (instr.kind === 'phi') {
      this.#numbers[instr.id] = this.#phi(instr, block);
    } else if (instr.kind !== 'guard') {
      this.#numbers[instr.id] = this.ofExpression(instr, this.#ofOperand);
    }
  }

  readonly #ofOperand: NumberOf = (operand) => this.of(operand);

  ofExpression(instr: Expression, of: NumberOf): number {
    switch (instr.kind) {
      case 'const':
        return this.#intern(this.constants, instr.value);
      case 'const64':
        return this.#intern(this.#constants64, instr.value);
      case 'input':
        return this.#intern(this.inputs, instr.input);
      case 'load':
        return this.#load(instr, of);
      case 'unary':
        return this.#pair(instr.op, of(instr.operand), 0);
      case 'binary':
        return this.#binary(instr, of);
      case 'kernel':
        return this.#kernel(instr, of);
      case 'select':
        return this.#select(instr, of);
    }
  }

  #load({ base, offset, width, order }: LoadInstr, of: NumberOf): number {
    const place = this.#intern(this.#table(order), offset * LOAD_WIDTHS + width);
    return this.#pair('address', base === null ? 0 : of(base) + 1, place);
  }

  #binary({ op, type, lhs, rhs }: BinaryInstr, of: NumberOf): number {
    const a = of(lhs);
    const b = of(rhs);
    const swaps = a > b;
    if (isCompareOp(op)) {
      return swaps
        ? this.#typedPair(SWAPPED_COMPARE[op], type, [b, a])
        : this.#typedPair(op, type, [a, b]);
    }
    return this.#typedPair(op, type, swaps && BINARY_OPS[op].commutative ? [b, a] : [a, b]);
  }

  /** What differs each time that it is executed is like no other. */
  #kernel({ op, operands }: KernelInstr, of: NumberOf): number {
    const [lhs, rhs] = operands.map(of);
    return KERNEL_OPS[op].repeatable
      ? this.#pair(`kernel ${op}`, lhs ?? 0, rhs ?? 0)
      : this.#pair(`kernel ${op}`, this.#count, 0);
  }

  #select({ test, ifTrue, ifFalse }: SelectInstr, of: NumberOf): number {
    const arms = this.#pair('arms', of(ifTrue), of(ifFalse));
    return this.#pair('select', of(test), arms);
  }

  #phi({ incoming }: PhiInstr, block: BlockId): number {
    const operands = [...incoming].map(([from, value]) => [from, this.of(value)] as const);
    const [first] = operands;
    if (first !== undefined && operands.every(([, number]) => number === first[1])) {
      return first[1];
    }
    const sorted = operands.sort(([a], [b]) => a - b).map(([, number]) => number);
    return this.#intern(this.#phis, `${block}:${sorted.join(',')}`);
  }

  #typedPair(op: BinaryOp, type: BinaryInstr['type'], [a, b]: readonly [number, number]): number {
    return this.#pair(type === 'i32' ? op : `${op}.i64`, a, b);
  }

  #pair(operation: string, a: number, b: number): number {
    return this.#intern(this.#table(operation), a * PAIR + b);
  }

  #table(name: string): Map<number, number> {
    let table = this.#pairs.get(name);
    if (table === undefined) {
      table = new Map();
      this.#pairs.set(name, table);
    }
    return table;
  }

  #intern<Key>(table: Map<Key, number>, key: Key): number {
    let number = table.get(key);
    if (number === undefined) {
      number = this.#count;
      this.#count += 1;
      table.set(key, number);
    }
    return number;
  }
}
