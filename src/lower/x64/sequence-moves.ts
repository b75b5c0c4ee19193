import {
  type Instruction,
  imm,
  instruction,
  type Operand,
  reg,
} from '../../isa/x64/instruction.ts';
import type { Register } from '../../isa/x64/registers.ts';

/** A copy between places: a register or stack slot, or a constant as source. */
export interface PlacedMove {
  readonly to: Register | number;
  readonly from: Register | number | bigint;
  readonly width: 32 | 64;
}

/** What the copies may use besides their own places. */
export interface MoveContext {
  /** The 8 bytes of a stack slot. */
  slot(index: number): Operand;
  /** A register that nothing lives in, where there are stack slots at all. */
  readonly scratch: Register;
}

/**
 * Puts copies that happen at once into an order in which none overwrites what another still reads:
 * first those whose target nobody reads, then the cycles that remain, by exchanges, and constants
 * last. O(moves).
 *
 * Source: Leroy, "Tilting at Windmills with Coq: Formal Verification of a Compilation Algorithm for
 * Parallel Moves", 2008, describes the problem and the graph.
 */
export function sequenceMoves(
  moves: readonly PlacedMove[],
  context: MoveContext,
): readonly Instruction[] {
  const out: Instruction[] = [];
  const pending = new Map<Register | number, PlacedMove>();
  const readers = new Map<Register | number | bigint, number>();
  for (const move of moves) {
    if (typeof move.from !== 'bigint' && move.from !== move.to) {
      pending.set(move.to, move);
      readers.set(move.from, (readers.get(move.from) ?? 0) + 1);
    }
  }
  const ready = [...pending.values()].filter(({ to }) => !readers.get(to));
  for (let move = ready.pop(); move !== undefined; move = ready.pop()) {
    out.push(...copy(move, context));
    pending.delete(move.to);
    const left = (readers.get(move.from) ?? 0) - 1;
    readers.set(move.from, left);
    const freed = left === 0 && typeof move.from !== 'bigint' ? pending.get(move.from) : undefined;
    if (freed !== undefined) {
      ready.push(freed);
    }
  }
  exchangeCycles(pending, out, context);
  for (const move of moves) {
    if (typeof move.from === 'bigint') {
      out.push(...copy(move, context));
    }
  }
  return out;
}

/** Appends exchanges for cycles: every place in `pending` is read by exactly one other. */
function exchangeCycles(
  pending: Map<Register | number, PlacedMove>,
  out: Instruction[],
  context: MoveContext,
): void {
  for (const start of [...pending.keys()]) {
    let move = pending.get(start);
    while (move !== undefined && move.from !== start) {
      out.push(...exchange(move, context));
      pending.delete(move.to);
      move = typeof move.from === 'bigint' ? undefined : pending.get(move.from);
    }
    if (move !== undefined) {
      pending.delete(move.to);
    }
  }
}

function operandOf(
  place: Register | number | bigint,
  width: 32 | 64,
  context: MoveContext,
): Operand {
  switch (typeof place) {
    case 'string':
      return reg(place, width);
    case 'number':
      return context.slot(place);
    default:
      return imm(place);
  }
}

/** A copy in one instruction, or in two through the scratch register. */
function copy({ to, from, width }: PlacedMove, context: MoveContext): readonly Instruction[] {
  const onStack = typeof to === 'number' || typeof from === 'number';
  const bits = onStack || (typeof from === 'bigint' && from > 0xffff_ffffn) ? 64 : width;
  if (typeof to === 'number' && typeof from !== 'string') {
    const through = reg(context.scratch, 64);
    return [
      instruction('mov', through, operandOf(from, 64, context)),
      instruction('mov', operandOf(to, 64, context), through),
    ];
  }
  return [instruction('mov', operandOf(to, bits, context), operandOf(from, bits, context))];
}

/** Exchanges the two places of a move. */
function exchange({ to, from }: PlacedMove, context: MoveContext): readonly Instruction[] {
  const [a, b] = [operandOf(to, 64, context), operandOf(from, 64, context)];
  if (typeof to === 'string' && typeof from === 'string') {
    return [instruction('xchg', a, b)];
  }
  const through = reg(context.scratch, 64);
  const [slot, other] = typeof to === 'number' ? [a, b] : [b, a];
  return [
    instruction('mov', through, slot),
    instruction('xchg', other, through),
    instruction('mov', slot, through),
  ];
}
