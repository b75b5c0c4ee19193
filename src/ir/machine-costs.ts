/**
 * What a machine is like that a filter is compiled for, as far as what changes the IR may ask. Prices
 * are in units of one simple instruction that is executed.
 */
export interface MachineCosts {
  /**
   * A program had better not be longer, in instructions: what the machine takes, or what it runs
   * without waiting for its memory.
   */
  readonly instructionLimit: number;
  /**
   * The registers in which values are computed. 1 is an accumulator, which each value leaves for
   * memory while another is computed.
   */
  readonly registers: number;
  /** Whether a program can read `caplen`, and so compare it once for many loads. */
  readonly readsCaplen: boolean;
  /** What it takes to compare a value in a register with a constant and to branch. */
  readonly comparison: number;
  /** How a switch becomes comparisons. */
  readonly tree: TreeCosts;
  /** What it takes to go on elsewhere than at the next instruction. */
  readonly jump: number;
}

/** What the comparisons of a switch are like. */
export interface TreeCosts {
  /** Up to so many comparisons stand one behind the other; more of them are halved first. */
  readonly longestChain: number;
  /** The comparisons that lead to a leaf of the search tree, for each that a leaf makes. */
  readonly splits: number;
}

/**
 * What all targets can do, for a filter that is compiled for none of them: as little as any. The limit
 * is that of Linux for classic BPF (`BPF_MAXINSNS`, linux/bpf_common.h).
 */
export const ANY_MACHINE: MachineCosts = {
  instructionLimit: 4_096,
  registers: 1,
  readsCaplen: false,
  comparison: 1,
  tree: { longestChain: 3, splits: 1 / 3 },
  jump: 1,
};
