import type { ValueId } from '../../../ir/ids.ts';
import type { SourceSpan } from '../../../support/source-span.ts';
import type { ScratchPlan } from '../allocate/scratch-plan.ts';
import type { Temporaries } from '../allocate/temporaries.ts';
import type { Selection } from '../select/selection.ts';
import type { CodeBuilder } from './code-builder.ts';
import type { Usage } from './usage.ts';

/** What an evaluator works with. */
export interface EvaluatorParts {
  readonly builder: CodeBuilder;
  readonly selection: Selection;
  readonly scratch: ScratchPlan;
  readonly temporaries: Temporaries;
  readonly usage: Usage;
  /** The piece of the source that a value is for. */
  readonly spanOf: (value: ValueId) => SourceSpan | undefined;
}
