import { Filter } from '../../ir/filter.ts';
import { blockId, type ValueId, valueId } from '../../ir/ids.ts';
import type { InputName } from '../../ir/inputs.ts';
import { type Address, returnConstant } from '../../ir/ir.ts';
import type { KernelOp } from '../../ir/kernel-ops.ts';
import type { BinaryOp } from '../../ir/ops.ts';
import { invariant } from '../../support/invariant.ts';
import type { SourceSpan } from '../../support/source-span.ts';
import { type BlockEnd, BlockList, predecessorsOf } from './block-list.ts';
import type { Span } from './condition.ts';
import type { Label, Outcomes } from './label.ts';
import { numberedBlocks } from './numbered-blocks.ts';
import { Variables } from './variables.ts';

/** How large a filter may become. */
export interface FlowLimit {
  /** The most instructions, those that turn out to be unreachable included. */
  readonly instructions: number;
  /** The error where there are more, in what {@link FlowBuilder.about} names. */
  error(span: SourceSpan): Error;
}

/**
 * Writes a filter block by block in the order of execution: control only moves forward, to labels
 * that are placed later. Code that nothing goes to is left out.
 *
 * A `Variable` gets values on the way; where paths meet, phis tell which. A `Late` is a value that code at
 * the entry works out, which is written last, when it is known what was asked for. Both are told apart as
 * objects.
 */
export class FlowBuilder<Late extends object, Variable extends object> {
  readonly accept: Label = blockId(0);
  readonly reject: Label = blockId(1);
  readonly #limit: FlowLimit;
  #values = 0;
  /** The blocks that have ended, and the instructions of the one that is open. */
  #blocks = new BlockList();
  /** The blocks that come after those in `#blocks`. */
  #behindEntry = new BlockList();
  readonly #late = new Map<Late, ValueId>();
  /** What late values turned out to be. */
  readonly #resolved = new Map<ValueId, ValueId>();
  /** How many branches and jumps go to the label, by label. */
  readonly #arrivals: number[] = [0, 0];
  readonly #variables = new Variables<Variable>(() => this.#newValue());
  #entry: Label;
  #span: SourceSpan | undefined;
  #open: { readonly label: Label; readonly reached: boolean };

  constructor(limit: FlowLimit) {
    this.#limit = limit;
    this.#entry = this.newLabel();
    this.#open = { label: this.#entry, reached: true };
  }

  /** The label of the block that is open. */
  get openLabel(): Label {
    return this.#open.label;
  }

  /** The late values that were asked for, in the order in which they were first. */
  get lateValues(): Iterable<Late> {
    return this.#late.keys();
  }

  /** Says what the code from here on is for: its instructions and errors name it. */
  about(span: SourceSpan): void {
    this.#span = span;
  }

  /** A place for later code. */
  newLabel(): Label {
    const label = blockId(this.#arrivals.length);
    this.#arrivals.push(0);
    return label;
  }

  /** Starts the block at `label`; the block before has ended. */
  place(label: Label): void {
    const arrivals = this.#arrivals[label] ?? 0;
    this.#open = { label, reached: arrivals > 0 };
    for (const phi of this.#variables.enter(label, arrivals)) {
      this.#blocks.push(phi);
    }
  }

  /** Gives `variable` a value, from here on. */
  assign(variable: Variable, value: ValueId): void {
    this.#variables.assign(variable, value);
  }

  /** The value of `variable`: what was assigned last on the way here, or what it starts out as. */
  read(variable: Variable): ValueId {
    return this.#variables.read(variable);
  }

  /** Forgets all variables but those in `live`: no other is read any more. */
  retain(live: ReadonlySet<Variable>): void {
    this.#variables.retain(live);
  }

  /** An i32 constant, a u32. */
  constant(value: number): ValueId {
    const id = this.#newValue();
    this.#blocks.push({ kind: 'const', id, value, span: this.#span });
    return id;
  }

  input(input: InputName): ValueId {
    const id = this.#newValue();
    this.#blocks.push({ kind: 'input', id, input, span: this.#span });
    return id;
  }

  /** What Linux works out from `operands`. */
  kernel(op: KernelOp, operands: readonly ValueId[]): ValueId {
    const id = this.#newValue();
    this.#blocks.push({ kind: 'kernel', id, op, operands, span: this.#span });
    return id;
  }

  /** The big-endian word at an address; a packet that ends before its end is rejected. */
  load(width: 1 | 2 | 4, { base, offset }: Address): ValueId {
    const id = this.#newValue();
    const order = 'network';
    this.#blocks.push({
      kind: 'load',
      id,
      width,
      order,
      checked: true,
      base,
      offset,
      span: this.#span,
    });
    return id;
  }

  /** An operation on two i32. */
  binary(op: BinaryOp, lhs: ValueId, rhs: ValueId): ValueId {
    const id = this.#newValue();
    this.#blocks.push({ kind: 'binary', id, op, type: 'i32', lhs, rhs, span: this.#span });
    return id;
  }

  /** The i32 that came with control from the block at each label. First in its block. */
  phi(incoming: ReadonlyMap<Label, ValueId>): ValueId {
    const id = this.#newValue();
    this.#blocks.push({ kind: 'phi', id, type: 'i32', incoming, span: this.#span });
    return id;
  }

  /** The value of `late`, which the code at the entry is to work out. */
  lateValue(late: Late): ValueId {
    const known = this.#late.get(late);
    const id = known ?? this.#newValue();
    this.#late.set(late, id);
    return id;
  }

  /** Says that `late` is `value`, which the code at the entry has worked out. */
  resolve(late: Late, value: ValueId): void {
    this.#resolved.set(this.lateValue(late), this.#resolved.get(value) ?? value);
  }

  /** Says that `variable` is `value` where nothing has assigned to it, rather than 0. */
  resolveInitial(variable: Variable, value: ValueId): void {
    this.#resolved.set(this.#variables.initial(variable), this.#resolved.get(value) ?? value);
  }

  /** Starts a new first block. Yields the label of the one that was first until now. */
  openEntry(): Label {
    const behind = this.#entry;
    this.#behindEntry = this.#blocks;
    this.#blocks = new BlockList();
    this.#entry = this.newLabel();
    this.#open = { label: this.#entry, reached: true };
    return behind;
  }

  /** Ends the block: on to `ifTrue` where `test` is not 0, else to `ifFalse`. */
  branch(test: ValueId, ifTrue: Label, ifFalse: Label): void {
    invariant(ifTrue !== ifFalse, 'a branch has two targets');
    this.#end({ test, ifTrue, ifFalse });
  }

  /** Ends the block: on to `ifTrue` where `value` is in one of `spans`, sorted and disjoint. */
  choose(value: ValueId, spans: readonly Span[], { ifTrue, ifFalse }: Outcomes): void {
    this.#end({ test: value, spans, ifTrue, ifFalse });
  }

  /** Ends the block: on to `target`. */
  jump(target: Label): void {
    this.#end({ test: null, ifTrue: target, ifFalse: target });
  }

  /** The filter, whose verdict on a packet that it accepts is `verdict`, a u32. */
  finish(name: string, verdict: number): Filter {
    const code = [this.#blocks, this.#behindEntry];
    this.#variables.complete(predecessorsOf(code));
    const exits = [
      { id: this.accept, instrs: [], terminator: returnConstant(verdict) },
      { id: this.reject, instrs: [], terminator: returnConstant(0) },
    ].filter(({ id }) => this.#arrivals[id] !== 0);
    const blocks = numberedBlocks({
      code,
      exits,
      labelBound: this.#arrivals.length,
      zeros: [...this.#variables.initials].filter((id) => !this.#resolved.has(id)),
      resolved: this.#resolved,
    });
    return new Filter(name, blocks);
  }

  #end(end: BlockEnd): void {
    const { label, reached } = this.#open;
    if (!reached) {
      this.#blocks.drop();
      return;
    }
    this.#blocks.end(label, { ...end, span: this.#span });
    this.#arrive(label, end.ifTrue);
    if (end.ifFalse !== end.ifTrue) {
      this.#arrive(label, end.ifFalse);
    }
  }

  #arrive(from: Label, target: Label): void {
    this.#arrivals[target] = (this.#arrivals[target] ?? 0) + 1;
    this.#variables.leave(from, target);
  }

  #newValue(): ValueId {
    if (this.#values >= this.#limit.instructions) {
      throw this.#limit.error(this.#span ?? { start: 0, end: 0 });
    }
    const id = valueId(this.#values);
    this.#values += 1;
    return id;
  }
}
