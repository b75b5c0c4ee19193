/** How much a filter may grow by copies. */
export interface DuplicationBudget {
  /** So many times the instructions of the filter there may be in the end, ... */
  readonly growth: number;
  /** ... and so many more. */
  readonly extra: number;
  /** So many times as many states as instructions may be looked at: most turn out to be the same. */
  readonly statesLookedAt: number;
  /** Whether ranges are told apart by two comparisons first, so that what is below and above goes on apart. */
  readonly splitsRanges: boolean;
  /** A chain that tests one value for so many different things gets a path past it. */
  readonly shortestChain: number;
}

/** What keeps programs about as small as they are: a tenth, and for small ones a few instructions. */
export const SMALL: DuplicationBudget = {
  growth: 1.1,
  extra: 14,
  statesLookedAt: 40,
  splitsRanges: false,
  shortestChain: 64,
};

/** What is quickest, as far as the machine takes it. */
export const LARGE: DuplicationBudget = {
  growth: 12,
  extra: 0,
  statesLookedAt: 6,
  splitsRanges: true,
  shortestChain: 16,
};
