import type { CodeBuilder } from './code-builder.ts';
import type { ScratchPlan } from './scratch-plan.ts';
import type { Selection } from './selection.ts';
import type { Temporaries } from './temporaries.ts';
import type { Usage } from './usage.ts';

/** What an evaluator works with. */
export interface EvaluatorParts {
  readonly builder: CodeBuilder;
  readonly selection: Selection;
  readonly scratch: ScratchPlan;
  readonly temporaries: Temporaries;
  readonly usage: Usage;
}
