import { Filter } from '../../../ir/filter.ts';
import { type BlockId, blockId, type ValueId, valueId } from '../../../ir/ids.ts';
import type { InputName } from '../../../ir/inputs.ts';
import {
  type Address,
  type BasicBlock,
  type Instr,
  mapTargets,
  returnConstant,
  type Terminator,
} from '../../../ir/ir.ts';
import type { BinaryOp } from '../../../ir/ops.ts';
import { invariant } from '../../../support/invariant.ts';

/** A place that branches go to, before blocks are in order and have their ids. */
export type Label = BlockId;

/**
 * Writes a filter block by block in the order of execution: control only moves forward, to labels
 * that are placed later. Code that nothing goes to is left out.
 */
export class FilterBuilder {
  readonly accept: Label = blockId(0);
  readonly reject: Label = blockId(1);
  #labels = 2;
  #values = 0;
  readonly #blocks: BasicBlock[] = [];
  /** Whether some branch or jump goes to the label, by label. */
  readonly #wanted: boolean[] = [];
  /** The position of the block at the label, by label. */
  readonly #positions: BlockId[] = [];
  #open: { readonly label: Label; readonly instrs: Instr[]; readonly reached: boolean };

  constructor() {
    const entry = this.newLabel();
    this.#open = { label: entry, instrs: [], reached: true };
  }

  /** A place for later code. */
  newLabel(): Label {
    const label = blockId(this.#labels);
    this.#labels += 1;
    return label;
  }

  /** Starts the block at `label`; the block before has ended. */
  place(label: Label): void {
    this.#open = { label, instrs: [], reached: this.#wanted[label] === true };
  }

  /** An i32 constant, a u32. */
  constant(value: number): ValueId {
    const id = this.#newValue();
    this.#open.instrs.push({ kind: 'const', id, value });
    return id;
  }

  input(input: InputName): ValueId {
    const id = this.#newValue();
    this.#open.instrs.push({ kind: 'input', id, input });
    return id;
  }

  /** The big-endian word at an address; a packet that ends before its end is rejected. */
  load(width: 1 | 2 | 4, { base, offset }: Address): ValueId {
    const id = this.#newValue();
    const order = 'network';
    this.#open.instrs.push({ kind: 'load', id, width, order, checked: true, base, offset });
    return id;
  }

  /** An operation on two i32. */
  binary(op: BinaryOp, lhs: ValueId, rhs: ValueId): ValueId {
    const id = this.#newValue();
    this.#open.instrs.push({ kind: 'binary', id, op, type: 'i32', lhs, rhs });
    return id;
  }

  /** Ends the block: on to `ifTrue` where `test` is not 0, else to `ifFalse`. */
  branch(test: ValueId, ifTrue: Label, ifFalse: Label): void {
    invariant(ifTrue !== ifFalse, 'a branch has two targets');
    this.#end({ kind: 'branch', test, ifTrue, ifFalse }, [ifTrue, ifFalse]);
  }

  /** Ends the block: on to `target`. */
  jump(target: Label): void {
    this.#end({ kind: 'jump', target }, [target]);
  }

  /** The filter, which keeps `snaplen` bytes of a packet that it accepts. */
  finish(name: string, snaplen: number): Filter {
    for (const [label, verdict] of [
      [this.accept, snaplen],
      [this.reject, 0],
    ] as const) {
      this.place(label);
      this.#end(returnConstant(verdict), []);
    }
    return new Filter(name, this.#placedBlocks());
  }

  /** The blocks with the targets of their terminators by position. */
  *#placedBlocks(): Generator<BasicBlock> {
    const idOf = (label: Label): BlockId => {
      const id = this.#positions[label];
      invariant(id !== undefined, 'a label was never placed');
      return id;
    };
    for (const { id, instrs, terminator } of this.#blocks) {
      yield { id: idOf(id), instrs, terminator: mapTargets(terminator, idOf) };
    }
  }

  #end(terminator: Terminator, targets: readonly Label[]): void {
    const { label, instrs, reached } = this.#open;
    if (!reached) {
      return;
    }
    this.#positions[label] = blockId(this.#blocks.length);
    this.#blocks.push({ id: label, instrs, terminator });
    for (const target of targets) {
      this.#wanted[target] = true;
    }
  }

  #newValue(): ValueId {
    const id = valueId(this.#values);
    this.#values += 1;
    return id;
  }
}
