import type { Range } from '../../src/analysis/values/range.ts';
import type { ValueId } from '../../src/ir/ids.ts';
import type { BinaryInstr, Instr, SelectInstr, UnaryInstr } from '../../src/ir/ir.ts';
import { type Scalar, type Type, UNARY_OPS } from '../../src/ir/ops.ts';
import { invariant } from '../../src/support/invariant.ts';
import {
  allOnes,
  type Constant,
  type Match,
  type Operand,
  type Pattern,
  type Rule,
} from './term.ts';

/** An instruction that rules can match. */
export type Operation = UnaryInstr | BinaryInstr | SelectInstr;

/** What rules may ask about the values of a filter. */
export interface ValueView {
  definition(value: ValueId): Instr;
  /** What is known of an i32 by the way it is computed. */
  rangeOf(value: ValueId): Range;
}

/** Matches `rule` on `instr`; `null` where it does not apply. */
export function matchRule(rule: Rule, instr: Operation, view: ValueView): Match | null {
  const type = operandType(instr);
  if (rule.type !== undefined && rule.type !== type) {
    return null;
  }
  const bindings = new Bindings(type, view);
  const [, ...patterns] = rule.match;
  const values = operandsOf(instr);
  const matches = patterns.every((pattern, index) => {
    const value = values[index];
    return value !== undefined && bindings.bind(pattern, value);
  });
  return matches && (rule.when === undefined || rule.when(bindings)) ? bindings : null;
}

/** The type of the operands (of a select, the two it chooses from). */
export const operandType = (instr: Operation): Type =>
  instr.kind === 'unary' ? UNARY_OPS[instr.op].from : instr.type;

/** The name under which patterns have the operation. */
export const operationName = (instr: Operation): string =>
  instr.kind === 'select' ? 'select' : instr.op;

function operandsOf(instr: Operation): readonly ValueId[] {
  switch (instr.kind) {
    case 'unary':
      return [instr.operand];
    case 'binary':
      return [instr.lhs, instr.rhs];
    case 'select':
      return [instr.test, instr.ifTrue, instr.ifFalse];
  }
}

class Bindings implements Match {
  readonly type: Type;
  readonly #view: ValueView;
  readonly #values = new Map<Operand, ValueId>();
  readonly #constants = new Map<Constant, Scalar>();

  constructor(type: Type, view: ValueView) {
    this.type = type;
    this.#view = view;
  }

  value(operand: Operand): ValueId {
    const value = this.#values.get(operand);
    invariant(value !== undefined, `the pattern does not bind ${operand}`);
    return value;
  }

  constant(constant: Constant): Scalar {
    const value = this.#constants.get(constant);
    invariant(value !== undefined, `the pattern does not bind ${constant}`);
    return value;
  }

  range(operand: Operand): Range {
    return this.#view.rangeOf(this.value(operand));
  }

  bind(pattern: Pattern, value: ValueId): boolean {
    switch (pattern) {
      case 'x':
      case 'y':
      case 'z':
        return bindOnce(this.#values, pattern, value);
      case 'A':
      case 'B': {
        const constant = this.#constantOf(value);
        return constant !== null && bindOnce(this.#constants, pattern, constant);
      }
      case 'ones': {
        const constant = this.#constantOf(value);
        return (
          constant !== null && constant === allOnes(typeof constant === 'number' ? 'i32' : 'i64')
        );
      }
      default:
        return typeof pattern === 'number'
          ? Number(this.#constantOf(value) ?? -1) === pattern
          : this.#bindOperation(pattern, value);
    }
  }

  #bindOperation([name, ...patterns]: readonly [string, ...Pattern[]], value: ValueId): boolean {
    const instr = this.#view.definition(value);
    if (!isOperation(instr) || operationName(instr) !== name) {
      return false;
    }
    const values = operandsOf(instr);
    return patterns.every((pattern, index) => {
      const operand = values[index];
      return operand !== undefined && this.bind(pattern, operand);
    });
  }

  #constantOf(value: ValueId): Scalar | null {
    const instr = this.#view.definition(value);
    return instr.kind === 'const' || instr.kind === 'const64' ? instr.value : null;
  }
}

export const isOperation = (instr: Instr): instr is Operation =>
  instr.kind === 'unary' || instr.kind === 'binary' || instr.kind === 'select';

/** Whether `key` has, or now gets, this value. */
function bindOnce<Key, Value>(bindings: Map<Key, Value>, key: Key, value: Value): boolean {
  const known = bindings.get(key);
  if (known === undefined) {
    bindings.set(key, value);
  }
  return known === undefined || known === value;
}
