import type { Pass } from '../../src/pass/pass.ts';
import { gatherTests } from './gather-tests.ts';
import { costAsTests } from './run-cost.ts';

/**
 * A run that takes more comparisons than this is a list: as a search tree it takes about a third
 * more, but of those a packet meets a fifth or fewer.
 */
const LONGEST_RUN = 64;

/**
 * Makes one switch of a long list of tests of one value, as `switch-formation` does, and leaves
 * shorter runs of tests as they are. Early in a pipeline, it also spares all later passes the list.
 * O(n log n).
 *
 * Measure: the number of branches and switches falls.
 */
export function listFormation(): Pass {
  return {
    name: 'list-formation',
    summary: 'Gathers long lists of tests of one value into switches.',

    run(filter, context) {
      gatherTests(filter, context, {
        pays: (run) => costAsTests(filter, run, context.target) > LONGEST_RUN,
        otherwise: 'are too few to be worth a search tree',
      });
    },
  };
}
