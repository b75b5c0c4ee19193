import type { ArithmeticSymbol } from './token.ts';

/** How tightly an arithmetic operator binds; `null` for one that has no precedence declared. */
const BINDING: Readonly<Record<ArithmeticSymbol, number | null>> = {
  '|': 1,
  '&': 2,
  '<<': 3,
  '>>': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': null,
  '^': null,
};

/** How tightly a minus before a number binds. */
const NEGATION_BINDING = 6;

/** An operator that waits for the number to its right. */
export type PendingArithmetic = ArithmeticSymbol | 'negate';

export function isArithmeticSymbol(symbol: string): symbol is ArithmeticSymbol {
  return Object.hasOwn(BINDING, symbol);
}

/**
 * Whether `pending` takes the number between it and `next`, both with their usual meaning.
 *
 * All operators bind to the left, but `%` and `^` have no precedence in libpcap's grammar, so what
 * stands to the right of either, or of an operator before one, is grouped first: `10 % 4 + 3` is
 * `10 % (4 + 3)`, and `2 * 7 % 4` is `2 * (7 % 4)`.
 */
export function bindsFirst(pending: PendingArithmetic, next: ArithmeticSymbol): boolean {
  const right = BINDING[next];
  const left = pending === 'negate' ? NEGATION_BINDING : BINDING[pending];
  return left !== null && right !== null && left >= right;
}

/** The precedences that C has, by which most readers go. */
const FAMILIAR: Readonly<Record<ArithmeticSymbol, number>> = {
  '|': 1,
  '^': 2,
  '&': 3,
  '<<': 4,
  '>>': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

/** Whether {@link bindsFirst} says otherwise than C's precedences would. */
export function isSurprising(pending: PendingArithmetic, next: ArithmeticSymbol): boolean {
  const familiar = pending === 'negate' || FAMILIAR[pending] >= FAMILIAR[next];
  return familiar !== bindsFirst(pending, next);
}
