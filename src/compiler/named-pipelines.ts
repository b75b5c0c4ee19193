/** The pipelines that have a name. */
export type PipelineName = 'O0' | 'O1' | 'O2' | 'O3';

/** What one named pipeline is for, and its passes as text. */
export interface NamedPipeline {
  readonly summary: string;
  readonly text: string;
}

const CLEAN = 'constant-folding,peephole';
const O2 =
  `repeat(${CLEAN},edge-threading,block-merging,value-numbering,redundant-predicates,dead-code),` +
  'test-grouping,repeat(superfluous-branches),guard-elimination,dead-code,block-merging';

export const NAMED_PIPELINES: Readonly<Record<PipelineName, NamedPipeline>> = {
  O0: { summary: 'no pass: the filter as the front end builds it', text: '' },
  O1: {
    summary: 'each pass once or twice: quick, and about what libpcap does',
    text:
      `${CLEAN},edge-threading,block-merging,value-numbering,redundant-predicates,` +
      'dead-code,block-merging,guard-elimination,dead-code',
  },
  O2: { summary: 'all passes until none finds anything (the default)', text: O2 },
  O3: { summary: 'for now the same as O2', text: O2 },
};

export function isPipelineName(name: string): name is PipelineName {
  return Object.hasOwn(NAMED_PIPELINES, name);
}
