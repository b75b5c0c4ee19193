import type { SourceSpan } from '../../support/source-span.ts';

/** A word about an expression that is right, and may not mean what its author thinks. */
export interface FilterRemark {
  readonly message: string;
  readonly span: SourceSpan;
}
