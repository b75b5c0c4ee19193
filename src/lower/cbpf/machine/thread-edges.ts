import { ACCUMULATOR, INDEX, writesOf } from './effects.ts';
import { KnownIntervals } from './known-intervals.ts';
import { type LiveLocations, liveLocations } from './live-locations.ts';
import {
  type Label,
  type MachineBlock,
  type MachineCode,
  type MachineEnd,
  type MachineInstr,
  type MachineTest,
  targets,
} from './machine-code.ts';
import { ValueNumbers } from './value-numbers.ts';

/** So many blocks one edge is threaded past at most. */
const MAX_PASSED = 16;

/** What is known at one point of the code. */
interface Point {
  /** The numbers of the values in the registers. */
  readonly a: number;
  readonly x: number;
  readonly known: KnownIntervals;
}

/**
 * Threads edges past tests whose outcome they know, such as one that a network is left with which has
 * become two comparisons only now; and removes instructions that write to A or X the value that is
 * there already, most often a header length that each path to a join has loaded for itself.
 *
 *     b1: jlt #0xa0000000, b3      b1: jlt #0xa0000000, b5
 *     b2: …                        b2: …
 *     b3: ld [26]             =>   b3: ld [26]
 *         jeq #0xc0000001, b4, b5      jeq #0xc0000001, b4, b5
 *
 * Only the edges of tests are threaded, so no jump is needed that was not. What a passed block would
 * have left in a register must not be needed, and a load in it must have been made before, as it may
 * reject. One sweep in the order of `code`, in place; linear.
 *
 * Source: Kildall, "A Unified Approach to Global Program Optimization", POPL 1973 (available
 * expressions); Mueller and Whalley, "Avoiding Unconditional Jumps by Code Replication", PLDI 1992,
 * and Begel, McCanne and Graham, "BPF+", SIGCOMM 1999 (jump threading), without the replication.
 */
export function threadEdges(code: MachineCode): void {
  const threader = new EdgeThreader(code);
  for (const label of code.order) {
    threader.visit(label);
  }
}

class EdgeThreader {
  readonly #blocks: readonly MachineBlock[];
  readonly #live: LiveLocations;
  readonly #values = new ValueNumbers();
  /** What is known where blocks start that are still to come, by label. */
  readonly #entered: (Point | undefined)[];

  constructor(code: MachineCode) {
    this.#blocks = code.blocks;
    this.#live = liveLocations(code);
    this.#entered = new Array(code.blocks.length).fill(undefined);
    const [a, x] = [this.#values.fresh(), this.#values.fresh()];
    this.#entered[code.entry] = { a, x, known: new KnownIntervals() };
  }

  visit(label: Label): void {
    const block = this.#blocks[label];
    const entry = this.#entered[label];
    if (block === undefined || entry === undefined) {
      return;
    }
    this.#entered[label] = undefined;
    const point = block.code.length === 0 ? entry : this.#removeHeld(block, entry);
    if (block.end.kind === 'test') {
      block.end = this.#threadTest(block.end, point);
      return;
    }
    for (const target of targets(block.end)) {
      this.#enter(target, point);
    }
  }

  /** Removes from `block` what writes what is there. Yields what is known behind its instructions. */
  #removeHeld(block: MachineBlock, entry: Point): Point {
    let { a, x, known } = entry;
    const kept: MachineInstr[] = [];
    for (const instr of block.code) {
      const written = writesOf(instr) & (ACCUMULATOR | INDEX);
      if (written === 0) {
        kept.push(instr);
        continue;
      }
      const value = this.#values.of(instr, a, x);
      known = known.adding(value, this.#values.largest(value));
      if (value !== (written === ACCUMULATOR ? a : x)) {
        kept.push(instr);
      }
      a = written === ACCUMULATOR ? value : a;
      x = written === INDEX ? value : x;
    }
    if (kept.length < block.code.length) {
      block.code = kept;
    }
    return { a, x, known };
  }

  #threadTest(test: MachineTest, point: Point): MachineEnd {
    const ifTrue = this.#thread(test.ifTrue, test, point, true);
    const ifFalse = this.#thread(test.ifFalse, test, point, false);
    if (ifTrue === ifFalse) {
      return { kind: 'jump', target: ifTrue };
    }
    const isThreaded = ifTrue !== test.ifTrue || ifFalse !== test.ifFalse;
    return isThreaded ? { ...test, ifTrue, ifFalse } : test;
  }

  /** Threads the edge of one outcome, which ends at `start`. Yields where it ends then. */
  #thread(start: Label, test: MachineTest, point: Point, outcome: boolean): Label {
    const { a, x, known } = point;
    const after = { a, x, known: known.assuming(test, a, outcome) };
    const target = this.#lastTarget(start, after);
    this.#enter(target, after);
    return target;
  }

  #enter(label: Label, point: Point): void {
    const other = this.#entered[label];
    this.#entered[label] =
      other === undefined
        ? point
        : {
            a: other.a === point.a ? point.a : this.#values.fresh(),
            x: other.x === point.x ? point.x : this.#values.fresh(),
            known: other.known.meet(point.known),
          };
  }

  /** The last block to which an edge can be threaded that ends at `start`. */
  #lastTarget(start: Label, point: Point): Label {
    let last = start;
    let at = start;
    let passing: Point = point;
    for (let passed = 0; passed < MAX_PASSED; passed += 1) {
      const block = this.#blocks[at];
      const behind = block === undefined ? null : this.#pass(block, passing);
      const next = behind === null ? null : nextLabel(block?.end, behind);
      if (behind === null || next === null) {
        break;
      }
      passing = behind;
      at = next;
      if (this.#needsNothing(at, point, behind)) {
        last = at;
      }
    }
    return last;
  }

  /** What is in the registers behind a block that may be passed; `null` where it may not be. */
  #pass({ code }: MachineBlock, before: Point): Point | null {
    const { known } = before;
    let { a, x } = before;
    for (const instr of code) {
      const written = writesOf(instr) & (ACCUMULATOR | INDEX);
      const value = written === 0 ? -1 : this.#values.of(instr, a, x);
      if (!known.has(value) && value !== (written === ACCUMULATOR ? a : x)) {
        return null;
      }
      a = written === ACCUMULATOR ? value : a;
      x = written === INDEX ? value : x;
    }
    return { a, x, known };
  }

  /** Whether block `label` finds in the registers what it needs though others were passed. */
  #needsNothing(label: Label, actual: Point, expected: Point): boolean {
    const live = this.#live[label] ?? 0;
    return (
      (actual.a === expected.a || (live & ACCUMULATOR) === 0) &&
      (actual.x === expected.x || (live & INDEX) === 0)
    );
  }
}

/** Where `end` goes on at `point`; `null` where that is open. */
function nextLabel(end: MachineEnd | undefined, { a, known }: Point): Label | null {
  if (end?.kind === 'jump') {
    return end.target;
  }
  const outcome = end?.kind === 'test' ? known.outcome(end, a) : null;
  if (end?.kind !== 'test' || outcome === null) {
    return null;
  }
  return outcome ? end.ifTrue : end.ifFalse;
}
