import type { Scalar } from '../../ir/ops.ts';
import type { TermId } from './term.ts';
import { TermTable } from './term-table.ts';

/**
 * Makes truths, and values that depend on truths. Each method yields the term that it names, or a
 * simpler one that is equal on every packet.
 */
export class LogicTerms extends TermTable {
  /** For an i32 all of whose cases are constants: whether it is not 0. */
  readonly #truths = new Map<TermId, TermId>();

  truth(value: boolean): TermId {
    return this.intern({ kind: 'truth', value });
  }

  constant(value: Scalar): TermId {
    return this.intern({ kind: 'constant', value });
  }

  /** The value of a constant; `null` for any other term. */
  constantOf(id: TermId): Scalar | null {
    const term = this.term(id);
    return term.kind === 'constant' ? term.value : null;
  }

  not(operand: TermId): TermId {
    const term = this.term(operand);
    switch (term.kind) {
      case 'truth':
        return this.truth(!term.value);
      case 'not':
        return term.operand;
      default:
        return this.intern({ kind: 'not', operand });
    }
  }

  and(a: TermId, b: TermId): TermId {
    return this.ite(a, b, this.truth(false));
  }

  or(a: TermId, b: TermId): TermId {
    return this.#mergedOr(a, b) ?? this.ite(a, this.truth(true), b);
  }

  /** The i32 that is 1 where the truth `test` holds, else 0. */
  fromTruth(test: TermId): TermId {
    return this.ite(test, this.constant(1), this.constant(0));
  }

  /** `ifTrue` where the truth `test` holds, else `ifFalse`. */
  ite(test: TermId, ifTrue: TermId, ifFalse: TermId): TermId {
    const testTerm = this.term(test);
    if (testTerm.kind === 'truth') {
      return testTerm.value ? ifTrue : ifFalse;
    }
    if (testTerm.kind === 'not') {
      return this.ite(testTerm.operand, ifFalse, ifTrue);
    }
    const [onTrue, onFalse] = [this.#given(test, ifTrue, true), this.#given(test, ifFalse, false)];
    return onTrue === onFalse ? onTrue : this.#iteOf(test, onTrue, onFalse);
  }

  /** Whether the i32 `value`, all of whose cases are constants, is not 0; `null` for others. */
  protected knownTruth(value: TermId): TermId | null {
    const constant = this.constantOf(value);
    return constant === null ? (this.#truths.get(value) ?? null) : this.truth(constant !== 0);
  }

  #iteOf(test: TermId, ifTrue: TermId, ifFalse: TermId): TermId {
    const [onTrue, onFalse] = [this.term(ifTrue), this.term(ifFalse)];
    if (onTrue.kind === 'truth' && onFalse.kind === 'truth') {
      return onTrue.value ? test : this.not(test);
    }
    const id = this.intern({ kind: 'ite', sort: this.sort(ifTrue), test, ifTrue, ifFalse });
    const [one, other] = [this.knownTruth(ifTrue), this.knownTruth(ifFalse)];
    if (one !== null && other !== null && !this.#truths.has(id)) {
      this.#truths.set(id, this.ite(test, one, other));
    }
    return id;
  }

  /** `arm`, which is looked at only where `test` is `value`. */
  #given(test: TermId, arm: TermId, value: boolean): TermId {
    const term = this.term(arm);
    if (arm === test) {
      return this.truth(value);
    }
    if (term.kind === 'not' && term.operand === test) {
      return this.truth(!value);
    }
    if (term.kind === 'ite' && term.test === test) {
      return value ? term.ifTrue : term.ifFalse;
    }
    return arm;
  }

  /** `(c and a) or (not c and b)` as one choice by c: joins right behind a fork then vanish. */
  #mergedOr(a: TermId, b: TermId): TermId | null {
    const [one, other] = [this.term(a), this.term(b)];
    if (one.kind !== 'ite' || other.kind !== 'ite' || one.test !== other.test) {
      return null;
    }
    if (this.#isFalse(one.ifFalse) && this.#isFalse(other.ifTrue)) {
      return this.ite(one.test, one.ifTrue, other.ifFalse);
    }
    return this.#isFalse(one.ifTrue) && this.#isFalse(other.ifFalse)
      ? this.ite(one.test, other.ifTrue, one.ifFalse)
      : null;
  }

  #isFalse(id: TermId): boolean {
    const term = this.term(id);
    return term.kind === 'truth' && !term.value;
  }
}
