/** What the signed-rank test says of paired differences. */
export interface SignedRank {
  /** How many differences are not zero; the others say nothing, and are left out. */
  readonly pairs: number;
  /** The sum of the ranks of the positive differences. */
  readonly positive: number;
  /** The two-sided probability of a sum as extreme, were both signs equally likely; 0 to 1. */
  readonly probability: number;
}

/** With more pairs than this the normal approximation is as good, and quicker. */
const EXACT_UP_TO = 200;

/**
 * Wilcoxon's signed-rank test of whether differences lie around zero. Equal sizes share their mean
 * rank. Exact for up to 200 pairs, ties included; then by the normal approximation with corrections
 * for ties and continuity. `null` where no difference is other than zero. O(n^3) where exact.
 *
 * Source: Wilcoxon, "Individual Comparisons by Ranking Methods", Biometrics Bulletin 1, 1945; zero
 * differences as there; Hollander and Wolfe, "Nonparametric Statistical Methods", 3.1.
 */
export function signedRank(differences: readonly number[]): SignedRank | null {
  const found = differences.filter((difference) => difference !== 0);
  if (found.length === 0) {
    return null;
  }
  const ranks = doubledRanks(found.map(Math.abs));
  const positive = found.reduce(
    (sum, difference, index) => sum + (difference > 0 ? (ranks[index] ?? 0) : 0),
    0,
  );
  const tail = found.length <= EXACT_UP_TO ? exactTail : normalTail;
  return {
    pairs: found.length,
    positive: positive / 2,
    probability: Math.min(1, 2 * tail(ranks, positive)),
  };
}

/** Twice the rank of each size, from 2 for the smallest: whole numbers even where ranks are shared. */
function doubledRanks(sizes: readonly number[]): readonly number[] {
  const order = sizes.map((_, index) => index).sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0));
  const ranks = sizes.map(() => 0);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && isTied(sizes, order[start], order[end + 1])) {
      end += 1;
    }
    for (const index of order.slice(start, end + 1)) {
      ranks[index] = start + end + 2;
    }
    start = end + 1;
  }
  return ranks;
}

/** Sizes come from divisions, so that those that are the same may differ in their last bits. */
const TIED_WITHIN = 1e-12;

function isTied(sizes: readonly number[], a: number | undefined, b: number | undefined): boolean {
  const [first, second] = [sizes[a ?? 0] ?? 0, sizes[b ?? 0] ?? 0];
  return Math.abs(second - first) <= TIED_WITHIN * Math.max(first, second);
}

/** The smaller tail at `sum`, by the distribution of the sums over all choices of signs. */
function exactTail(ranks: readonly number[], sum: number): number {
  const total = ranks.reduce((all, rank) => all + rank, 0);
  const chances = new Float64Array(total + 1);
  chances[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let at = reached; at >= 0; at -= 1) {
      chances[at] = ((chances[at] ?? 0) + (at >= rank ? (chances[at - rank] ?? 0) : 0)) / 2;
    }
  }
  // The distribution is symmetric.
  const lower = Math.min(sum, total - sum);
  return chances.slice(0, lower + 1).reduce((all, chance) => all + chance, 0);
}

function normalTail(ranks: readonly number[], sum: number): number {
  const mean = ranks.reduce((all, rank) => all + rank, 0) / 2;
  // With tied ranks as they are, the sum of squares holds the correction for ties.
  const variance = ranks.reduce((all, rank) => all + rank * rank, 0) / 4;
  const distance = Math.max(0, Math.abs(sum - mean) - 1) / Math.sqrt(variance);
  return upperTail(distance);
}

/**
 * The chance of a standard normal value above `z` >= 0, within 1e-7.
 *
 * Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.2.17.
 */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = series.reduceRight((total, coefficient) => (total + coefficient) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
