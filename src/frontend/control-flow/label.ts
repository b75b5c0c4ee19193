import type { BlockId } from '../../ir/ids.ts';

/** A place that branches go to, before blocks are in order and have their ids. */
export type Label = BlockId;

/** Where control goes from a test. */
export interface Outcomes {
  readonly ifTrue: Label;
  readonly ifFalse: Label;
}
