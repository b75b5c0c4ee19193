import { type Pipeline, passesOf } from './pipeline.ts';

/** `first` should stand before `second` where a pipeline has both; `reason` says why. */
export type OrderingConstraint = readonly [first: string, second: string, reason: string];

/**
 * What one pass prepares for another. Pipelines that disobey are right all the same, as every pass
 * is; they only optimize less.
 */
export const ORDERING: readonly OrderingConstraint[] = [
  [
    'constant-folding',
    'peephole',
    'most rules look for a constant operand, and folding makes the constants',
  ],
  [
    'peephole',
    'value-numbering',
    'congruent values written in two ways are found only in one canonical form',
  ],
  [
    'edge-threading',
    'value-numbering',
    'a block is threaded through only while no other block uses what it computes, and value ' +
      'numbering makes blocks share',
  ],
  [
    'block-merging',
    'value-numbering',
    'equal blocks are found while each computes what it needs itself; value numbering makes them ' +
      'share',
  ],
  [
    'edge-threading',
    'redundant-predicates',
    'threading takes away the edges on which a test is not settled yet',
  ],
  [
    'edge-threading',
    'block-merging',
    'threading needs the blocks that merging would join to a longer one',
  ],
  [
    'edge-threading',
    'superfluous-branches',
    'a branch that is removed no longer tells its outcome, by which edges are threaded',
  ],
  [
    'path-splitting',
    'value-numbering',
    'a block is copied only while no other block uses what it computes',
  ],
  [
    'path-splitting',
    'test-grouping',
    'behind copies, the tests for each number of a value stand in one chain',
  ],
  [
    'test-grouping',
    'list-bypass',
    'tests of one value behind one another would be a chain of rules to no purpose',
  ],
  ['list-bypass', 'list-formation', 'past the tests of one value, those of another stand in a row'],
  [
    'test-grouping',
    'rule-bypass',
    'tests of one value behind one another would be a chain of rules to no purpose',
  ],
  ['rule-bypass', 'list-formation', 'past the tests of one value, those of another stand in a row'],
  [
    'path-specialization',
    'value-numbering',
    'a block is copied only while no other block uses what it computes',
  ],
  [
    'path-specialization',
    'test-grouping',
    'behind copies, the tests that are left of one value stand in one chain',
  ],
  ['test-grouping', 'list-formation', 'only tests of one value that stand in a row are gathered'],
  ['test-grouping', 'test-merging', 'only tests of one value that stand in a row are merged'],
  ['test-merging', 'test-ordering', 'what tests of several blocks cost is known once they are one'],
  ['test-grouping', 'switch-formation', 'only tests of one value that stand in a row are gathered'],
  [
    'redundant-predicates',
    'superfluous-branches',
    'a branch that is removed no longer tells its outcome, by which other tests are settled',
  ],
  ['redundant-predicates', 'dead-code', 'what only a removed test used is dead afterwards'],
  [
    'value-numbering',
    'guard-elimination',
    'one check covers another only where both have the same SSA value as base',
  ],
  [
    'value-numbering',
    'partial-redundancy',
    'of congruent values one of which dominates the other, the first alone has to be found',
  ],
  [
    'path-splitting',
    'partial-redundancy',
    'in a copy of a block, values are redundant on every way in, and need no phi',
  ],
  [
    'edge-threading',
    'partial-redundancy',
    'a block is threaded through only while no other block uses what it computes, and phis do',
  ],
  [
    'block-merging',
    'hoisting',
    'equal blocks are found while each computes what it needs itself; hoisting makes them share',
  ],
  ['hoisting', 'guard-elimination', 'a check that moves up covers more of the others'],
  [
    'dead-code',
    'guard-elimination',
    'the check of an unused load is removable only once it stands alone, as a guard',
  ],
  [
    'guard-elimination',
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
