import type { BlockId } from '../ir/ids.ts';
import { type SwitchCase, successors } from '../ir/ir.ts';
import type { Check } from './context.ts';
import type { Finding } from './violation.ts';

/** The entry block has no predecessors. */
export const entryHasNoPredecessor: Check = ({ id }, { filter }) =>
  id === filter.entry && filter.predecessorCount(id) > 0
    ? [
        {
          code: 'IR_ENTRY_HAS_PREDECESSOR',
          place: 'label',
          message: `the entry has the predecessors ${list(filter.predecessors(id))}`,
        },
      ]
    : [];

/** No path repeats, so that every filter terminates. */
export const pathsEnd: Check = ({ id, terminator }, { isBackEdge }) =>
  successors(terminator)
    .filter((target) => isBackEdge(id, target))
    .map((target) => ({
      code: 'IR_CYCLE',
      place: 'terminator',
      message: `b${target} leads to b${id}, so this closes a cycle`,
    }));

/** The targets of a branch differ, so that a CFG edge is named by its two ends. */
export const branchTargetsDiffer: Check = ({ terminator }) =>
  terminator.kind === 'branch' && terminator.ifTrue === terminator.ifFalse
    ? [
        {
          code: 'IR_SAME_TARGETS',
          place: 'terminator',
          message: `both targets are b${terminator.ifTrue}; write a jump`,
        },
      ]
    : [];

/** The cases of a switch are ranges that rise and do not meet. */
export const switchCasesAreSorted: Check = ({ terminator }) => {
  const cases = terminator.kind === 'switch' ? terminator.cases : [];
  return cases.flatMap((one, index): Finding[] => {
    const before = cases[index - 1];
    if (one.low > one.high) {
      return [wrongCase(`the case ${range(one)} ends before it starts`)];
    }
    return before !== undefined && before.high >= one.low
      ? [wrongCase(`the case ${range(one)} does not lie above ${range(before)}`)]
      : [];
  });
};

/** Phis come first and name each predecessor exactly once. */
export const phisNameEachPredecessor: Check = ({ id, instrs }, { filter }) => {
  const count = filter.predecessorCount(id);
  const predecessors = instrs.some(({ kind }) => kind === 'phi') ? filter.predecessors(id) : [];
  return instrs.flatMap((instr, index): Finding[] => {
    if (instr.kind !== 'phi') {
      return [];
    }
    const { incoming } = instr;
    const agree = incoming.size === count && predecessors.every((from) => incoming.has(from));
    const message = `phi names ${list([...incoming.keys()])}, but the predecessors are ${list(predecessors)}`;
    return agree ? [] : [{ code: 'IR_PHI_MISMATCH', place: index, message }];
  });
};

/** Phis come first in their block. */
export const phisComeFirst: Check = ({ instrs }) =>
  instrs.flatMap(({ kind }, index): Finding[] => {
    const before = instrs[index - 1];
    return kind === 'phi' && before !== undefined && before.kind !== 'phi'
      ? [{ code: 'IR_PHI_ORDER', place: index, message: 'a phi stands behind an instruction' }]
      : [];
  });

const wrongCase = (message: string): Finding => ({
  code: 'IR_SWITCH_CASES',
  place: 'terminator',
  message,
});

const range = ({ low, high }: SwitchCase): string => (low === high ? `${low}` : `${low}..${high}`);

/** How many ids a message lists before it cuts the list. */
const LONGEST_LIST = 8;

function list(ids: readonly BlockId[]): string {
  if (ids.length === 0) {
    return 'none';
  }
  const shown = ids.slice(0, LONGEST_LIST).map((id) => `b${id}`);
  const rest = ids.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
