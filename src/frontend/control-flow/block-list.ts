import type { BlockId, ValueId } from '../../ir/ids.ts';
import { type Instr, successors, type Terminator } from '../../ir/ir.ts';
import { invariant } from '../../support/invariant.ts';
import type { SourceSpan } from '../../support/source-span.ts';
import type { Span } from './condition.ts';
import type { Label } from './label.ts';

/**
 * How a block ends: with a branch, or where `test` is `null` with a jump to `ifTrue`; where there are
 * `spans`, sorted and disjoint, with a switch that leads to `ifTrue` where `test` is in one of them.
 */
export interface BlockEnd {
  readonly test: ValueId | null;
  readonly spans?: readonly Span[];
  /** What the test is for. */
  readonly span?: SourceSpan | undefined;
  readonly ifTrue: Label;
  readonly ifFalse: Label;
}

/**
 * Blocks in the order in which they are written, with labels for ids. Kept in few flat lists: a
 * filter of many terms has a million blocks, and objects for them would cost more than the filter.
 */
export class BlockList {
  readonly #labels: Label[] = [];
  readonly #instrs: Instr[] = [];
  /** Where the instructions of each block end in `#instrs`. */
  readonly #ends: number[] = [];
  readonly #tests: (ValueId | null)[] = [];
  readonly #sources: (SourceSpan | undefined)[] = [];
  readonly #ifTrue: Label[] = [];
  readonly #ifFalse: Label[] = [];
  /** By index, the spans of the few blocks that end in a switch. */
  readonly #spans = new Map<number, readonly Span[]>();

  /** How many blocks have ended. */
  get length(): number {
    return this.#labels.length;
  }

  /** Adds an instruction to the block that is being written. */
  push(instr: Instr): void {
    this.#instrs.push(instr);
  }

  /** Ends the block that is being written, which gets `label`; the next one begins. */
  end(label: Label, { test, spans, span, ifTrue, ifFalse }: BlockEnd): void {
    if (spans !== undefined) {
      this.#spans.set(this.length, spans);
    }
    this.#labels.push(label);
    this.#ends.push(this.#instrs.length);
    this.#tests.push(test);
    this.#sources.push(span);
    this.#ifTrue.push(ifTrue);
    this.#ifFalse.push(ifFalse);
  }

  /** Forgets the block that is being written; the next one begins. */
  drop(): void {
    this.#instrs.length = this.#ends.at(-1) ?? 0;
  }

  /** The label of the block at `index`, which counts from 0. */
  label(index: number): Label {
    const label = this.#labels[index];
    invariant(label !== undefined, 'there is no such block');
    return label;
  }

  /** The instructions of the block at `index`, as a list of their own. */
  instrs(index: number): Instr[] {
    return this.#instrs.slice(index === 0 ? 0 : this.#ends[index - 1], this.#ends[index]);
  }

  /** How the block at `index` ends, with each label replaced by what `idOf` yields. */
  terminator(index: number, idOf: (label: Label) => BlockId): Terminator {
    const test = this.#tests[index] ?? null;
    const ifTrue = idOf(this.#ifTrue[index] as Label);
    if (test === null) {
      return { kind: 'jump', target: ifTrue };
    }
    const ifFalse = idOf(this.#ifFalse[index] as Label);
    const cases = this.#spans.get(index)?.map(({ low, high }) => ({ low, high, target: ifTrue }));
    const span = this.#sources[index];
    return cases === undefined
      ? { kind: 'branch', test, ifTrue, ifFalse, span }
      : { kind: 'switch', value: test, cases, otherwise: ifFalse, span };
  }
}

/** The labels of the blocks before each label. Works them out at the first call. */
export function predecessorsOf(lists: readonly BlockList[]): (label: Label) => readonly Label[] {
  let predecessors: Map<Label, Label[]> | null = null;
  return (label) => {
    predecessors ??= collectPredecessors(lists);
    return predecessors.get(label) ?? [];
  };
}

function collectPredecessors(lists: readonly BlockList[]): Map<Label, Label[]> {
  const predecessors = new Map<Label, Label[]>();
  for (const list of lists) {
    for (let index = 0; index < list.length; index += 1) {
      for (const target of successors(list.terminator(index, (label) => label))) {
        const before = predecessors.get(target) ?? [];
        before.push(list.label(index));
        predecessors.set(target, before);
      }
    }
  }
  return predecessors;
}
