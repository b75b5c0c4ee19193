import type { Place } from './register-file.ts';

/** A copy from one place to another, or of a constant to a place. A machine may know more of it. */
export interface PlaceMove<Register extends string> {
  readonly to: Place<Register>;
  readonly from: Place<Register> | bigint;
}

/** What to do next: copy, or have the two places of `move` change what they hold. */
export interface MoveStep<Move> {
  readonly kind: 'copy' | 'exchange';
  readonly move: Move;
}

/**
 * Puts copies that happen at once, no two of them to one place, into an order in which none overwrites
 * what another still reads: first those whose target nobody reads, then the cycles that remain, and
 * constants last. O(moves).
 *
 * @param spare a place that holds nothing, through which cycles go on a machine that can't exchange
 *   registers; `null` where it can, which takes a step less.
 *
 * Source: Leroy, "Tilting at Windmills with Coq: Formal Verification of a Compilation Algorithm for
 * Parallel Moves", 2008, describes the problem and the graph.
 */
export function orderMoves<Register extends string, Move extends PlaceMove<Register>>(
  moves: readonly Move[],
  spare: Place<Register> | null,
): readonly MoveStep<Move>[] {
  const pending = new Map<Place<Register> | bigint, Move>();
  for (const move of moves) {
    if (typeof move.from !== 'bigint' && move.from !== move.to) {
      pending.set(move.to, move);
    }
  }
  const first = takeUnread(pending);
  const cyclic = cyclesOf(pending).flatMap((cycle) =>
    spare === null ? exchanges(cycle) : copiesThrough(spare, cycle),
  );
  const constants = moves.filter(({ from }) => typeof from === 'bigint');
  return [...first.map(copyStep), ...cyclic, ...constants.map(copyStep)];
}

const copyStep = <Move>(move: Move): MoveStep<Move> => ({ kind: 'copy', move });

/** Takes from `pending`, in an order in which they may be done, all but the cycles. */
function takeUnread<Register extends string, Move extends PlaceMove<Register>>(
  pending: Map<Place<Register> | bigint, Move>,
): readonly Move[] {
  const taken: Move[] = [];
  const readers = new Map<Place<Register> | bigint, number>();
  for (const { from } of pending.values()) {
    readers.set(from, (readers.get(from) ?? 0) + 1);
  }
  const ready = [...pending.values()].filter(({ to }) => !readers.get(to));
  for (let move = ready.pop(); move !== undefined; move = ready.pop()) {
    taken.push(move);
    pending.delete(move.to);
    const left = (readers.get(move.from) ?? 0) - 1;
    readers.set(move.from, left);
    const freed = left === 0 ? pending.get(move.from) : undefined;
    if (freed !== undefined) {
      ready.push(freed);
    }
  }
  return taken;
}

/** The cycles in `pending`, of which every place is read by exactly one other: each reads the next. */
function cyclesOf<Register extends string, Move extends PlaceMove<Register>>(
  pending: ReadonlyMap<Place<Register> | bigint, Move>,
): readonly (readonly Move[])[] {
  const left = new Map(pending);
  const cycles: Move[][] = [];
  for (const start of pending.values()) {
    const cycle: Move[] = [];
    for (let at = left.get(start.to); at !== undefined; at = left.get(at.from)) {
      left.delete(at.to);
      cycle.push(at);
    }
    if (cycle.length > 0) {
      cycles.push(cycle);
    }
  }
  return cycles;
}

function exchanges<Move>(cycle: readonly Move[]): readonly MoveStep<Move>[] {
  return cycle.slice(0, -1).map((move) => ({ kind: 'exchange', move }));
}

/** Keeps what the first target held in `spare` for the last, which reads it. */
function copiesThrough<Register extends string, Move extends PlaceMove<Register>>(
  spare: Place<Register>,
  cycle: readonly Move[],
): readonly MoveStep<Move>[] {
  const saved = cycle.slice(-1).map((last): Move => ({ ...last, to: spare }));
  const others = cycle.slice(0, -1);
  const restored = cycle.slice(-1).map((last): Move => ({ ...last, from: spare }));
  return [...saved, ...others, ...restored].map(copyStep);
}
