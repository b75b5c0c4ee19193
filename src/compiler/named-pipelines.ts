import type { NamedText } from '../pass/parse-pipeline.ts';
import type { Target } from '../target/target.ts';

/** The pipelines that have a name. */
export type PipelineName = 'O0' | 'O1' | 'O2' | 'O3' | 'bpf93' | 'bpf-plus';

/** What one named pipeline is for, and its passes as text. */
export interface NamedPipeline {
  readonly summary: string;
  readonly text: string;
}

/**
 * The passes of O2 and O3, which differ in how much they may copy and in which tests become switches:
 *
 * | pass | why it stands here |
 * |---|---|
 * | sparse-constant-propagation, peephole | all others compare what has one form only |
 * | jump-threading | what is settled without copies is settled first, so that copies are few |
 * | early-rejection | needs the tests as the expression has them; what follows makes use of its answer |
 * | tail-duplication | while each block computes what it needs itself, it can be copied |
 * | jump-threading, switch-formation<lists>, jump-threading | past the tests that copies have settled, and what is settled once those edges have moved and lists of values are one test each; a third time finds next to nothing |
 * | block-merging | undoes the copies that came to nothing; behind gvn fewer blocks are equal |
 * | gvn | header lengths in one place, which the tests moved next need; peephole and those that merge or move tests take away what they leave unused |
 * | switch-formation, code-motion, branch-reordering, switch-formation | what tests cost is known once they are one; once they stand in order, more are |
 * | check-elimination | the checks have their final places |
 * | block-merging | cleans up |
 */
const optimizing = (copies: string, switches: string): string =>
  'sparse-constant-propagation,peephole,jump-threading,early-rejection,' +
  `${copies},jump-threading,switch-formation<lists>,jump-threading,block-merging,gvn,` +
  `switch-formation,code-motion,branch-reordering,${switches},check-elimination,block-merging`;

/**
 * The optimizer that came of the BPF paper, as libpcap has it to this day, with our passes:
 *
 * | libpcap's step | here |
 * |---|---|
 * | value numbers, constants folded on the way (`opt_blk`, `fold_op`) | sparse-constant-propagation, gvn |
 * | statements rewritten in place (`opt_peep`) | peephole |
 * | stores and loads that nothing uses (`opt_deadstores`) | dead-code |
 * | a branch whose test an edge dominator has settled (`opt_j`) | jump-threading |
 * | an edge redirected past a test that it settles (`opt_j`) | jump-threading |
 * | tests of one value pulled together in chains (`and_pullup`, `or_pullup`) | branch-reordering |
 * | identical blocks shared (`intern_blocks`, `opt_root`) | block-merging |
 *
 * What differs: gvn sees the whole filter, libpcap's one block and what its predecessors agree on; facts are
 * ranges and bits here, there equality alone; loads that may reject are kept here, and tests that reject
 * more come first.
 *
 * Source: McCanne and Jacobson, "The BSD Packet Filter", USENIX Winter 1993.
 */
const BPF93 =
  'repeat(sparse-constant-propagation,peephole,jump-threading,block-merging,gvn,dead-code),' +
  'branch-reordering,jump-threading,dead-code,block-merging';

/**
 * The optimizer of BPF+ with our passes:
 *
 * | the paper's step | here |
 * |---|---|
 * | constant folding, peephole optimization | sparse-constant-propagation, peephole |
 * | partial redundancy elimination of loads and arithmetic | gvn, partial-redundancy |
 * | predicate assertion propagation | the facts that jump-threading learns |
 * | static predicate prediction where all paths agree, and where only some do | jump-threading |
 * | lookup-table encapsulation | switch-formation<lists> |
 * | dead code, blocks that join | dead-code, block-merging |
 * | register assignment | none: lowering does that |
 *
 * What differs: gvn removes what is redundant on every path to a place, partial-redundancy what is on
 * some, if one predecessor at most has to compute it anew (predicates are the business of jump-threading); a
 * table is a `switch` of the IR, which classic BPF gets as a search; loads that may reject are kept.
 *
 * Source: Begel, McCanne and Graham, "BPF+: Exploiting Global Data-flow Optimization in a Generalized
 * Packet Filter Architecture", SIGCOMM 1999.
 */
const BPF_PLUS =
  'repeat(sparse-constant-propagation,peephole,jump-threading,block-merging,gvn,partial-redundancy,dead-code),' +
  'switch-formation<lists>,dead-code,block-merging';

export const NAMED_PIPELINES: Readonly<Record<PipelineName, NamedPipeline>> = {
  O0: { summary: 'no pass: the filter as the front end builds it', text: '' },
  O1: {
    summary: 'passes that copy and move nothing: quick, and about what libpcap does',
    text:
      'sparse-constant-propagation,peephole,jump-threading,block-merging,gvn,' +
      'check-elimination,dead-code,block-merging',
  },
  O2: {
    summary:
      'passes that pay on any machine; programs stay about as small as they are (the default)',
    text: optimizing('tail-duplication', 'switch-formation'),
  },
  O3: {
    summary:
      'as O2, for speed: copies of blocks for the outcomes that paths know, search trees for lists',
    text: optimizing('tail-duplication<large>', 'switch-formation<trees>'),
  },
  bpf93: {
    summary: 'the steps of the optimizer of McCanne and Jacobson 1993, which is that of libpcap',
    text: BPF93,
  },
  'bpf-plus': {
    summary: 'the steps of the optimizer of Begel, McCanne and Graham 1999',
    text: BPF_PLUS,
  },
};

export function isPipelineName(name: string): name is PipelineName {
  return Object.hasOwn(NAMED_PIPELINES, name);
}

/** The pipelines that a text may name, with the endings that `target` has for them. */
export function namedTexts(target: Target | null = null): ReadonlyMap<string, NamedText> {
  return new Map(
    Object.entries(NAMED_PIPELINES).map(([name, { text }]) => [
      name,
      { text, ending: target?.endings[name] ?? '' },
    ]),
  );
}
