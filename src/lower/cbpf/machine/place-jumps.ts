import { exitOf, type TreeLink } from '../../../codegen/switch-tree/switch-tree.ts';
import type { CbpfInstruction } from '../../../isa/cbpf/instruction.ts';
import { MAX_CONDITIONAL_SKIP } from '../../../isa/cbpf/opcodes.ts';
import { InvariantError } from '../../../support/invariant.ts';
import type { SourceSpan } from '../../../support/source-span.ts';
import type { LaidOutCode } from './block-layout.ts';
import { type LiveLocations, needsScratch } from './live-locations.ts';
import {
  comparisonOf,
  type Label,
  type MachineBlock,
  type MachineEnd,
  type MachineTest,
  OP,
} from './machine-code.ts';

/** A program, and what it took to reach far targets. */
export interface PlacedCode {
  readonly program: readonly CbpfInstruction[];
  /** By instruction, the piece of the source that it is for, where that is known. */
  readonly spans: readonly (SourceSpan | undefined)[];
  /** How many `ja` stand in for targets too far for a conditional jump. */
  readonly trampolines: number;
  /** How many returns were repeated for that. */
  readonly repeatedReturns: number;
}

/**
 * Gives jumps their distances. From the last instruction to
 * the first, so that all distances are known: where a conditional jump cannot reach its target, a
 * `ja` to it is put right behind the jump, or its return again where the target is nothing else.
 * That stands in for the target until it is too far in turn, so the jumps before share it. Linear.
 */
export function placeCode(code: LaidOutCode): PlacedCode {
  const placer = new Placer(code);
  for (const label of code.layout.toReversed()) {
    placer.place(label);
  }
  return placer.finish();
}

/** An instruction, whose distances are 0 where they are absent. */
interface Unplaced {
  readonly code: number;
  readonly jt?: number;
  readonly jf?: number;
  readonly k: number;
}

class Placer {
  readonly #blocks: readonly MachineBlock[];
  /** The program from its last instruction to its first. */
  readonly #reversed: CbpfInstruction[] = [];
  readonly #spans: (SourceSpan | undefined)[] = [];
  /**
   * How many instructions there were with each block, by label: its place from the end. Behind the
   * blocks, those of the comparisons of switches.
   */
  readonly #places: Int32Array;
  /** The place of what last stood in for each of them. */
  readonly #nearest: Int32Array;
  readonly #live: LiveLocations;
  /** How many comparisons of switches have been placed. */
  #comparisons = 0;
  /** Whether what follows the code that is placed now needs a word of scratch memory. */
  #scratchFollows = false;
  #trampolines = 0;
  #repeatedReturns = 0;

  constructor({ blocks, live }: LaidOutCode) {
    this.#blocks = blocks;
    this.#live = live;
    const comparisons = blocks.reduce(
      (sum, { end }) => sum + (end.kind === 'switch' ? end.tree.size : 0),
      0,
    );
    this.#places = new Int32Array(blocks.length + comparisons);
    this.#nearest = new Int32Array(this.#places.length);
  }

  place(label: Label): void {
    const { code, end } = this.#block(label);
    this.#placeEnd(end);
    for (let index = code.length - 1; index >= 0; index -= 1) {
      const instr = code[index];
      if (instr !== undefined) {
        this.#push(instr, instr.span);
      }
    }
    this.#markPlace(label);
    this.#scratchFollows = needsScratch(this.#live, label);
  }

  finish(): PlacedCode {
    return {
      program: this.#reversed.reverse(),
      spans: this.#spans.reverse(),
      trampolines: this.#trampolines,
      repeatedReturns: this.#repeatedReturns,
    };
  }

  #block(label: Label): MachineBlock {
    const block = this.#blocks[label];
    if (block === undefined) {
      throw new InvariantError(`there is no machine block ${label}`);
    }
    return block;
  }

  #markPlace(label: Label): void {
    this.#places[label] = this.#reversed.length;
    this.#nearest[label] = this.#reversed.length;
  }

  #push({ code, jt = 0, jf = 0, k }: Unplaced, span: SourceSpan | undefined = undefined): void {
    this.#reversed.push({ code, jt, jf, k });
    this.#spans.push(span);
  }

  #placeEnd(end: MachineEnd): void {
    switch (end.kind) {
      case 'jump':
        this.#placeJump(end.target);
        break;
      case 'test':
        this.#placeTest(end);
        break;
      case 'switch':
        this.#placeSwitch(end);
        break;
      case 'return':
        this.#push(end, end.span);
        break;
    }
  }

  #placeJump(target: Label): void {
    const distance = this.#reversed.length - (this.#places[target] ?? 0);
    const onlyReturn = this.#onlyReturn(target);
    if (distance === 0) {
      return;
    }
    if (onlyReturn === null) {
      this.#push({ code: OP.jump, k: distance });
    } else {
      this.#push(onlyReturn, onlyReturn.span);
    }
  }

  /** Places the comparisons of a switch, each but the first as if it were a block. */
  #placeSwitch({ tree, targets, span }: Extract<MachineEnd, { readonly kind: 'switch' }>): void {
    const first = this.#blocks.length + this.#comparisons;
    const labelOf = (link: TreeLink = 0): Label =>
      (link < 0 ? targets[exitOf(link)] : first + link) ?? first;
    this.#comparisons += tree.size;
    this.#scratchFollows ||= targets.some((target) => needsScratch(this.#live, target));
    for (let node = tree.size - 1; node >= 0; node -= 1) {
      const sides = [labelOf(tree.whenTrue[node]), labelOf(tree.whenFalse[node])] as const;
      this.#placeTest(comparisonOf(tree, node, sides, span));
      this.#markPlace(first + node);
    }
  }

  #placeTest({ code, k, ifTrue, ifFalse, span }: MachineTest): void {
    const isFar = (target: Label, more: number): boolean =>
      this.#distance(target) + more > MAX_CONDITIONAL_SKIP;
    // What is put behind the jump for one target moves the other one away.
    if (isFar(ifFalse, 0) || (isFar(ifTrue, 0) && isFar(ifFalse, 1))) {
      this.#standIn(ifFalse);
    }
    if (isFar(ifTrue, 0)) {
      this.#standIn(ifTrue);
    }
    const [jt, jf] = [this.#distance(ifTrue), this.#distance(ifFalse)];
    this.#push({ code, jt, jf, k }, span);
  }

  /** How many instructions a jump placed now would skip. */
  #distance(target: Label): number {
    return this.#reversed.length - (this.#nearest[target] ?? 0);
  }

  #standIn(target: Label): void {
    const onlyReturn = this.#onlyReturn(target);
    if (onlyReturn === null) {
      this.#push({ code: OP.jump, k: this.#reversed.length - (this.#places[target] ?? 0) });
      this.#trampolines += 1;
    } else {
      this.#push(onlyReturn, onlyReturn.span);
      this.#repeatedReturns += 1;
    }
    this.#nearest[target] = this.#reversed.length;
  }

  /** How `target` ends, if it does nothing but return and that may be done here as well. */
  #onlyReturn(target: Label): (MachineEnd & { readonly kind: 'return' }) | null {
    const block = this.#blocks[target];
    const isReturn = block?.code.length === 0 && block.end.kind === 'return';
    return isReturn && !this.#scratchFollows && block.end.kind === 'return' ? block.end : null;
  }
}
