import { type ConstantTest, constantTest } from '../../src/analysis/values/constant-test.ts';
import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import { mayReject } from '../../src/ir/effect.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { type Instr, successors } from '../../src/ir/ir.ts';
import { startsWithPhi } from '../../src/ir/phis.ts';
import { type SwitchTable, switchRanges, tableOfRanges } from '../../src/ir/switch-ranges.ts';
import { isLocal } from '../edit/is-local.ts';
import { compose, MAX_RANGES } from './compose-ranges.ts';

/** One test, or a few made one, of a run. */
export interface Piece extends ConstantTest {
  /** The blocks whose tests it stands for, the one that is entered first. */
  readonly blocks: readonly BlockId[];
  /** The number of the value that is tested. */
  readonly number: number;
  /** Whether it answers what a test behind it asks, which stays for others that come to it. */
  readonly goesPast: boolean;
}

/**
 * Pieces that ask about one value one after the other, and do nothing else that anyone could see:
 * each but the first is reached from the one before it alone.
 */
export type TestRun = readonly Piece[];

/**
 * Finds the runs of at least two tests, each block in one at most. Linear.
 *
 * First, against the order of control, a test is joined with the one behind it where that leads to
 * the other's targets (`x > 10` with `x < 20`); then tests are followed to the longest runs. Where others
 * come to the second test too, it stays for them, and the first answers it only if that takes no more than
 * it asks now: as of `x == 10`, if whatever goes elsewhere by it would be sent there by the second all the
 * same.
 */
export function testRuns(
  filter: FilterView,
  order: readonly BlockId[],
  numbers: ValueNumbers,
): readonly TestRun[] {
  const tests = repeatedTests(filter, order, numbers);
  if (tests.length === 0) {
    return [];
  }
  const finder = new RunFinder(filter, numbers);
  for (const test of tests.toReversed()) {
    finder.add(test);
  }
  return order
    .map((id) => finder.runFrom(id))
    .filter(
      (run) => run.length > 1 || run.some(({ blocks, goesPast }) => blocks.length > 1 || goesPast),
    );
}

/** A block and what it tests. */
interface PlacedTest extends ConstantTest {
  readonly block: BlockId;
  /** The number of the value. */
  readonly number: number;
}

/** The tests of values that are tested more than once: no others stand in a run. */
function repeatedTests(
  filter: FilterView,
  order: readonly BlockId[],
  numbers: ValueNumbers,
): readonly PlacedTest[] {
  const found: { readonly test: ConstantTest; readonly block: BlockId; readonly number: number }[] =
    [];
  const seen = new Set<number>();
  const repeated = new Set<number>();
  for (const block of order) {
    const test = constantTest(filter, filter.block(block).terminator);
    if (test !== null) {
      const number = numbers.of(test.value);
      found.push({ test, block, number });
      if (seen.has(number)) {
        repeated.add(number);
      }
      seen.add(number);
    }
  }
  return repeated.size === 0
    ? []
    : found.flatMap(({ test, ...place }) =>
        repeated.has(place.number) ? [{ ...test, ...place }] : [],
      );
}

/** Blocks in the order in which they are entered, put together of others without a copy. */
interface BlockRope {
  readonly head: BlockId;
  readonly behind: readonly BlockRope[];
}

/** A piece that others may yet be joined with. */
interface OpenPiece extends Omit<Piece, 'blocks'> {
  readonly rope: BlockRope;
}

class RunFinder {
  readonly #filter: FilterView;
  readonly #numbers: ValueNumbers;
  readonly #pieces = new Map<BlockId, OpenPiece>();
  /** Whether all blocks of a piece compute for themselves alone, where that was asked. */
  readonly #selfContained = new Map<OpenPiece, boolean>();

  constructor(filter: FilterView, numbers: ValueNumbers) {
    this.#filter = filter;
    this.#numbers = numbers;
  }

  /** Makes a piece of `test`, which is added after those behind it. */
  add({ block, number, value, cases, otherwise }: PlacedTest): void {
    const targets = successors(this.#filter.block(block).terminator);
    if (targets.some((target) => startsWithPhi(this.#filter.block(target)))) {
      return;
    }
    const rope = { head: block, behind: [] };
    let piece: OpenPiece = { value, cases, otherwise, rope, number, goesPast: false };
    if (cases.length <= MAX_RANGES) {
      for (const target of targets) {
        piece = this.#join(piece, target) ?? piece;
      }
    }
    this.#pieces.set(block, piece);
  }

  /** The run that starts at `id`, whose pieces are used up; empty where there is no test. */
  runFrom(id: BlockId): TestRun {
    const run: Piece[] = [];
    for (let next: BlockId | null = id; next !== null; ) {
      const open = this.#pieces.get(next);
      if (open === undefined) {
        break;
      }
      this.#pieces.delete(next);
      const { rope, ...rest } = open;
      const piece = { ...rest, blocks: blocksOf(rope) };
      run.push(piece);
      next = this.#following(piece, id);
    }
    return run;
  }

  /** `piece` with the test at `target` in it; `null` where that does not come out as simple. */
  #join(piece: OpenPiece, target: BlockId): OpenPiece | null {
    const inner = this.#pieces.get(target);
    const { head, behind } = piece.rope;
    if (inner === undefined || !this.#goesOn(piece, inner, head)) {
      return null;
    }
    const others = targetsOf(piece);
    if (![...targetsOf(inner)].some((to) => others.has(to))) {
      return null;
    }
    const ranges = compose(piece, target, inner);
    if (ranges === null) {
      return null;
    }
    if (this.#filter.predecessorCount(target) > 1) {
      return ranges.length <= switchRanges(piece).length && this.#isSelfContained(inner)
        ? { ...piece, ...tableOfRanges(ranges, inner.otherwise), goesPast: true }
        : null;
    }
    this.#pieces.delete(target);
    return {
      ...piece,
      ...tableOfRanges(ranges, inner.otherwise),
      rope: { head, behind: [...behind, inner.rope] },
    };
  }

  /** Whether no other block uses what a block of `piece` computes, constants among it: paths may lead past it. */
  #isSelfContained(piece: OpenPiece): boolean {
    const known = this.#selfContained.get(piece);
    const answer =
      known ??
      blocksOf(piece.rope).every((id) =>
        this.#filter.block(id).instrs.every((instr) => isLocal(this.#filter, instr, id)),
      );
    this.#selfContained.set(piece, answer);
    return answer;
  }

  /** The block behind `piece` that goes on with the run from `head`. */
  #following(piece: Piece, head: BlockId): BlockId | null {
    for (const target of targetsOf(piece)) {
      const next = this.#pieces.get(target);
      if (next !== undefined && this.#goesOn(piece, next, head)) {
        const predecessors = piece.blocks.filter((id) =>
          successors(this.#filter.block(id).terminator).includes(target),
        );
        if (predecessors.length === this.#filter.predecessorCount(target)) {
          return target;
        }
      }
    }
    return null;
  }

  /** Whether `next` asks about the same value, and what else it does is superfluous behind `head`. */
  #goesOn({ number }: Pick<Piece, 'number'>, next: OpenPiece, head: BlockId): boolean {
    if (next.number !== number) {
      return false;
    }
    const id = next.rope.head;
    const passed = new Set([number]);
    for (const instr of this.#filter.block(head).instrs) {
      if (instr.kind === 'load') {
        passed.add(this.#numbers.of(instr.id));
      }
    }
    return this.#filter.block(id).instrs.every((instr) => this.#isIdle(instr, id, passed));
  }

  /** Whether `instr` can't reject behind loads with the numbers `passed`, and only `block` uses it. */
  #isIdle(instr: Instr, block: BlockId, passed: ReadonlySet<number>): boolean {
    if (instr.kind === 'const') {
      return true;
    }
    const isPassed = instr.kind === 'load' && passed.has(this.#numbers.of(instr.id));
    return (
      instr.kind !== 'phi' && (isPassed || !mayReject(instr)) && isLocal(this.#filter, instr, block)
    );
  }
}

function blocksOf(rope: BlockRope): readonly BlockId[] {
  const blocks: BlockId[] = [];
  const pending = [rope];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    blocks.push(next.head);
    pending.push(...next.behind.toReversed());
  }
  return blocks;
}

/** The blocks to which `table` leads, the default first. */
function targetsOf({ cases, otherwise }: SwitchTable): ReadonlySet<BlockId> {
  const targets = new Set([otherwise]);
  for (const { target } of cases) {
    targets.add(target);
  }
  return targets;
}
