import { MAX_U32 } from '../../support/u32.ts';
import type { CompareTerm, TermId } from '../smt/term.ts';
import type { TermGraph } from '../smt/term-graph.ts';
import { type Intervals, intervalsOf, preimage } from './intervals.ts';

/** That an i32 term lies in a set. */
export interface Membership {
  readonly term: TermId;
  readonly values: Intervals;
}

/** The least negative i32. */
const SIGN = 0x8000_0000;

/**
 * What a comparison with a constant says of the innermost term that this is about; `null` for other
 * comparisons.
 */
export function membershipOf(graph: TermGraph, comparison: CompareTerm): Membership | null {
  const constant = graph.constantOf(comparison.rhs);
  if (comparison.type !== 'i32' || typeof constant !== 'number') {
    return null;
  }
  let membership: Membership = { term: comparison.lhs, values: valuesFor(comparison, constant) };
  for (let next = below(graph, membership); next !== null; next = below(graph, membership)) {
    membership = next;
  }
  return membership;
}

/** The values that compare so with a constant. */
function valuesFor({ op }: CompareTerm, constant: number): Intervals {
  switch (op) {
    case 'eq':
      return [{ low: constant, high: constant }];
    case 'ult':
      return intervalsOf([{ low: 0, high: constant - 1 }]);
    case 'slt':
      return constant < SIGN
        ? intervalsOf([
            { low: 0, high: constant - 1 },
            { low: SIGN, high: MAX_U32 },
          ])
        : intervalsOf([{ low: SIGN, high: constant - 1 }]);
  }
}

/** The same said of the operand of an operation with a constant; `null` where it can't be. */
function below(graph: TermGraph, { term: id, values }: Membership): Membership | null {
  const term = graph.term(id);
  const constant = term.kind === 'binary' ? graph.constantOf(term.rhs) : null;
  if (term.kind !== 'binary' || term.type !== 'i32' || typeof constant !== 'number') {
    return null;
  }
  const most = graph.abstractValue(term.lhs).high;
  const operands = preimage({ op: term.op, constant, most }, values);
  return operands === null ? null : { term: term.lhs, values: operands };
}
