import { UNARY_OPS } from '../../ir/ops.ts';
import { invariant } from '../../support/invariant.ts';
import {
  type AbstractValue,
  ANYTHING,
  abstractBinary,
  abstractLoad,
  abstractUnary,
  exactly,
  join,
} from './abstract-value.ts';
import { operandsOf, type Sort, type Term, type TermId } from './term.ts';

/** The terms of one proof, each kept once: equal terms have one id. */
export class TermTable {
  readonly #terms: Term[] = [];
  readonly #ids = new Map<string, TermId>();
  readonly #abstractValues: AbstractValue[] = [];
  readonly #conditional: boolean[] = [];

  readonly #parts = new Map<TermId, TermId[]>();

  /** The number of terms. */
  get size(): number {
    return this.#terms.length;
  }

  term(id: TermId): Term {
    const term = this.#terms[id];
    invariant(term !== undefined, `no term ${id}`);
    return term;
  }

  /** What is known of an i32 on every packet; nothing for other sorts. */
  abstractValue(id: TermId): AbstractValue {
    return this.#abstractValues[id] ?? ANYTHING;
  }

  /** Whether `id` or a term below it is an `ite`. */
  isConditional(id: TermId): boolean {
    return this.#conditional[id] ?? false;
  }

  /** The terms so far that are some of the bits of `id`: it, and a constant; it, shifted right by one. */
  partsOf(id: TermId): readonly TermId[] {
    return this.#parts.get(id) ?? [];
  }

  sort(id: TermId): Sort {
    return sortOf(this.term(id));
  }

  /** The id of `term`, whose operands must be in the table. */
  intern(term: Term): TermId {
    const key = keyOf(term);
    const known = this.#ids.get(key);
    if (known !== undefined) {
      return known;
    }
    const id = this.#terms.length as TermId;
    this.#terms.push(term);
    this.#ids.set(key, id);
    this.#abstractValues.push(this.#abstract(term));
    this.#rememberPart(id, term);
    const isConditional = operandsOf(term).some((operand) => this.isConditional(operand));
    this.#conditional.push(term.kind === 'ite' || isConditional);
    return id;
  }

  #rememberPart(id: TermId, term: Term): void {
    if (
      term.kind === 'binary' &&
      (term.op === 'and' || term.op === 'shr') &&
      this.term(term.rhs).kind === 'constant'
    ) {
      const parts = this.#parts.get(term.lhs);
      if (parts === undefined) {
        this.#parts.set(term.lhs, [id]);
      } else {
        parts.push(id);
      }
    }
  }

  #abstract(term: Term): AbstractValue {
    switch (term.kind) {
      case 'constant':
        return typeof term.value === 'number' ? exactly(term.value) : ANYTHING;
      case 'load':
        return abstractLoad(term.width);
      case 'unary':
        return abstractUnary(term.op);
      case 'binary':
        return term.type === 'i32'
          ? abstractBinary(term.op, this.abstractValue(term.lhs), this.abstractValue(term.rhs))
          : ANYTHING;
      case 'ite':
        return join(this.abstractValue(term.ifTrue), this.abstractValue(term.ifFalse));
      default:
        return ANYTHING;
    }
  }
}

function sortOf(term: Term): Sort {
  switch (term.kind) {
    case 'constant':
      return typeof term.value === 'number' ? 'i32' : 'i64';
    case 'input':
      return 'i32';
    case 'load':
      return term.width === 8 ? 'i64' : 'i32';
    case 'unary':
      return UNARY_OPS[term.op].to;
    case 'binary':
      return term.type;
    case 'ite':
    case 'kernel':
      return term.sort;
    default:
      return 'bool';
  }
}

function keyOf(term: Term): string {
  switch (term.kind) {
    case 'constant':
      return `${typeof term.value === 'number' ? 'c' : 'C'}${term.value}`;
    case 'input':
      return term.input;
    case 'load':
      return `load.${term.width} ${term.order} ${term.base ?? ''}+${term.offset}`;
    case 'unary':
      return `${term.op} ${term.operand}`;
    case 'binary':
    case 'compare':
      return `${term.op}.${term.type} ${term.lhs} ${term.rhs}`;
    case 'within':
      return `w${term.base}+${term.extent}`;
    case 'truth':
      return `t${term.value}`;
    case 'not':
      return `!${term.operand}`;
    case 'kernel':
      return `kernel ${term.op}.${term.sort} ${term.draw} ${term.operands.join(' ')}`;
    case 'ite':
      return `?${term.test} ${term.ifTrue} ${term.ifFalse}`;
  }
}
