import { MAX_U32 } from '../../support/u32.ts';
import {
  type AbstractValue,
  abstractBinary,
  between,
  exactly,
  meet,
  onlyValue,
} from '../smt/abstract-value.ts';
import { operandFromResult } from '../smt/operand-from-result.ts';
import type { BinaryTerm, CompareTerm, TermId, WithinTerm } from '../smt/term.ts';
import type { TermGraph } from '../smt/term-graph.ts';
import { Conclusions } from './conclusions.ts';
import { type Assumption, type Facts, NO_REACH, NOTHING } from './fact-maps.ts';

/** Operands are looked into so deep. */
const MAX_DEPTH = 6;

/**
 * What is known of a packet that takes one path: limits, bits and exclusions of i32 terms, how far
 * the packet reaches, and the outcome of tests. What `assume` yields shares almost all
 * with it.
 */
export class PathFacts {
  readonly #graph: TermGraph;
  readonly #facts: Facts;
  /** What was worked out from the facts. */
  readonly conclusions: Conclusions;

  constructor(graph: TermGraph);
  /** @internal */
  constructor(graph: TermGraph, facts: Facts, conclusions: Conclusions);
  constructor(graph: TermGraph, facts: Facts = NOTHING, conclusions = new Conclusions()) {
    this.#graph = graph;
    this.#facts = facts;
    this.conclusions = conclusions;
  }

  /** What was assumed, the last one first. */
  *assumptions(): Iterable<Assumption> {
    for (let one = this.#facts.assumed; one !== null; one = one.before) {
      yield one;
    }
  }

  get assumptionCount(): number {
    return this.#facts.assumed?.count ?? 0;
  }

  /** Whether all that was assumed for `other` holds by these facts too. */
  implies(other: PathFacts): boolean {
    for (const { test, holds } of other.assumptions()) {
      if (this.outcome(test) !== holds) {
        return false;
      }
    }
    return true;
  }

  /** What is known of the i32 `id`. */
  abstractValue(id: TermId, depth = 0): AbstractValue {
    const stored = this.#facts.values.get(id, 0) ?? this.#graph.abstractValue(id);
    const term = this.#graph.term(id);
    if (depth >= MAX_DEPTH || term.kind !== 'binary' || term.type !== 'i32') {
      return stored;
    }
    const [a, b] = [
      this.abstractValue(term.lhs, depth + 1),
      this.abstractValue(term.rhs, depth + 1),
    ];
    return meet(stored, abstractBinary(term.op, a, b)) ?? stored;
  }

  /** The outcome of a comparison or a check of the length; `null` where it is open. */
  outcome(id: TermId): boolean | null {
    const assumed = this.#facts.truths.get(id, 0) ?? this.conclusions.outcome(id);
    if (assumed !== undefined) {
      return assumed;
    }
    const term = this.#graph.term(id);
    switch (term.kind) {
      case 'compare':
        return term.type === 'i32' ? this.#outcomeOf(term) : null;
      case 'within':
        return this.#isWithin(term);
      default:
        return null;
    }
  }

  /** The facts where the test `id` has the outcome `holds`; `null` where it can't. */
  assume(id: TermId, holds: boolean): PathFacts | null {
    const term = this.#graph.term(id);
    const known = this.#with({
      truths: this.#facts.truths.with(id, 0, holds),
      assumed: {
        test: id,
        holds,
        before: this.#facts.assumed,
        count: this.assumptionCount + 1,
      },
    });
    switch (term.kind) {
      case 'compare':
        return term.type === 'i32' ? known.#assumeCompare(term, holds) : known;
      case 'within':
        return known.#assumeWithin(term, holds);
      default:
        return known;
    }
  }

  #outcomeOf({ op, lhs, rhs }: CompareTerm): boolean | null {
    const [a, b] = [this.abstractValue(lhs), this.abstractValue(rhs)];
    if (op === 'eq') {
      return this.#areEqual(lhs, a, b);
    }
    if (op === 'slt' && (a.high > 0x7fff_ffff || b.high > 0x7fff_ffff)) {
      return null;
    }
    if (a.high < b.low) {
      return true;
    }
    return a.low >= b.high ? false : null;
  }

  #areEqual(lhs: TermId, a: AbstractValue, b: AbstractValue): boolean | null {
    if (meet(a, b) === null) {
      return false;
    }
    const value = onlyValue(b);
    if (value === null) {
      return null;
    }
    if (onlyValue(a) === value) {
      return true;
    }
    return this.#facts.excluded.get(lhs, value) === true ? false : null;
  }

  #isWithin({ base, extent }: WithinTerm): boolean | null {
    const { near, far } = this.#facts.reaches.get(base, 0) ?? NO_REACH;
    const [start, caplen] = [this.abstractValue(base), this.abstractValue(this.#caplen())];
    if (extent <= near || start.high + extent <= caplen.low) {
      return true;
    }
    return extent >= far || start.low + extent > caplen.high ? false : null;
  }

  #assumeWithin({ base, extent }: WithinTerm, holds: boolean): PathFacts | null {
    const { near, far } = this.#facts.reaches.get(base, 0) ?? NO_REACH;
    const reach = holds
      ? { near: Math.max(near, extent), far }
      : { near, far: Math.min(far, extent) };
    const [start, caplen] = [this.abstractValue(base), this.abstractValue(this.#caplen())];
    const known = this.#with({ reaches: this.#facts.reaches.with(base, 0, reach) });
    const limited = holds
      ? known.#limit(this.#caplen(), start.low + extent, MAX_U32)
      : known.#limit(this.#caplen(), 0, start.high + extent - 1);
    if (limited === null) {
      return null;
    }
    return holds
      ? limited.#limit(base, 0, caplen.high - extent)
      : limited.#limit(base, caplen.low - extent + 1, MAX_U32);
  }

  #assumeCompare({ op, lhs, rhs }: CompareTerm, holds: boolean): PathFacts | null {
    const value = this.#graph.constantOf(rhs);
    if (op === 'slt' || typeof value !== 'number') {
      return this;
    }
    if (op === 'eq') {
      return holds ? this.#restrict(lhs, exactly(value)) : this.#exclude(lhs, value);
    }
    return holds ? this.#limit(lhs, 0, value - 1) : this.#limit(lhs, value, MAX_U32);
  }

  /** Where the i32 `id` lies between the limits, which may lie outside the range of a u32. */
  #limit(id: TermId, low: number, high: number): PathFacts | null {
    const limits = between(Math.max(low, 0), Math.min(high, MAX_U32));
    return limits === null ? null : this.#restrict(id, limits);
  }

  #restrict(id: TermId, by: AbstractValue, depth = 0): PathFacts | null {
    const before = this.abstractValue(id);
    const after = meet(before, by);
    const value = after === null ? null : onlyValue(after);
    if (after === null || (value !== null && this.#facts.excluded.get(id, value) === true)) {
      return null;
    }
    const known = this.#with({ values: this.#facts.values.with(id, 0, after) });
    if (known.#excludesPart(id)) {
      return null;
    }
    const term = this.#graph.term(id);
    const operand = term.kind === 'binary' && depth < MAX_DEPTH ? this.#below(term, after) : null;
    return term.kind === 'binary' && operand !== null
      ? known.#restrict(term.lhs, operand, depth + 1)
      : known;
  }

  /** Whether some part of the bits of `id` can't be what is known of it. */
  #excludesPart(id: TermId): boolean {
    return this.#graph.partsOf(id).some((part) => {
      const term = this.#graph.term(part);
      const stored = this.#facts.values.get(part, 0);
      if (term.kind !== 'binary') {
        return false;
      }
      const computed = abstractBinary(
        term.op,
        this.abstractValue(id),
        this.abstractValue(term.rhs),
      );
      const known = stored === undefined ? computed : meet(stored, computed);
      const value = known === null ? null : onlyValue(known);
      return known === null || (value !== null && this.#facts.excluded.get(part, value) === true);
    });
  }

  /** What `after`, known of `lhs op constant`, says of `lhs`; `null` for nothing. */
  #below({ op, lhs, rhs }: BinaryTerm, after: AbstractValue): AbstractValue | null {
    const constant = this.#graph.constantOf(rhs);
    return typeof constant === 'number'
      ? operandFromResult(op, { constant, after, before: this.abstractValue(lhs) })
      : null;
  }

  #exclude(id: TermId, value: number): PathFacts | null {
    const { low, high } = this.abstractValue(id);
    if (value < low || value > high) {
      return this;
    }
    const known = this.#with({ excluded: this.#facts.excluded.with(id, value, true) });
    return value === low || value === high
      ? known.#limit(id, low + (value === low ? 1 : 0), high - (value === high ? 1 : 0))
      : known;
  }

  #caplen(): TermId {
    return this.#graph.input('caplen');
  }

  #with(changed: Partial<Facts>): PathFacts {
    return new PathFacts(this.#graph, { ...this.#facts, ...changed }, this.conclusions.copy());
  }
}
