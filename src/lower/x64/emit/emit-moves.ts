import { orderMoves, type PlaceMove } from '../../../codegen/registers/parallel-moves.ts';
import type { Place } from '../../../codegen/registers/register-file.ts';
import {
  type Instruction,
  imm,
  instruction,
  type Operand,
  reg,
} from '../../../isa/x64/instruction.ts';
import type { Register } from '../../../isa/x64/registers.ts';

/** A copy between places: a register or stack slot, or a constant as source. */
export interface PlacedMove extends PlaceMove<Register> {
  readonly width: 32 | 64;
}

/** What the copies may use besides their own places. */
export interface MoveContext {
  /** The 8 bytes of a stack slot. */
  slot(index: number): Operand;
  /** A register that nothing lives in, where there are stack slots at all. */
  readonly scratch: Register;
}

/** The instructions that do copies which happen at once. O(moves). */
export function emitMoves(
  moves: readonly PlacedMove[],
  context: MoveContext,
): readonly Instruction[] {
  return orderMoves<Register, PlacedMove>(moves, null).flatMap(({ kind, move }) =>
    kind === 'copy' ? copy(move, context) : exchange(move, context),
  );
}

function operandOf(place: Place<Register> | bigint, width: 32 | 64, context: MoveContext): Operand {
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
