import type { GetAnalysis } from '../../src/analysis/analysis.ts';
import { checkCoverage } from '../../src/analysis/checks/check-coverage.ts';
import type { Filter } from '../../src/ir/filter.ts';

/**
 * Makes unchecked loads check again that have lost the check which dominated them. Yields how many.
 */
export function checkUnguardedLoads(filter: Filter, get: GetAnalysis): number {
  const { unguardedLoads } = get(checkCoverage);
  for (const load of unguardedLoads) {
    filter.replace({ ...load, checked: true });
  }
  return unguardedLoads.length;
}
