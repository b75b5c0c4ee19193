import { type Pipeline, passesOf } from './pipeline.ts';

/** `first` should stand before `second` where a pipeline has both; `reason` says why. */
export type OrderingConstraint = readonly [first: string, second: string, reason: string];

/**
 * What one pass prepares for another. Pipelines that disobey are right all the same, as every pass
 * is; they only optimize less.
 */
export const ORDERING: readonly OrderingConstraint[] = [
  [
    'sparse-constant-propagation',
    'peephole',
    'most rules look for a constant operand, and propagation makes the constants',
  ],
  ['peephole', 'gvn', 'congruent values written in two forms are found only in one canonical form'],
  [
    'jump-threading',
    'early-rejection',
    'threading leaves of each test what counts, by which an address that all paths need is found',
  ],
  ['early-rejection', 'tail-duplication', 'copies make use of what was asked early'],
  [
    'jump-threading',
    'gvn',
    'a block is threaded through only while no other block uses what it computes, and gvn makes ' +
      'blocks share',
  ],
  [
    'block-merging',
    'gvn',
    'equal blocks are found while each computes what it needs itself; gvn makes them share',
  ],
  [
    'jump-threading',
    'block-merging',
    'threading needs the blocks that merging would join to a longer one',
  ],
  ['tail-duplication', 'gvn', 'a block is copied only while no other block uses what it computes'],
  [
    'tail-duplication',
    'switch-formation',
    'behind copies, the tests that are left of one value stand in one chain',
  ],
  [
    'tail-duplication',
    'partial-redundancy',
    'in a copy of a block, values are redundant on every edge in, and need no phi',
  ],
  [
    'block-merging',
    'switch-formation',
    'equal blocks are found while each makes one test; a switch is seldom equal to another',
  ],
  [
    'gvn',
    'branch-reordering',
    'a test is moved across others only where its header length is known before them',
  ],
  [
    'gvn',
    'check-elimination',
    'one check covers another only where both have the same SSA value as base',
  ],
  [
    'gvn',
    'partial-redundancy',
    'of congruent values one of which dominates the other, the first alone has to be found',
  ],
  [
    'jump-threading',
    'partial-redundancy',
    'a block is threaded through only while no other block uses what it computes, and phis do',
  ],
  [
    'block-merging',
    'code-motion',
    'equal blocks are found while each computes what it needs itself; code motion makes them share',
  ],
  ['code-motion', 'check-elimination', 'a check that moves up covers more of the others'],
  [
    'check-elimination',
    'check-versioning',
    'only the checks that are left tell for which packets a copy pays',
  ],
];

/**
 * The constraints of {@link ORDERING} that `pipeline` disobeys, as one sentence each; none where it
 * obeys. Of passes that stand several times, the first place counts.
 */
export function checkOrdering(pipeline: Pipeline): readonly string[] {
  const names = passesOf(pipeline).map(({ name }) => name);
  return ORDERING.filter(([first, second]) => {
    const place = names.indexOf(second);
    return place >= 0 && names.indexOf(first) > place;
  }).map(([first, second, reason]) => `'${first}' should stand before '${second}': ${reason}`);
}
