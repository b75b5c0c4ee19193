import { liveLocations } from './live-locations.ts';
import {
  type Label,
  type MachineBlock,
  type MachineCode,
  type MachineInstr,
  targets,
} from './machine-code.ts';
import { type MachineTest, PathFacts } from './path-facts.ts';
import { type Registers, RegisterValues } from './register-values.ts';

/** So many blocks one edge is led past at most. */
const MAX_PASSED = 16;

/** What is known at one point of the code. */
interface Point {
  readonly registers: Registers;
  readonly facts: PathFacts;
}

/**
 * Removes what the code before it has settled:
 *
 * - an instruction that writes to A or X the value that is there already, whichever way was taken;
 *   most often a header length in X that each way to a join has loaded for itself.
 * - the way of an edge through a test whose outcome it knows, such as one that a network is left with
 *   which has become two comparisons. The edge is led on to where it comes out.
 *
 *     b1: jlt #0xa0000000, b3      b1: jlt #0xa0000000, b5
 *     b2: …                        b2: …
 *     b3: ld [26]             =>   b3: ld [26]
 *         jeq #0xc0000001, b4, b5      jeq #0xc0000001, b4, b5
 *
 * Only the edges of tests are led on, so no jump is needed that was not. What a passed block would
 * have left in a register must not be needed, and a load in it must have been made before, as it may
 * reject. One sweep in the order of `code`, in place; linear.
 *
 * Source: Kildall, "A Unified Approach to Global Program Optimization", POPL 1973 (available
 * expressions); Mueller and Whalley, "Avoiding Unconditional Jumps by Code Replication", PLDI 1992,
 * and Begel, McCanne and Graham, "BPF+", SIGCOMM 1999 (jump threading), without the replication.
 */
export function settleCode(code: MachineCode): void {
  const settler = new CodeSettler(code);
  for (const label of code.order) {
    settler.settle(label);
  }
}

class CodeSettler {
  readonly #blocks: readonly MachineBlock[];
  readonly #live: ReturnType<typeof liveLocations>;
  readonly #values = new RegisterValues();
  /** What is known where blocks start that are still to come, by label. */
  readonly #entered: (Point | undefined)[];

  constructor(code: MachineCode) {
    this.#blocks = code.blocks;
    this.#live = liveLocations(code);
    this.#entered = new Array(code.blocks.length).fill(undefined);
    this.#entered[code.entry] = {
      registers: this.#values.unknown(),
      facts: new PathFacts(this.#values),
    };
  }

  settle(label: Label): void {
    const block = this.#blocks[label];
    const entry = this.#entered[label];
    if (block === undefined || entry === undefined) {
      return;
    }
    this.#entered[label] = undefined;
    const point = block.code.length === 0 ? entry : this.#removeHeld(block, entry);
    const { end } = block;
    if (end.kind === 'test' && end.ifTrue !== end.ifFalse) {
      const ifTrue = this.#leave(end, point, true);
      const ifFalse = this.#leave(end, point, false);
      if (ifTrue === ifFalse) {
        block.end = { kind: 'jump', target: ifTrue };
      } else if (ifTrue !== end.ifTrue || ifFalse !== end.ifFalse) {
        block.end = { ...end, ifTrue, ifFalse };
      }
    } else {
      for (const target of targets(end)) {
        this.#enter(target, point);
      }
    }
  }

  /** Removes from `block` what writes what is there. Yields what is known behind its instructions. */
  #removeHeld(block: MachineBlock, { registers: before, facts: known }: Point): Point {
    const kept: MachineInstr[] = [];
    let registers = before;
    let facts = known;
    for (const instr of block.code) {
      const after = this.#values.after(instr, registers);
      if (after === null || after.a !== registers.a || after.x !== registers.x) {
        kept.push(instr);
      }
      registers = after ?? registers;
      facts = facts.adding(registers.x).adding(registers.a);
    }
    block.code = kept;
    return { registers, facts };
  }

  /** Leads the edge of one outcome on as far as it is settled. Yields where it ends. */
  #leave(test: MachineTest, { registers, facts }: Point, outcome: boolean): Label {
    const point = { registers, facts: facts.assuming(test, registers.a, outcome) };
    const target = this.#landing(outcome ? test.ifTrue : test.ifFalse, point);
    this.#enter(target, point);
    return target;
  }

  #enter(label: Label, point: Point): void {
    const other = this.#entered[label];
    this.#entered[label] =
      other === undefined
        ? point
        : {
            registers: this.#values.meet(other.registers, point.registers),
            facts: other.facts.meet(point.facts),
          };
  }

  /** The last block to which an edge can be led that ends at `start`. */
  #landing(start: Label, { registers: actual, facts }: Point): Label {
    let landing = start;
    let at = start;
    let expected: Registers | null = actual;
    for (let passed = 0; passed < MAX_PASSED; passed += 1) {
      expected = this.#passing(at, expected, facts);
      const next = expected === null ? null : this.#next(at, expected, facts);
      if (expected === null || next === null) {
        break;
      }
      at = next;
      if (this.#leavesNothing(at, actual, expected)) {
        landing = at;
      }
    }
    return landing;
  }

  /** What is in the registers behind a block that may be passed; `null` where it may not be. */
  #passing(label: Label, before: Registers, facts: PathFacts): Registers | null {
    let registers = before;
    for (const instr of this.#blocks[label]?.code ?? []) {
      const after = this.#values.after(instr, registers);
      if (after === null || !isKnown(after, registers, facts)) {
        return null;
      }
      registers = after;
    }
    return registers;
  }

  #next(label: Label, { a }: Registers, facts: PathFacts): Label | null {
    const end = this.#blocks[label]?.end;
    if (end?.kind === 'jump') {
      return end.target;
    }
    const outcome = end?.kind === 'test' ? facts.outcome(end, a) : null;
    if (end?.kind !== 'test' || outcome === null) {
      return null;
    }
    return outcome ? end.ifTrue : end.ifFalse;
  }

  /** Whether block `label` finds in the registers what it needs though others were passed. */
  #leavesNothing(label: Label, actual: Registers, expected: Registers): boolean {
    return (
      (actual.a === expected.a || !this.#live.isLive('A', label)) &&
      (actual.x === expected.x || !this.#live.isLive('X', label))
    );
  }
}

/** Whether what an instruction has written has been computed before, so that it can't reject. */
const isKnown = (after: Registers, before: Registers, facts: PathFacts): boolean =>
  (after.a === before.a || facts.has(after.a)) && (after.x === before.x || facts.has(after.x));
