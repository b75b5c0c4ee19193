import type { FilterView } from '../ir/filter-view.ts';
import type { CbpfProgram } from '../isa/cbpf/instruction.ts';
import { lowerToCbpf } from '../lower/cbpf/lower.ts';
import { lowerToX64 } from '../lower/x64/lower.ts';

/** A filter in one of the forms that engines take. */
export type LoweredCode =
  | { readonly kind: 'ir'; readonly filter: FilterView }
  | { readonly kind: 'cbpf'; readonly program: CbpfProgram }
  | { readonly kind: 'x64'; readonly bytes: Uint8Array };

/**
 * `filter` in the form `kind`, to be run by an engine that takes it. Classic BPF may be longer than
 * the kernel takes, since the engines here have no such limit.
 *
 * @throws UnsupportedError where the form can't express the filter.
 */
export function codeFor(filter: FilterView, kind: LoweredCode['kind']): LoweredCode {
  switch (kind) {
    case 'ir':
      return { kind, filter };
    case 'cbpf':
      return {
        kind,
        program: lowerToCbpf(filter, { maxInstructions: Number.POSITIVE_INFINITY }),
      };
    case 'x64':
      return { kind, bytes: lowerToX64(filter).bytes };
  }
}
