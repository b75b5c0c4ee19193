import type { Code, CodeKind } from '../code/code.ts';
import type { FilterView } from '../ir/filter-view.ts';
import { CBPF } from './cbpf/cbpf.ts';
import { EBPF } from './ebpf/ebpf.ts';
import type { AnnouncedTarget, LowerOptions, Target } from './target.ts';
import { X64 } from './x64/x64.ts';

/** All that `--emit` can name of machines, in the order of help and tables. */
export const NAMED_TARGETS: readonly (Target | AnnouncedTarget)[] = [CBPF, EBPF, X64];

/** The targets that there are. */
export const TARGETS: readonly Target[] = NAMED_TARGETS.filter(
  (row): row is Target => 'lower' in row,
);

/** The target where nothing names another. */
export const MAIN_TARGET: Target = CBPF;

/** The target of that name; `null` where there is none, as for IR, which every target starts from. */
export function targetNamed(name: string): Target | null {
  return TARGETS.find((target) => target.name === name) ?? null;
}

/**
 * `filter` in the form `kind`, of any length, to be run by an engine that takes it.
 *
 * @throws UnsupportedError where the form can't express the filter.
 */
export function codeFor(filter: FilterView, kind: CodeKind, options: LowerOptions = {}): Code {
  const target = targetNamed(kind);
  return target === null
    ? { kind: 'ir', filter }
    : target.lower(filter, { ...options, unlimited: true }).code;
}
