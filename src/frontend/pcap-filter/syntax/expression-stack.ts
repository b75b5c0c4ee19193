import { invariant } from '../../../support/invariant.ts';
import { type SourceSpan, spanOf } from '../../../support/source-span.ts';
import { FilterSyntaxError } from '../errors.ts';
import type { Arithmetic, Expression } from './ast.ts';
import {
  asArithmetic,
  type PendingOperator,
  type Position,
  type ReadOperand,
} from './parse-stack.ts';
import { suggestionAt } from './suggestion/suggestion.ts';
import type { TokenStream } from './token-stream.ts';

/** An operand that `and`, `or` and `not` take. */
type Connectable = Extract<ReadOperand, { readonly kind: 'expression' | 'list' }>;

/** What could follow a number that can't stand alone. */
const A_COMPARISON = 'a comparison such as = or >';

/**
 * The operands and operators read so far, and how operators combine operands: an operator-precedence
 * parser's stack, so that nesting costs no call depth.
 */
export class ExpressionStack {
  readonly #stream: TokenStream;
  readonly #operands: ReadOperand[] = [];
  readonly #operators: PendingOperator[] = [];

  constructor(stream: TokenStream) {
    this.#stream = stream;
  }

  /** The operator that waits innermost, if any does. */
  get pending(): PendingOperator | undefined {
    return this.#operators.at(-1);
  }

  /** The innermost bracket that is open; `null` for none. Linear in what waits inside it. */
  get openBracket(): '(' | '[' | null {
    const bracket = this.#operators.findLast(isBracket)?.kind;
    return bracket === '(' || bracket === '[' ? bracket : null;
  }

  push(operand: ReadOperand): void {
    this.#operands.push(operand);
  }

  wait(operator: PendingOperator): void {
    this.#operators.push(operator);
  }

  /** The last operand, which stays. */
  get last(): ReadOperand {
    const operand = this.#operands.at(-1);
    invariant(operand !== undefined, 'an operator is read only after an operand');
    return operand;
  }

  /** Takes the last operand away. */
  pop(): ReadOperand {
    const operand = this.#operands.pop();
    invariant(operand !== undefined, 'no operand was read');
    return operand;
  }

  /** The last operand as a number, which it must be for the next token to fit. */
  popArithmetic(): Arithmetic {
    const arithmetic = asArithmetic(this.pop());
    if (arithmetic === null) {
      throw this.#stream.unexpected([]);
    }
    return arithmetic;
  }

  /** The last operand as something that `and`, `or` and `not` take, which it must be. */
  popConnectable(): Connectable {
    const operand = this.pop();
    switch (operand.kind) {
      case 'expression':
      case 'list':
        return operand;
      case 'number':
        if (!operand.position.allowed.operand) {
          throw this.#stream.unexpected([A_COMPARISON]);
        }
        return matchOf(
          this.#stream.text,
          { kind: 'number', value: operand.value, span: operand.span },
          operand.position,
        );
      case 'arithmetic':
        throw this.#stream.unexpected([A_COMPARISON]);
    }
  }

  /** Combines what waits inside the innermost bracket, if any is open, into one operand. */
  combineAll(): void {
    for (let top = this.pending; top !== undefined && !isBracket(top); top = this.pending) {
      this.combine();
    }
  }

  /** Gives the operator that waits innermost, which is not a bracket, its right side. */
  combine(): void {
    const operator = this.#operators.pop();
    invariant(operator !== undefined, 'no operator waits');
    this.push(this.#combined(operator));
  }

  /** Takes the innermost bracket away; `null` where none is open, or it is another one. */
  close<Kind extends '(' | '['>(kind: Kind): Extract<PendingOperator, { kind: Kind }> | null {
    const top = this.pending;
    if (top?.kind !== kind) {
      return null;
    }
    this.#operators.pop();
    return top as Extract<PendingOperator, { kind: Kind }>;
  }

  #combined(operator: PendingOperator): ReadOperand {
    switch (operator.kind) {
      case 'and':
      case 'or':
        return this.#connected(operator.kind);
      case 'not':
        return this.#negated(operator.span);
      case 'qualifiers': {
        const { expression, qualifiers, span } = this.popConnectable();
        return { kind: 'expression', expression, qualifiers, span: spanOf(operator.span, span) };
      }
      case 'relation': {
        const right = this.popArithmetic();
        const left = this.popArithmetic();
        const span = spanOf(left.span, right.span);
        const { kind, operator: symbol } = operator;
        const expression: Expression = { kind, operator: symbol, left, right, span };
        return { kind: 'expression', expression, qualifiers: null, span };
      }
      case 'arithmetic':
        return this.#calculated(operator);
      case '(':
      case '[':
        invariant(false, 'a bracket is closed, not combined');
    }
  }

  #connected(kind: 'and' | 'or'): ReadOperand {
    const right = this.popConnectable();
    const left = this.popConnectable();
    const span = spanOf(left.span, right.span);
    const expression = { kind, left: left.expression, right: right.expression, span };
    return left.kind === 'list' && right.kind === 'list'
      ? { kind: 'list', expression, qualifiers: right.qualifiers, enclosed: false, span }
      : { kind: 'expression', expression, qualifiers: right.qualifiers, span };
  }

  #negated(start: SourceSpan): ReadOperand {
    const operand = this.popConnectable();
    const span = spanOf(start, operand.span);
    const expression: Expression = { kind: 'not', operand: operand.expression, span };
    return operand.kind === 'list'
      ? { ...operand, expression, enclosed: false, span }
      : { kind: 'expression', expression, qualifiers: operand.qualifiers, span };
  }

  #calculated({
    operator,
    span,
  }: Extract<PendingOperator, { readonly kind: 'arithmetic' }>): ReadOperand {
    const right = this.popArithmetic();
    if (operator === 'negate') {
      const whole = spanOf(span, right.span);
      return {
        kind: 'arithmetic',
        arithmetic: { kind: 'negate', operand: right, span: whole },
        span: whole,
      };
    }
    const left = this.popArithmetic();
    const whole = spanOf(left.span, right.span);
    return {
      kind: 'arithmetic',
      arithmetic: { kind: 'binary', operator, left, right, span: whole },
      span: whole,
    };
  }
}

/**
 * `operand` of `text` with the qualifiers that it inherits at `position`.
 *
 * @throws {@link FilterSyntaxError} where there are none.
 */
export function matchOf(
  text: string,
  operand: Extract<Expression, { readonly kind: 'match' }>['operand'],
  { inherited }: Position,
): Connectable {
  const { span } = operand;
  if (inherited === null) {
    throw new FilterSyntaxError('nothing says what this is', {
      span,
      expected: ["a qualifier before it, such as 'host' or 'port'"],
      suggestion: suggestionAt(text, operand),
    });
  }
  const expression: Expression = { kind: 'match', qualifiers: inherited, operand, span };
  return { kind: 'list', expression, qualifiers: inherited, enclosed: false, span };
}

function isBracket(operator: PendingOperator): boolean {
  return operator.kind === '(' || operator.kind === '[';
}
