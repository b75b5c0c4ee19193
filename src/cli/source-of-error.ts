/** The filter expression that each error is about, for those that mark a place in one. */
const expressions = new WeakMap<object, string>();

/** Runs `action`; where it throws, remembers that the error is about `expression`. */
export function aboutExpression<Result>(expression: string | null, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (expression !== null && typeof error === 'object' && error !== null) {
      expressions.set(error, expression);
    }
    throw error;
  }
}

/** The filter expression that `error` is about, or `null`. */
export function expressionOf(error: unknown): string | null {
  return typeof error === 'object' && error !== null ? (expressions.get(error) ?? null) : null;
}
