import {
  type BinaryOp,
  type CompareOp,
  isCompareOp,
  type Scalar,
  type Type,
  type UnaryOp,
} from '../../../src/ir/ops.ts';
import { type SmtQuery, smtQuery } from '../../../src/prove/smt/smt-lib.ts';
import type { ArithmeticOp, TermId } from '../../../src/prove/smt/term.ts';
import { TermTable } from '../../../src/prove/smt/term-table.ts';
import type { Solver } from '../../../src/prove/solver/solver.ts';

/** The time that the solver has for one question, in milliseconds. */
const MILLISECONDS = 30_000;

/** How far symbols are apart in the packet whose bytes they are. */
const SYMBOL_BYTES = 8;

/**
 * Terms exactly as they are written. The graph that proves filters simplifies while it builds, by
 * identities like those to be proved here, so these leave everything to the solver.
 */
export class RawTerms extends TermTable {
  readonly #symbols = new Map<string, TermId>();

  /** Any value of `type`: the bytes of a place in the packet that no other name has. */
  symbol(name: string, type: Type): TermId {
    const known = this.#symbols.get(name);
    if (known !== undefined) {
      return known;
    }
    const offset = this.#symbols.size * SYMBOL_BYTES;
    const width = type === 'i32' ? 4 : 8;
    const id = this.intern({ kind: 'load', base: null, offset, width, order: 'network' });
    this.#symbols.set(name, id);
    return id;
  }

  /** The packet in which each symbol has its value; symbols that have none are 0. */
  packet(values: ReadonlyMap<string, Scalar>): Uint8Array {
    const bytes = new Uint8Array(this.#symbols.size * SYMBOL_BYTES);
    const view = new DataView(bytes.buffer);
    for (const [place, name] of [...this.#symbols.keys()].entries()) {
      const value = values.get(name) ?? 0;
      if (typeof value === 'number') {
        view.setUint32(place * SYMBOL_BYTES, value);
      } else {
        view.setBigUint64(place * SYMBOL_BYTES, value);
      }
    }
    return bytes;
  }

  constant(value: Scalar, type: Type): TermId {
    return this.intern({
      kind: 'constant',
      value: type === 'i32' ? Number(value) : BigInt(value),
    });
  }

  truth(value: boolean): TermId {
    return this.intern({ kind: 'truth', value });
  }

  not(operand: TermId): TermId {
    return this.intern({ kind: 'not', operand });
  }

  ite(test: TermId, ifTrue: TermId, ifFalse: TermId): TermId {
    return this.intern({ kind: 'ite', sort: this.sort(ifTrue), test, ifTrue, ifFalse });
  }

  and(...truths: readonly TermId[]): TermId {
    return truths.reduce((all, one) => this.ite(all, one, this.truth(false)), this.truth(true));
  }

  or(...truths: readonly TermId[]): TermId {
    return truths.reduce((any, one) => this.ite(any, this.truth(true), one), this.truth(false));
  }

  /** Whether two truths are the same. */
  same(a: TermId, b: TermId): TermId {
    return this.ite(a, b, this.not(b));
  }

  /** Whether the comparison holds: a truth. */
  compare(op: CompareOp, type: Type, lhs: TermId, rhs: TermId): TermId {
    switch (op) {
      case 'eq':
      case 'ult':
      case 'slt':
        return this.intern({ kind: 'compare', op, type, lhs, rhs });
      case 'ne':
        return this.not(this.compare('eq', type, lhs, rhs));
      case 'ugt':
        return this.compare('ult', type, rhs, lhs);
      case 'sgt':
        return this.compare('slt', type, rhs, lhs);
      case 'uge':
        return this.not(this.compare('ult', type, lhs, rhs));
      case 'sge':
        return this.not(this.compare('slt', type, lhs, rhs));
      case 'ule':
        return this.not(this.compare('ult', type, rhs, lhs));
      case 'sle':
        return this.not(this.compare('slt', type, rhs, lhs));
    }
  }

  /** An operation of the IR on operands of `type`; a comparison yields 0 or 1, an i32. */
  binary(op: BinaryOp, type: Type, [lhs, rhs]: readonly [TermId, TermId]): TermId {
    return isCompareOp(op)
      ? this.ite(this.compare(op, type, lhs, rhs), this.constant(1, 'i32'), this.constant(0, 'i32'))
      : this.intern({ kind: 'binary', op: op as ArithmeticOp, type, lhs, rhs });
  }

  unary(op: UnaryOp, operand: TermId): TermId {
    return this.intern({ kind: 'unary', op, operand });
  }
}

/**
 * The question whether all `truths` can hold, with each symbol a constant of its own in place of bytes
 * of one array: equisatisfiable as symbols share no byte, and far quicker to decide.
 */
function question(terms: RawTerms, truths: readonly TermId[]): SmtQuery {
  const query = smtQuery(terms, truths);
  const text = query.text
    .split('\n')
    .filter((line) => !/\((declare-const|assert \(=) [ap]\d+(_\d+)? |packet/.test(line))
    .map((line) =>
      line.replace(
        /^\(define-fun (t\d+) \(\) (\(_ BitVec \d+\)) \(concat p.*$/,
        '(declare-const $1 $2)',
      ),
    )
    .join('\n');
  return { text, symbols: query.symbols, loads: [] };
}

/**
 * What the solver says to whether `claim` holds wherever all `assumptions` do. A claim that only holds
 * since no case meets the assumptions is called empty: it would say nothing.
 */
export async function provesClaim(
  terms: RawTerms,
  solver: Solver,
  { assumptions, claim }: { readonly assumptions: readonly TermId[]; readonly claim: TermId },
): Promise<'holds' | 'fails' | 'empty' | 'unknown'> {
  const { kind } = await solver.check(
    question(terms, [...assumptions, terms.not(claim)]),
    MILLISECONDS,
  );
  if (kind !== 'unsatisfiable') {
    return kind === 'satisfiable' ? 'fails' : 'unknown';
  }
  const possible = await solver.check(question(terms, assumptions), MILLISECONDS);
  return possible.kind === 'unsatisfiable' ? 'empty' : 'holds';
}
