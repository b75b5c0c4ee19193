import type { TimingEntry } from '../../artifact/results/results.ts';
import type { Random } from '../../support/random.ts';
import { resample } from '../../support/sampling/bootstrap.ts';
import { median } from '../../support/statistics.ts';

/** What is known of the spread of one measured time. */
export type Spread = Pick<TimingEntry, 'median' | 'quartile1' | 'quartile3' | 'samples' | 'values'>;

/** The standard error of a median is this many standard errors of the mean, for normal samples. */
const MEDIAN_ERROR = 1.2533;

/** The standard deviations between the quartiles, for normal samples. */
const QUARTILE_RANGE = 1.349;

/**
 * The median of repetitions drawn anew. Where the results don't keep them, as those of earlier
 * versions, one from the normal distribution that the quartiles speak for. Above 0.
 */
export function medianDrawn(spread: Spread, random: Random): number {
  const { median: found, quartile1, quartile3, samples, values } = spread;
  if (values !== undefined && values.length > 0) {
    return median(resample(values, random));
  }
  const deviation = (quartile3 - quartile1) / QUARTILE_RANGE;
  const error = (MEDIAN_ERROR * deviation) / Math.sqrt(Math.max(samples, 1));
  return Math.max(found + error * normal(random), found / 100);
}

/** Source: Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958. */
function normal(random: Random): number {
  const unit = (): number => (random.next() + 1) / 0x1_0000_0000;
  return Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit());
}
