import { type ConstantTest, constantTest } from '../../src/analysis/values/constant-test.ts';
import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import { mayReject } from '../../src/ir/effect.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { type Instr, type SwitchCase, successors } from '../../src/ir/ir.ts';
import { startsWithPhi } from '../../src/ir/phis.ts';
import { type SwitchTable, switchRanges, tableOfRanges } from '../../src/ir/switch-ranges.ts';
import { isLocal } from '../is-local.ts';

/** One test, or a few made one, of a run. */
export interface Piece extends ConstantTest {
  /** The blocks whose tests it stands for, the one that is entered first. */
  readonly blocks: readonly BlockId[];
  /** The number of the value that is tested. */
  readonly number: number;
}

/**
 * Pieces that ask about one value one after the other, and do nothing else that anyone could see:
 * each but the first is reached from the one before it alone.
 */
export type TestRun = readonly Piece[];

/** More stretches than this are put together by {@link overlay}, not by pairs. */
const MAX_STRETCHES = 8;

/**
 * Finds the runs of at least two tests, each block in one at most. Linear.
 *
 * First, against the order of control, a test is joined with the one behind it where that leads to
 * the other's targets (`x > 10` with `x < 20`); then tests are followed to the longest runs.
 */
export function testRuns(
  filter: FilterView,
  order: readonly BlockId[],
  numbers: ValueNumbers,
): readonly TestRun[] {
  const finder = new RunFinder(filter, numbers);
  for (const id of order.toReversed()) {
    finder.add(id);
  }
  return order
    .map((id) => finder.runFrom(id))
    .filter((run) => run.reduce((count, { blocks }) => count + blocks.length, 0) > 1);
}

class RunFinder {
  readonly #filter: FilterView;
  readonly #numbers: ValueNumbers;
  readonly #pieces = new Map<BlockId, Piece>();

  constructor(filter: FilterView, numbers: ValueNumbers) {
    this.#filter = filter;
    this.#numbers = numbers;
  }

  /** Makes a piece of `id`, which is added after its successors. */
  add(id: BlockId): void {
    const { terminator } = this.#filter.block(id);
    const test = constantTest(this.#filter, terminator);
    const targets = successors(terminator);
    if (test === null || targets.some((target) => startsWithPhi(this.#filter.block(target)))) {
      return;
    }
    let piece: Piece = { ...test, blocks: [id], number: this.#numbers.of(test.value) };
    if (test.cases.length <= MAX_STRETCHES) {
      for (const target of targets) {
        piece = this.#join(piece, target) ?? piece;
      }
    }
    this.#pieces.set(id, piece);
  }

  /** The run that starts at `id`, whose pieces are used up; empty where there is no test. */
  runFrom(id: BlockId): TestRun {
    const run: Piece[] = [];
    for (let next: BlockId | null = id; next !== null; ) {
      const piece = this.#pieces.get(next);
      if (piece === undefined) {
        break;
      }
      this.#pieces.delete(next);
      run.push(piece);
      next = this.#following(piece, id);
    }
    return run;
  }

  /** `piece` with the test at `target` in it; `null` where that does not come out as simple. */
  #join(piece: Piece, target: BlockId): Piece | null {
    const inner = this.#pieces.get(target);
    const [id] = piece.blocks;
    if (
      inner === undefined ||
      id === undefined ||
      !this.#goesOn(piece, inner, id) ||
      this.#filter.predecessorCount(target) !== 1
    ) {
      return null;
    }
    const others = targetsOf(piece);
    if (![...targetsOf(inner)].some((to) => others.has(to))) {
      return null;
    }
    const stretches = compose(piece, target, inner);
    if (stretches === null) {
      return null;
    }
    this.#pieces.delete(target);
    return {
      ...piece,
      ...tableOfRanges(stretches, inner.otherwise),
      blocks: [...piece.blocks, ...inner.blocks],
    };
  }

  /** The block behind `piece` that goes on with the run from `head`. */
  #following(piece: Piece, head: BlockId): BlockId | null {
    for (const target of targetsOf(piece)) {
      const next = this.#pieces.get(target);
      if (next !== undefined && this.#goesOn(piece, next, head)) {
        const ways = piece.blocks.filter((id) =>
          successors(this.#filter.block(id).terminator).includes(target),
        );
        if (ways.length === this.#filter.predecessorCount(target)) {
          return target;
        }
      }
    }
    return null;
  }

  /** Whether `next` asks about the same value, and what else it does is superfluous behind `head`. */
  #goesOn(piece: Piece, next: Piece, head: BlockId): boolean {
    const [id] = next.blocks;
    if (id === undefined || next.number !== piece.number) {
      return false;
    }
    const passed = new Set([piece.number]);
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

/** The blocks to which `table` leads, the default first. */
function targetsOf({ cases, otherwise }: SwitchTable): ReadonlySet<BlockId> {
  const targets = new Set([otherwise]);
  for (const { target } of cases) {
    targets.add(target);
  }
  return targets;
}

/**
 * The stretches of `outer` with those of `inner` in place of what leads to `target`; `null` where
 * there are more than {@link MAX_STRETCHES}, which is found out without going through a long list.
 */
function compose(
  outer: SwitchTable,
  target: BlockId,
  inner: SwitchTable,
): readonly SwitchCase[] | null {
  const composed: SwitchCase[] = [];
  for (const stretch of switchRanges(outer)) {
    for (const part of stretch.target === target ? within(inner, stretch) : [stretch]) {
      const last = composed.at(-1);
      if (last?.target === part.target) {
        composed[composed.length - 1] = { ...last, high: part.high };
      } else {
        composed.push(part);
      }
      if (composed.length > MAX_STRETCHES) {
        return null;
      }
    }
  }
  return composed;
}

/** Where `table` leads from `low` to `high`, in order and without gaps. */
function* within(
  { cases, otherwise }: SwitchTable,
  { low, high }: SwitchCase,
): Iterable<SwitchCase> {
  let next = low;
  for (const one of cases) {
    if (one.low > high) {
      break;
    }
    if (one.high >= next) {
      if (one.low > next) {
        yield { low: next, high: one.low - 1, target: otherwise };
      }
      const end = Math.min(one.high, high);
      yield { low: Math.max(one.low, next), high: end, target: one.target };
      next = end + 1;
    }
  }
  if (next <= high) {
    yield { low: next, high, target: otherwise };
  }
}
