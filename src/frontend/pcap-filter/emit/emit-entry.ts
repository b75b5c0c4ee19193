import type { ValueId } from '../../../ir/ids.ts';
import type { EntryOffset, OffsetValue, PacketTest } from '../meaning/packet-test.ts';
import { emitOffset } from './emit-offset.ts';
import { emitTest } from './emit-test.ts';
import type { FilterBuilder } from './filter-builder.ts';
import type { Label } from './label.ts';

/**
 * Puts code before all that `builder` holds: it rejects the packets that fail `gate`, and works out
 * the offsets that were asked for. A packet that ends before the headers that tell them is rejected,
 * whatever the expression.
 */
export function emitEntry(builder: FilterBuilder, gate: PacketTest): void {
  const offsets = [...builder.entryOffsets];
  if (offsets.length === 0 && gate.kind === 'always') {
    return;
  }
  const behind = builder.openEntry();
  if (gate.kind !== 'always') {
    const passed = builder.newLabel();
    emitTest(builder, gate, { ifTrue: passed, ifFalse: builder.reject });
    builder.place(passed);
  }
  const settled = new Set<EntryOffset>();
  for (const offset of offsets) {
    settle(builder, offset, settled);
  }
  builder.jump(behind);
}

/** Works out `offset`, unless that is done, after the one that it builds on. */
function settle(builder: FilterBuilder, offset: EntryOffset, settled: Set<EntryOffset>): void {
  if (settled.has(offset)) {
    return;
  }
  settled.add(offset);
  if (offset.after !== null) {
    settle(builder, offset.after, settled);
  }
  builder.settle(offset, emitValue(builder, offset.value));
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
