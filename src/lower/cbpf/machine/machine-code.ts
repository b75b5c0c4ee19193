/**
 * Classic BPF code before its jumps have distances: basic blocks that name each other. Made by the
 * emitter, cleaned up and laid out by the steps after it.
 */

import type { SwitchTree } from '../../../codegen/switch-tree/switch-tree.ts';
import { codeOf } from '../../../isa/cbpf/opcodes.ts';
import type { SourceSpan } from '../../../support/source-span.ts';
import type { Place } from './place.ts';

/** What lowering emits instructions for, besides loads and arithmetic of the filter itself. */
type OpName =
  | 'loadImmediate'
  | 'loadLength'
  | 'loadScratch'
  | 'loadWord'
  | 'loadByte'
  | 'loadByteIndirect'
  | 'indexImmediate'
  | 'indexLength'
  | 'indexScratch'
  | 'indexHeaderLength'
  | 'store'
  | 'storeIndex'
  | 'negate'
  | 'jump'
  | 'returnConstant'
  | 'returnAccumulator'
  | 'jumpIfEqual'
  | 'jumpIfAbove'
  | 'jumpIfAtLeast'
  | 'indexFromAccumulator'
  | 'accumulatorFromIndex';

/** The opcodes that lowering emits, by what they do. */
export const OP: Readonly<Record<OpName, number>> = {
  loadImmediate: codeOf('ld', 'immediate'),
  loadLength: codeOf('ld', 'length'),
  loadScratch: codeOf('ld', 'scratch'),
  loadWord: codeOf('ld', 'absolute'),
  loadByte: codeOf('ldb', 'absolute'),
  loadByteIndirect: codeOf('ldb', 'indirect'),
  indexImmediate: codeOf('ldx', 'immediate'),
  indexLength: codeOf('ldx', 'length'),
  indexScratch: codeOf('ldx', 'scratch'),
  indexHeaderLength: codeOf('ldxb', 'header-length'),
  store: codeOf('st', 'scratch'),
  storeIndex: codeOf('stx', 'scratch'),
  negate: codeOf('neg', 'none'),
  jump: codeOf('ja', 'target'),
  returnConstant: codeOf('ret', 'immediate'),
  returnAccumulator: codeOf('ret', 'accumulator'),
  jumpIfEqual: codeOf('jeq', 'immediate'),
  jumpIfAbove: codeOf('jgt', 'immediate'),
  jumpIfAtLeast: codeOf('jge', 'immediate'),
  indexFromAccumulator: codeOf('tax', 'none'),
  accumulatorFromIndex: codeOf('txa', 'none'),
};

/** What code is for. Changes nothing that it does. */
interface Sourced {
  /** The piece of the filter's source; absent where none is known. */
  readonly span?: SourceSpan | undefined;
}

/** An instruction that control passes through. */
export interface MachineInstr extends Sourced {
  readonly code: number;
  /** The generic operand, a u32. */
  readonly k: number;
  /** For a packet load: the packet must reach this far, or the filter ends with verdict 0 here. */
  readonly reach?: Place;
}

/** Names a block of machine code. Dense from 0. */
export type Label = number;

/** Ends a block of machine code. */
export type MachineEnd =
  | { readonly kind: 'jump'; readonly target: Label }
  | ({
      readonly kind: 'test';
      readonly code: number;
      /** The immediate, a u32; 0 where the test is on X. */
      readonly k: number;
      readonly ifTrue: Label;
      readonly ifFalse: Label;
    } & Sourced)
  /** Finds the exit of `tree` for what is in A by its comparisons; `targets` has the label of each exit. */
  | ({
      readonly kind: 'switch';
      readonly tree: SwitchTree;
      readonly targets: readonly Label[];
    } & Sourced)
  | ({ readonly kind: 'return'; readonly code: number; readonly k: number } & Sourced);

/** A conditional jump. */
export type MachineTest = Extract<MachineEnd, { readonly kind: 'test' }>;

/** Straight-line machine code, entered at the top. */
export interface MachineBlock {
  code: MachineInstr[];
  end: MachineEnd;
}

/** The code of one filter. */
export interface MachineCode {
  /** By label. Blocks that nothing reaches may be left over. */
  readonly blocks: readonly MachineBlock[];
  readonly entry: Label;
  /** The labels in an order in which every block stands before those that it passes control to. */
  readonly order: readonly Label[];
}

/** Comparison `node` of `tree`, which leads to `ifTrue` or `ifFalse`. */
export function comparisonOf(
  { isEqual, numbers }: SwitchTree,
  node: number,
  [ifTrue, ifFalse]: readonly [Label, Label],
  span: SourceSpan | undefined,
): MachineTest {
  const code = isEqual[node] === 1 ? OP.jumpIfEqual : OP.jumpIfAtLeast;
  return { kind: 'test', code, k: numbers[node] ?? 0, ifTrue, ifFalse, span };
}

/** The code of a filter, and where its blocks went. */
export interface EmittedCode {
  readonly code: MachineCode;
  /** Where each block starts, by its id; of blocks that control cannot reach, nothing is there. */
  readonly heads: readonly (Label | undefined)[];
}

/** The labels that `end` can pass control to. */
export function targets(end: MachineEnd): readonly Label[] {
  switch (end.kind) {
    case 'jump':
      return [end.target];
    case 'test':
      return [end.ifTrue, end.ifFalse];
    case 'switch':
      return end.targets;
    case 'return':
      return [];
  }
}

/** `end` with each target replaced by what `map` yields for it; a test without a choice is a jump. */
export function mapLabels(end: MachineEnd, map: (label: Label) => Label): MachineEnd {
  switch (end.kind) {
    case 'jump': {
      const target = map(end.target);
      return target === end.target ? end : { kind: 'jump', target };
    }
    case 'test': {
      const ifTrue = map(end.ifTrue);
      const ifFalse = map(end.ifFalse);
      if (ifTrue === ifFalse) {
        return { kind: 'jump', target: ifTrue };
      }
      return ifTrue === end.ifTrue && ifFalse === end.ifFalse ? end : { ...end, ifTrue, ifFalse };
    }
    case 'switch': {
      const targets = end.targets.map(map);
      const [target] = targets;
      return target !== undefined && targets.every((other) => other === target)
        ? { kind: 'jump', target }
        : { ...end, targets };
    }
    case 'return':
      return end;
  }
}
