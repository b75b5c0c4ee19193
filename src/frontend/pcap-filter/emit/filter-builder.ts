import { Filter } from '../../../ir/filter.ts';
import { type BlockId, blockId, type ValueId, valueId } from '../../../ir/ids.ts';
import type { InputName } from '../../../ir/inputs.ts';
import {
  type Address,
  type BasicBlock,
  type Instr,
  mapOperands,
  mapTargets,
  returnConstant,
  successors,
  type Terminator,
} from '../../../ir/ir.ts';
import type { BinaryOp } from '../../../ir/ops.ts';
import { invariant } from '../../../support/invariant.ts';
import type { EntryOffset, OffsetVariable } from '../meaning/packet-test.ts';
import type { Label } from './label.ts';
import { Variables } from './variables.ts';

/**
 * Writes a filter block by block in the order of execution: control only moves forward, to labels
 * that are placed later. Code that nothing goes to is left out.
 */
export class FilterBuilder {
  readonly accept: Label = blockId(0);
  readonly reject: Label = blockId(1);
  #labels = 2;
  #values = 0;
  #blocks: BasicBlock[] = [];
  /** The blocks that come after those in `#blocks`. */
  #behindEntry: readonly BasicBlock[] = [];
  readonly #entryOffsets = new Map<EntryOffset, ValueId>();
  /** What the values of entry offsets turned out to be. */
  readonly #settled = new Map<ValueId, ValueId>();
  /** How many branches and jumps go to the label, by label; absent for none. */
  readonly #arrivals: number[] = [];
  readonly #variables = new Variables(() => this.#newValue());
  #entry: Label;
  #open: { readonly label: Label; readonly instrs: Instr[]; readonly reached: boolean };

  constructor() {
    this.#entry = this.newLabel();
    this.#open = { label: this.#entry, instrs: [], reached: true };
  }

  /** The label of the block that is open. */
  get openLabel(): Label {
    return this.#open.label;
  }

  /** The offsets that were asked for, in the order in which they were first. */
  get entryOffsets(): Iterable<EntryOffset> {
    return this.#entryOffsets.keys();
  }

  /** A place for later code. */
  newLabel(): Label {
    const label = blockId(this.#labels);
    this.#labels += 1;
    return label;
  }

  /** Starts the block at `label`; the block before has ended. */
  place(label: Label): void {
    const arrivals = this.#arrivals[label] ?? 0;
    const phis = this.#variables.enter(label, arrivals);
    this.#open = { label, instrs: [...phis], reached: arrivals > 0 };
  }

  /** Gives `variable` a value, from here on. */
  assign(variable: OffsetVariable, value: ValueId): void {
    this.#variables.assign(variable, value);
  }

  /** The value of `variable`: what was assigned last on the way here, or 0. */
  read(variable: OffsetVariable): ValueId {
    return this.#variables.read(variable);
  }

  /** Forgets all variables but those in `live`: no other is read any more. */
  retain(live: ReadonlySet<OffsetVariable>): void {
    this.#variables.retain(live);
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

  /** The i32 that came with control from the block at each label. First in its block. */
  phi(incoming: ReadonlyMap<Label, ValueId>): ValueId {
    const id = this.#newValue();
    this.#open.instrs.push({ kind: 'phi', id, type: 'i32', incoming });
    return id;
  }

  /** The value of `offset`, which the code at the entry is to work out. */
  entryValue(offset: EntryOffset): ValueId {
    const known = this.#entryOffsets.get(offset);
    const id = known ?? this.#newValue();
    this.#entryOffsets.set(offset, id);
    return id;
  }

  /** Says that `offset` is `value`, which the code at the entry has worked out. */
  settle(offset: EntryOffset, value: ValueId): void {
    this.#settled.set(this.entryValue(offset), this.#settled.get(value) ?? value);
  }

  /** Starts a new first block. Yields the label of the one that was first until now. */
  openEntry(): Label {
    const behind = this.#entry;
    this.#behindEntry = this.#blocks;
    this.#blocks = [];
    this.#entry = this.newLabel();
    this.#open = { label: this.#entry, instrs: [], reached: true };
    return behind;
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
    const blocks = [...this.#blocks, ...this.#behindEntry];
    for (const [label, verdict] of [
      [this.accept, snaplen],
      [this.reject, 0],
    ] as const) {
      if (this.#arrivals[label] !== undefined) {
        blocks.push({ id: label, instrs: [], terminator: returnConstant(verdict) });
      }
    }
    return new Filter(name, this.#numbered(this.#withZero(blocks)));
  }

  /** `blocks`, of which the first makes the 0 that variables without a value are. */
  #withZero(blocks: readonly BasicBlock[]): readonly BasicBlock[] {
    this.#variables.complete(predecessorsOf(blocks));
    const { zero: id } = this.#variables;
    const [first, ...others] = blocks;
    return id === null || first === undefined
      ? blocks
      : [{ ...first, instrs: [{ kind: 'const', id, value: 0 }, ...first.instrs] }, ...others];
  }

  /** `blocks` with ids that are their positions, and with the values of entry offsets known. */
  *#numbered(blocks: readonly BasicBlock[]): Generator<BasicBlock> {
    const positions: BlockId[] = [];
    for (const [position, { id }] of blocks.entries()) {
      positions[id] = blockId(position);
    }
    const idOf = (label: Label): BlockId => {
      const id = positions[label];
      invariant(id !== undefined, 'a label was never placed');
      return id;
    };
    const settled = (id: ValueId): ValueId => this.#settled.get(id) ?? id;
    for (const { id, instrs, terminator } of blocks) {
      yield {
        id: idOf(id),
        instrs: instrs.map((instr) => {
          const one = this.#settled.size === 0 ? instr : mapOperands(instr, settled);
          return one.kind === 'phi' ? { ...one, incoming: renamed(one.incoming, idOf) } : one;
        }),
        terminator: mapTargets(terminator, idOf),
      };
    }
  }

  #end(terminator: Terminator, targets: readonly Label[]): void {
    const { label, instrs, reached } = this.#open;
    if (!reached) {
      return;
    }
    this.#blocks.push({ id: label, instrs, terminator });
    for (const target of targets) {
      this.#arrivals[target] = (this.#arrivals[target] ?? 0) + 1;
      this.#variables.leave(label, target);
    }
  }

  #newValue(): ValueId {
    const id = valueId(this.#values);
    this.#values += 1;
    return id;
  }
}

function renamed(
  incoming: ReadonlyMap<Label, ValueId>,
  idOf: (label: Label) => BlockId,
): ReadonlyMap<BlockId, ValueId> {
  return new Map([...incoming].map(([label, value]) => [idOf(label), value]));
}

/** The labels of the blocks before each label. */
function predecessorsOf(blocks: readonly BasicBlock[]): (label: Label) => readonly Label[] {
  let predecessors: Map<Label, Label[]> | null = null;
  return (label) => {
    predecessors ??= collectPredecessors(blocks);
    return predecessors.get(label) ?? [];
  };
}

function collectPredecessors(blocks: readonly BasicBlock[]): Map<Label, Label[]> {
  const predecessors = new Map<Label, Label[]>();
  for (const { id, terminator } of blocks) {
    for (const target of successors(terminator)) {
      const before = predecessors.get(target);
      if (before === undefined) {
        predecessors.set(target, [id]);
      } else {
        before.push(id);
      }
    }
  }
  return predecessors;
}
