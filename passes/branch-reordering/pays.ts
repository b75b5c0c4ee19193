import type { Worth } from './segment-cost.ts';

/** A change may cost this share of what it may save. */
const RISK = 0.1;

/**
 * Whether `later` should stand before `earlier`, which it stands behind: whether that saves
 * instructions for all that the tests may let through, or costs some at the most unlikely, few in
 * comparison with what it may save.
 *
 * A test that all packets may pass, such as that for IPv4, tells what the bytes are that the tests
 * behind it are about. What fails it passes those by accident only. A list stays where it is: before
 * the last tests of one way, such as that for fragments of IPv4, it could not be shared with others.
 */
export function pays(later: Worth, earlier: Worth): boolean {
  if (later.isList) {
    return false;
  }
  const isAbout = later.passed.most < earlier.passed.most;
  const savings = [earlier.passed.least, later.stray, earlier.passed.most].flatMap((share) => {
    const passed = clamp(share, earlier.passed.least, earlier.passed.most);
    const most = isAbout ? Math.min(later.passed.most, passed + later.stray) : later.passed.most;
    return [later.passed.least, Math.max(most, later.passed.least)].map((ownShare) =>
      saving(later, ownShare, earlier, passed),
    );
  });
  const best = Math.max(...savings);
  return best > 0 && Math.min(...savings) >= -RISK * best;
}

/** Instructions saved for each packet where so large shares of packets pass. */
function saving(later: Worth, laterPassed: number, earlier: Worth, earlierPassed: number): number {
  return earlier.cost.least * (1 - laterPassed) - later.cost.most * (1 - earlierPassed);
}

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);
