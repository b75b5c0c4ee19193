import { compile } from '../../compiler/compile.ts';
import type { Filter } from '../../ir/filter.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import type { Instr } from '../../ir/ir.ts';
import { languageNamed } from '../../source/sources.ts';
import { invariant } from '../../support/invariant.ts';
import type { Lowered, Target } from '../../target/target.ts';

/** A target whose code can be read back. */
export type ReadableTarget = Target & { readonly readBack: NonNullable<Target['readBack']> };

export const isReadable = (target: Target): target is ReadableTarget => target.readBack !== null;

/**
 * The IR of what is written of `lowered`, the code of `filter`.
 *
 * @throws what the front end throws for code that is wrong.
 */
export function readBack(target: ReadableTarget, lowered: Lowered, filter: FilterView): Filter {
  const { language, format } = target.readBack;
  const written = target.formats.get(format)?.print(lowered);
  invariant(written !== undefined, `${target.name} is read back from ${format}`);
  const machine = filter.provenance.machine ?? target.readBack.machine;
  const options = {
    passes: 'O0',
    linux: usesAncillary(filter),
    ...(machine === undefined ? {} : { machine }),
  };
  return compile(languageNamed(language).read(written), options).filter;
}

const isOfKernel = (instr: Instr): boolean =>
  instr.kind === 'kernel' || (instr.kind === 'input' && instr.input.startsWith('aux.'));

/** Whether `filter` reads words that the kernel keeps beside the packet. */
export function usesAncillary(filter: FilterView): boolean {
  for (const { instrs } of filter.blocks()) {
    if (instrs.some(isOfKernel)) {
      return true;
    }
  }
  return false;
}
