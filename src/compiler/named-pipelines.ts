import type { Target } from '../target/target.ts';

/** The pipelines that have a name. */
export type PipelineName = 'O0' | 'O1' | 'O2' | 'O3' | 'bpf93' | 'bpf-plus';

/** What one named pipeline is for, and its passes as text. */
export interface NamedPipeline {
  readonly summary: string;
  readonly text: string;
}

const CLEAN = 'constant-folding,peephole';
const UNTIL_STABLE = `repeat(${CLEAN},edge-threading,block-merging,value-numbering,redundant-predicates,dead-code)`;
/** Long lists become short before the passes that are repeated see them. */
const SHORTEN =
  'edge-threading,early-rejection,path-splitting,test-grouping,list-bypass,edge-threading,list-formation';
/** The same, with a copy of a block for each set of outcomes that tests before it have had. */
const SPECIALIZE =
  'edge-threading,early-rejection,path-specialization,edge-threading,path-splitting,test-grouping,rule-bypass,edge-threading,list-formation';
const FINISH =
  'hoisting,value-numbering,repeat(superfluous-branches),dead-code,repeat(test-ordering),guard-elimination,dead-code,block-merging';

/**
 * The optimizer that came of the BPF paper, as libpcap has it to this day, with our passes:
 *
 * | libpcap's step | here |
 * |---|---|
 * | value numbers, constants folded on the way (`opt_blk`, `fold_op`) | constant-folding, value-numbering |
 * | statements rewritten in place (`opt_peep`) | peephole |
 * | stores and loads that nothing uses (`opt_deadstores`) | dead-code |
 * | a branch whose test an edge dominator has settled (`opt_j`) | redundant-predicates |
 * | an edge redirected past a test that it settles (`opt_j`) | edge-threading |
 * | tests of one value pulled together in chains (`and_pullup`, `or_pullup`) | test-grouping |
 * | identical blocks shared (`intern_blocks`, `opt_root`) | block-merging |
 *
 * What differs: value-numbering sees the whole filter, libpcap's one block and what its ways in agree
 * on; facts are ranges and bits here, there equality alone; loads that may reject are kept here.
 *
 * Source: McCanne and Jacobson, "The BSD Packet Filter", USENIX Winter 1993.
 */
const BPF93 = `repeat(${CLEAN},edge-threading,block-merging,value-numbering,redundant-predicates,dead-code),test-grouping,edge-threading,redundant-predicates,dead-code,block-merging`;

/**
 * The optimizer of BPF+ with our passes:
 *
 * | the paper's step | here |
 * |---|---|
 * | constant folding, peephole optimization | constant-folding, peephole |
 * | partial redundancy elimination of loads and arithmetic | value-numbering, partial-redundancy |
 * | predicate assertion propagation | the facts that redundant-predicates and edge-threading learn |
 * | static predicate prediction where all ways agree | redundant-predicates |
 * | the same where only some ways do | edge-threading |
 * | lookup-table encapsulation | list-formation |
 * | dead code, blocks that join | dead-code, block-merging |
 * | register assignment | none: lowering does that |
 *
 * What differs: value-numbering removes what is redundant on every way to a place, partial-redundancy
 * what is on some, if one way at most has to compute it anew (predicates are the business of
 * edge-threading); a table is a `switch` of the IR, which classic BPF gets as a search; loads that may
 * reject are kept.
 *
 * Source: Begel, McCanne and Graham, "BPF+: Exploiting Global Data-flow Optimization in a Generalized
 * Packet Filter Architecture", SIGCOMM 1999.
 */
const BPF_PLUS = `repeat(${CLEAN},edge-threading,block-merging,value-numbering,partial-redundancy,redundant-predicates,dead-code),list-formation,dead-code,block-merging`;

export const NAMED_PIPELINES: Readonly<Record<PipelineName, NamedPipeline>> = {
  O0: { summary: 'no pass: the filter as the front end builds it', text: '' },
  O1: {
    summary: 'each pass once or twice: quick, and about what libpcap does',
    text:
      `${CLEAN},edge-threading,block-merging,value-numbering,redundant-predicates,` +
      'dead-code,block-merging,guard-elimination,dead-code',
  },
  O2: {
    summary: 'all passes until none finds anything (the default)',
    text: `${SHORTEN},${UNTIL_STABLE},test-merging,test-grouping,test-merging,list-formation,${FINISH}`,
  },
  O3: {
    summary: 'as O2, and search trees for lists, which are quicker and may be larger',
    text: `${SPECIALIZE},${UNTIL_STABLE},test-merging,test-grouping,switch-formation,${FINISH}`,
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

/** The passes of a named pipeline as text, with the ending that `target` has for it. */
export function pipelineText(name: PipelineName, target: Target | null = null): string {
  const { text } = NAMED_PIPELINES[name];
  const ending = target?.endings[name];
  return ending === undefined ? text : `${text},${ending}`;
}
