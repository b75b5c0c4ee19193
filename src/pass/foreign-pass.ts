import type { Filter } from '../ir/filter.ts';
import type { FilterView } from '../ir/filter-view.ts';
import type { BasicBlock, Instr } from '../ir/ir.ts';
import { indexFault } from '../verify/check-index.ts';

/** A pass of somebody else's does what no pass may. */
class ForeignPassError extends Error {
  override readonly name = 'ForeignPassError';
}

/**
 * Runs a pass that is not of this project over `filter`. The author may not have had the help of types, so
 * it is checked that the pass is over when it returns, and that it made its changes by the filter's methods.
 * Linear in the filter, besides what the pass takes.
 *
 * @throws what the pass throws, and where it does either of these.
 */
export function runForeignPass(filter: Filter, run: () => unknown): void {
  freezeContent(filter);
  const version = filter.versions.all;
  const content = contentOf(filter);
  const result = called(run);
  if (isThenable(result)) {
    // What becomes of it is of no interest any more, and must not end the process.
    Promise.resolve(result).catch(() => {});
    throw new ForeignPassError(
      'run returned a promise; a pass is done when it returns, without async',
    );
  }
  const fault =
    filter.versions.all === version && !isSame(content, contentOf(filter))
      ? 'a block is not as it was'
      : indexFault(filter);
  if (fault !== null) {
    throw new ForeignPassError(`${BEHIND}: ${fault}`);
  }
}

const BEHIND = "it changed the IR behind the filter's back, not by its methods";

/** What V8 says where something frozen is written to. */
const FROZEN = /read only|not extensible|Cannot (?:delete|redefine) property/;

function called(run: () => unknown): unknown {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof TypeError && FROZEN.test(cause.message)) {
      throw new ForeignPassError(`${BEHIND}: ${cause.message}`, { cause });
    }
    throw cause;
  }
}

/** Whether `value` is a promise, or what `await` takes for one. */
export const isThenable = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'then' in value &&
  typeof value.then === 'function';

/** Makes writing to instructions and terminators throw, which are replaced as a whole. */
function freezeContent(filter: FilterView): void {
  for (const { instrs, terminator } of filter.blocks()) {
    instrs.forEach(Object.freeze);
    Object.freeze(terminator);
    if (terminator.kind === 'switch') {
      Object.freeze(terminator.cases);
      terminator.cases.forEach(Object.freeze);
    } else if (terminator.kind === 'return') {
      Object.freeze(terminator.verdict);
    }
  }
}

/** All that blocks hold, in order; equal for two times where nothing was replaced between them. */
const contentOf = (filter: FilterView): readonly unknown[] =>
  filter.blocks().flatMap(contentOfBlock);

const contentOfBlock = (block: BasicBlock): readonly unknown[] => [
  block.id,
  block.count,
  block.terminator,
  block.instrs.length,
  ...block.instrs.flatMap(contentOfInstr),
];

const contentOfInstr = (instr: Instr): readonly unknown[] =>
  instr.kind === 'phi' ? [instr, ...[...instr.incoming].flat()] : [instr];

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);
