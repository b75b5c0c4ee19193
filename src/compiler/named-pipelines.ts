/** The pipelines that have a name. */
export type PipelineName = 'O0' | 'O1' | 'O2' | 'O3';

/** What one named pipeline is for, and its passes as text. */
export interface NamedPipeline {
  readonly summary: string;
  readonly text: string;
}

const CLEAN = 'constant-folding,peephole';
const UNTIL_STABLE = `repeat(${CLEAN},edge-threading,block-merging,value-numbering,redundant-predicates,dead-code)`;
/** Long lists become short before the passes that are repeated see them. */
const SHORTEN = 'edge-threading,path-splitting,test-grouping,list-formation';
/** The same, with a copy of a block for each set of outcomes that tests before it have had. */
const SPECIALIZE =
  'edge-threading,path-specialization,edge-threading,path-splitting,test-grouping,list-formation';
const FINISH =
  'repeat(superfluous-branches),dead-code,repeat(test-ordering),guard-elimination,dead-code,block-merging';

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
};

export function isPipelineName(name: string): name is PipelineName {
  return Object.hasOwn(NAMED_PIPELINES, name);
}
