import type { Facts } from '../../src/analysis/facts/facts.ts';
import type { SwitchTerminator, Terminator } from '../../src/ir/ir.ts';

/** `terminator` without the cases that can't hold under `facts`; the same object where all can. */
export function trimSwitch(terminator: SwitchTerminator, facts: Facts): Terminator {
  const { value, otherwise } = terminator;
  const range = facts.rangeOf(value);
  const cases = terminator.cases.filter(
    ({ low, high }) =>
      low <= range.high && range.low <= high && (low < high || !facts.differs(value, low)),
  );
  if (cases.length === terminator.cases.length) {
    return terminator;
  }
  return cases.length === 0 ? { kind: 'jump', target: otherwise } : { ...terminator, cases };
}
