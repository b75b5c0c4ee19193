import { SsaEdits } from '../../src/ir/edit/ssa-edits.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import type { Terminator } from '../../src/ir/ir.ts';
import { invariant } from '../../src/support/invariant.ts';
import { removeUnused } from '../edit/remove-unused.ts';
import type { Step } from './step.ts';

/**
 * Gives each step a block of its own: the first of a block keeps it. Values that other blocks use come to
 * them from the copy that is passed. Yields the number of copies. Linear in the copies; see {@link SsaEdits}.
 */
export function copyBlocks(filter: Filter, steps: readonly Step[]): number {
  const edits = new SsaEdits(filter);
  const places = new Places();
  for (const step of steps) {
    places.set(step, places.has(step.block) ? edits.duplicate(step.block) : step.block);
  }
  const settled: ValueId[] = [];
  for (const step of steps) {
    const place = places.of(step);
    const { terminator } = filter.block(place);
    if (terminator.kind === 'branch' && step.next.size === 1) {
      settled.push(terminator.test);
    }
    filter.setTerminator(place, openIn(step, terminator));
    edits.retarget(place, (block) => places.of({ block, state: step.next.get(block) ?? 0 }));
  }
  const { copies } = edits.finish();
  // As in the copies, so that block-merging finds that they are equal.
  removeUnused(filter, settled);
  return copies;
}

/** Where steps are placed. */
class Places {
  readonly #places = new Map<BlockId, Map<number, BlockId>>();

  has(block: BlockId): boolean {
    return this.#places.has(block);
  }

  set({ block, state }: Pick<Step, 'block' | 'state'>, place: BlockId): void {
    const places = this.#places.get(block) ?? new Map<number, BlockId>();
    this.#places.set(block, places.set(state, place));
  }

  of({ block, state }: Pick<Step, 'block' | 'state'>): BlockId {
    const place = this.#places.get(block)?.get(state);
    invariant(place !== undefined, `b${block} is entered in an unforeseen state`);
    return place;
  }
}

/** `terminator` with the targets that `step` leaves. */
function openIn({ next }: Step, terminator: Terminator): Terminator {
  const [first, ...others] = next.keys();
  if (first === undefined) {
    return terminator;
  }
  if (others.length === 0) {
    return { kind: 'jump', target: first };
  }
  return terminator.kind === 'switch'
    ? {
        ...terminator,
        cases: terminator.cases.filter(({ target }) => next.has(target)),
        otherwise: next.has(terminator.otherwise) ? terminator.otherwise : (others.at(-1) ?? first),
      }
    : terminator;
}
