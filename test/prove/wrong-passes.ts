import { blockId } from '../../src/ir/ids.ts';
import type { Pass } from '../../src/pass/pass.ts';
import { InvariantError } from '../../src/support/invariant.ts';

/** Passes that are wrong, each in another way. */
export const WRONG_PASSES: Readonly<
  Record<'unusedChecks' | 'swappedBranch' | 'brokenIr' | 'throwing', Pass>
> = {
  /** Drops the checks that unused loads make and no unchecked load needs. Relaxed semantics allow that. */
  unusedChecks: {
    name: 'unused-checks',
    summary: 'Removes checked loads that nothing uses.',
    run: (filter) => {
      const loads = filter
        .blocks()
        .flatMap(({ instrs }) => instrs.filter((instr) => instr.kind === 'load'));
      if (loads.every(({ checked }) => checked)) {
        const unused = loads.filter(({ id }) => filter.useCount(id) === 0);
        filter.removeInstrs(new Set(unused.map(({ id }) => id)));
      }
    },
  },
  /** Swaps the targets of the last branch. */
  swappedBranch: {
    name: 'swapped-branch',
    summary: 'Swaps the targets of the last branch.',
    run: (filter) => {
      for (const { id, terminator } of [...filter.blocks()].toReversed()) {
        if (terminator.kind === 'branch') {
          const { ifTrue, ifFalse } = terminator;
          filter.setTerminator(id, { ...terminator, ifTrue: ifFalse, ifFalse: ifTrue });
          return;
        }
      }
    },
  },
  /** Adds an unchecked load to the entry, before which nothing is checked. */
  brokenIr: {
    name: 'broken-ir',
    summary: 'Loads without a check.',
    run: (filter) => {
      filter.append(filter.entry, {
        kind: 'load',
        width: 1,
        order: 'network',
        checked: false,
        base: null,
        offset: 4_000,
      });
    },
  },
  /** Throws where a filter has more than one branch. */
  throwing: {
    name: 'throwing',
    summary: 'Asks for a block that may not exist.',
    run: (filter) => {
      const branches = [...filter.blocks()].filter(
        ({ terminator }) => terminator.kind === 'branch',
      );
      if (branches.length > 1) {
        throw new InvariantError(`no block ${blockId(999)}`);
      }
    },
  },
};
