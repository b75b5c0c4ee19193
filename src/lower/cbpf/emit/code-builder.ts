import {
  exitOf,
  type SwitchTree,
  subtree,
  type TreeLink,
} from '../../../codegen/switch-tree/switch-tree.ts';
import { invariant } from '../../../support/invariant.ts';
import type { SourceSpan } from '../../../support/source-span.ts';
import { UnsupportedError } from '../../../support/unsupported.ts';
import {
  comparisonOf,
  type Label,
  type MachineBlock,
  type MachineCode,
  type MachineEnd,
  type MachineInstr,
  OP,
  targets,
} from '../machine/machine-code.ts';
import { MachineState, NOTHING } from '../machine/machine-state.ts';

/** How a block ends that has no end yet. */
const OPEN: MachineEnd = { kind: 'return', code: OP.returnConstant, k: 0 };

/**
 * Makes machine code block by block, each after all blocks that pass control to it, and keeps track
 * of what the machine holds: on entry to a block, what all its predecessors agree on.
 */
export class CodeBuilder {
  /** What the machine holds at this point. */
  state: MachineState = new MachineState();
  readonly #blocks: MachineBlock[] = [];
  readonly #entryStates: (MachineState | undefined)[] = [];
  readonly #order: Label[] = [];
  readonly #limit: number;
  #current: Label = NOTHING;
  #span: SourceSpan | undefined;
  #length = 0;

  /** Emits at most `limit` instructions. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether control gets to this point. Where it does not, nothing is to be emitted. */
  get reachable(): boolean {
    return this.#current !== NOTHING;
  }

  /** How many instructions there are so far. */
  get length(): number {
    return this.#length;
  }

  /** Names a block to come. */
  newLabel(): Label {
    return this.#blocks.push({ code: [], end: OPEN }) - 1;
  }

  /** Says what the code from here on is for, where nothing else is said. */
  about(span: SourceSpan | undefined): void {
    this.#span = span;
  }

  /** Starts the first block of all. */
  startEntry(label: Label): void {
    this.#entryStates[label] = new MachineState();
    this.start(label);
  }

  /** Starts block `label`; everything that goes there must have been emitted. */
  start(label: Label): void {
    invariant(!this.reachable, 'a block is started in another');
    const state = this.#entryStates[label];
    if (state !== undefined) {
      this.#current = label;
      this.#order.push(label);
      this.state = state;
      this.#entryStates[label] = undefined;
    }
  }

  /**
   * Adds an instruction, which is for the piece `span` of the source. What it does to the state is for the
   * caller to say.
   *
   * @throws {@link UnsupportedError} beyond the limit.
   */
  emit(instr: MachineInstr, span: SourceSpan | undefined = this.#span): void {
    if (this.#length >= this.#limit) {
      throw new UnsupportedError(
        'the filter uses more values again and again than classic BPF has scratch memory for',
      );
    }
    const block = this.#blocks[this.#current];
    invariant(block !== undefined, 'an instruction stands outside of blocks');
    block.code.push(span === undefined ? instr : sourced(instr, span));
    this.#length += 1;
  }

  /** Ends the block. */
  end(end: MachineEnd): void {
    this.#setEnd(end.kind === 'jump' ? end : { ...end, span: this.#span });
    this.#leave(targets(end), end.kind === 'switch' ? end.tree.size : 1);
  }

  /**
   * Ends the block by a comparison and two switches behind it, so that those can be shared by others
   * that are alike without a jump.
   */
  endInSwitches(tree: SwitchTree, targets: readonly Label[]): void {
    const { size, whenTrue, whenFalse } = tree;
    const onTrue = whenTrue[0] ?? 0;
    const onFalse = whenFalse[0] ?? 0;
    const labelOf = (link: TreeLink, end: number): Label => {
      if (link < 0) {
        return targets[exitOf(link)] ?? NOTHING;
      }
      const span = this.#span;
      const part: MachineEnd = { kind: 'switch', tree: subtree(tree, link, end), targets, span };
      const label = this.#blocks.push({ code: [], end: part }) - 1;
      this.#order.push(label);
      return label;
    };
    const ifTrue = labelOf(onTrue, onFalse > 0 ? onFalse : size);
    const ifFalse = labelOf(onFalse, size);
    this.#setEnd(comparisonOf(tree, 0, [ifTrue, ifFalse], this.#span));
    this.#leave(targets, size);
  }

  /**
   * Ends the block by the comparisons of `tree` with A, which lead to the labels of its exits: each but
   * the first as a block of its own. They change nothing that the machine holds.
   */
  endInTests(tree: SwitchTree, targets: readonly Label[]): void {
    const others = this.#blocks.length - 1;
    const labelOf = (link: TreeLink = 0): Label =>
      (link < 0 ? targets[exitOf(link)] : others + link) ?? NOTHING;
    for (let node = 0; node < tree.size; node += 1) {
      const sides = [labelOf(tree.whenTrue[node]), labelOf(tree.whenFalse[node])] as const;
      const end = comparisonOf(tree, node, sides, this.#span);
      if (node === 0) {
        this.#setEnd(end);
      } else {
        this.#order.push(this.#blocks.push({ code: [], end }) - 1);
      }
    }
    this.#leave(targets, tree.size);
  }

  /** The code so far, which starts at `entry`. */
  finish(entry: Label): MachineCode {
    invariant(!this.reachable, 'the last block has no end');
    return { blocks: this.#blocks, entry, order: this.#order };
  }

  #setEnd(end: MachineEnd): void {
    const block = this.#blocks[this.#current];
    invariant(block !== undefined, 'an end stands outside of blocks');
    block.end = end;
  }

  /** Control goes on at `targets`, after so many instructions. */
  #leave(targets: readonly Label[], instructions: number): void {
    for (const target of targets) {
      this.#flowTo(target);
    }
    this.#length += instructions;
    this.#current = NOTHING;
  }

  #flowTo(target: Label): void {
    const state = this.#entryStates[target];
    if (state === undefined) {
      this.#entryStates[target] = this.state.clone();
    } else {
      state.meet(this.state);
    }
  }
}

/** `instr` for a piece of the source: written out, as a copy of whatever it has takes longer. */
function sourced({ code, k, reach }: MachineInstr, span: SourceSpan): MachineInstr {
  return reach === undefined ? { code, k, span } : { code, k, reach, span };
}
