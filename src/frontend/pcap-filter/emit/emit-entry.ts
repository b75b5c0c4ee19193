import type { ValueId } from '../../../ir/ids.ts';
import type { Label } from '../../control-flow/label.ts';
import type { EntryPlan } from '../meaning/entry-plan.ts';
import type { EntryOffset, OffsetValue, PacketTest } from '../meaning/packet-test.ts';
import { emitOffset } from './emit-offset.ts';
import { emitTest } from './emit-test.ts';
import type { FilterBuilder } from './filter-builder.ts';

/**
 * Puts code before all that `builder` holds: it rejects the packets that fail `gate`, and works out
 * the offsets that were asked for. A packet that ends before the headers that tell them is rejected,
 * whatever the expression.
 */
export function emitEntry(builder: FilterBuilder, gate: PacketTest, plan: EntryPlan): void {
  const offsets = [...builder.lateValues];
  if (offsets.length === 0 && plan.initial.size === 0 && gate.kind === 'always') {
    return;
  }
  const behind = builder.openEntry();
  if (gate.kind !== 'always') {
    const passed = builder.newLabel();
    emitTest(builder, gate, { ifTrue: passed, ifFalse: builder.reject });
    builder.place(passed);
  }
  const entry = new Entry(builder, plan);
  for (const [variable, offset] of plan.initial) {
    builder.resolveInitial(variable, entry.work(offset));
  }
  for (const offset of offsets) {
    if (plan.lost.has(offset)) {
      builder.resolve(offset, builder.constant(0));
    } else {
      entry.work(offset);
    }
  }
  builder.jump(behind);
}

/** Works out offsets, each of them once. */
class Entry {
  readonly #builder: FilterBuilder;
  readonly #plan: EntryPlan;
  readonly #values = new Map<EntryOffset, ValueId>();

  constructor(builder: FilterBuilder, plan: EntryPlan) {
    this.#builder = builder;
    this.#plan = plan;
  }

  /** Works out `offset`, after the one that it builds on. */
  work(offset: EntryOffset): ValueId {
    const known = this.#values.get(offset);
    if (known !== undefined) {
      return known;
    }
    if (offset.after !== null) {
      this.work(offset.after);
    }
    const { inside = offset.value } = offset;
    const value = emitValue(this.#builder, this.#plan.inside ? inside : offset.value);
    this.#values.set(offset, value);
    if (!this.#plan.lost.has(offset)) {
      this.#builder.resolve(offset, value);
    }
    return value;
  }
}

function emitValue(builder: FilterBuilder, value: OffsetValue): ValueId {
  return value.kind === 'choice' ? emitChoice(builder, value) : emitOffset(builder, value);
}

function emitChoice(
  builder: FilterBuilder,
  { test, ifTrue, ifFalse }: Extract<OffsetValue, { readonly kind: 'choice' }>,
): ValueId {
  const holds = builder.newLabel();
  const fails = builder.newLabel();
  const join = builder.newLabel();
  emitTest(builder, test, { ifTrue: holds, ifFalse: fails });
  const incoming = [
    [holds, ifTrue],
    [fails, ifFalse],
  ] as const;
  const values = incoming.map(([label, value]): [Label, ValueId] => {
    builder.place(label);
    const id = emitValue(builder, value);
    const from = builder.openLabel;
    builder.jump(join);
    return [from, id];
  });
  builder.place(join);
  return builder.phi(new Map(values));
}
