import { type SourceSpan, spanOf } from '../../../support/source-span.ts';
import { FilterTypeError } from '../errors.ts';
import type { FilterRemark } from '../remark.ts';
import type { PacketLoad } from './ast.ts';
import type { ExpressionStack } from './expression-stack.ts';
import {
  asArithmetic,
  IN_ARITHMETIC,
  OPERAND,
  type Position,
  PRIMITIVE_OR_OPERAND,
} from './parse-stack.ts';
import { bindsFirst, isArithmeticSymbol, isSurprising } from './precedence.ts';
import type { ArithmeticSymbol, RelationSymbol, Token } from './token.ts';
import type { TokenStream } from './token-stream.ts';

/** Reads what stands behind an operand: an operator, or a bracket that closes. */
export class OperatorReader {
  readonly #stream: TokenStream;
  readonly #stack: ExpressionStack;
  readonly #remarks: FilterRemark[] = [];

  constructor(stream: TokenStream, stack: ExpressionStack) {
    this.#stream = stream;
    this.#stack = stack;
  }

  get remarks(): readonly FilterRemark[] {
    return this.#remarks;
  }

  /** Reads what follows an operand. Yields where the next operand has to come, if it has to. */
  read(): Position | null {
    const token = this.#stream.ahead;
    if (token.kind === 'keyword' && (token.keyword === 'and' || token.keyword === 'or')) {
      return this.#readConnective(token.keyword);
    }
    if (token.kind !== 'symbol') {
      throw this.#stream.unexpected(this.following());
    }
    const { symbol } = token;
    switch (symbol) {
      case ')':
        return this.#closeParenthesis();
      case ']':
      case ':':
        return this.#closeIndex();
      case '(':
      case '[':
        throw this.#stream.unexpected(this.following());
      default:
        return isArithmeticSymbol(symbol)
          ? this.#readArithmetic(symbol, token)
          : this.#readRelation(symbol);
    }
  }

  #readConnective(kind: 'and' | 'or'): Position {
    this.#stack.combineAll();
    const left = this.#stack.popConnectable();
    if (left.kind === 'list' && left.enclosed) {
      throw this.#stream.unexpected(["')'"]);
    }
    const { span } = this.#stream.take();
    if (
      kind === 'and' &&
      left.expression.kind === 'or' &&
      left.span.end === left.expression.span.end
    ) {
      const message =
        "'and' and 'or' bind alike, so this 'and' is about all on its left; parentheses make that plain";
      this.#remarks.push({ message, span });
    }
    this.#stack.push(left);
    this.#stack.wait({ kind });
    return {
      allowed: left.kind === 'list' ? OPERAND : PRIMITIVE_OR_OPERAND,
      inherited: left.qualifiers,
    };
  }

  #readRelation(operator: RelationSymbol): Position {
    while (this.#stack.pending?.kind === 'arithmetic') {
      this.#stack.combine();
    }
    if (asArithmetic(this.#stack.last) === null || !this.#mayCompare()) {
      throw this.#stream.unexpected(this.following());
    }
    this.#stream.take();
    this.#stack.wait({ kind: 'relation', operator });
    return IN_ARITHMETIC;
  }

  /** Whether the last operand can be the left side of a relation. Relations don't chain. */
  #mayCompare(): boolean {
    const { pending } = this.#stack;
    switch (pending?.kind) {
      case 'relation':
      case '[':
      case 'qualifiers':
        return false;
      case '(':
        return pending.position.allowed.primitive;
      default:
        return true;
    }
  }

  #readArithmetic(operator: ArithmeticSymbol, token: Token): Position {
    if (asArithmetic(this.#stack.last) === null) {
      throw this.#stream.unexpected(this.following());
    }
    this.#remarkOn(operator, token.span);
    for (
      let { pending } = this.#stack;
      pending?.kind === 'arithmetic' && bindsFirst(pending.operator, operator);
      { pending } = this.#stack
    ) {
      this.#stack.combine();
    }
    this.#stream.take();
    this.#stack.wait({ kind: 'arithmetic', operator, span: token.span });
    return IN_ARITHMETIC;
  }

  #remarkOn(operator: ArithmeticSymbol, span: SourceSpan): void {
    const { pending } = this.#stack;
    if (pending?.kind === 'arithmetic' && isSurprising(pending.operator, operator)) {
      const message = `what stands around '${operator}' is grouped first, unlike in C; parentheses make that plain`;
      this.#remarks.push({ message, span });
    }
  }

  #closeParenthesis(): null {
    this.#stack.combineAll();
    const parenthesis = this.#stack.close('(');
    if (parenthesis === null) {
      throw this.#stream.unexpected(this.following());
    }
    const operand = this.#stack.pop();
    const span = spanOf(parenthesis.span, this.#stream.take().span);
    switch (operand.kind) {
      case 'expression': {
        const { kind, expression } = operand;
        this.#stack.push({ kind, expression, qualifiers: parenthesis.position.inherited, span });
        break;
      }
      case 'list':
        this.#stack.push({ ...operand, enclosed: true, span });
        break;
      default:
        this.#stack.push({ ...operand, span });
    }
    return null;
  }

  #closeIndex(): null {
    this.#stack.combineAll();
    const index = this.#stack.close('[');
    if (index === null) {
      throw this.#stream.unexpected(this.following());
    }
    const offset = this.#stack.popArithmetic();
    const size = this.#stream.takeSymbol(':') === null ? 1 : this.#readSize();
    const end = this.#stream.ahead.span;
    if (this.#stream.takeSymbol(']') === null) {
      throw this.#stream.unexpected(["']'"]);
    }
    const { protocol } = index;
    const span = spanOf(index.span, end);
    const load: PacketLoad = { kind: 'load', protocol, offset, size, span };
    this.#stack.push({ kind: 'arithmetic', arithmetic: load, span });
    return null;
  }

  #readSize(): PacketLoad['size'] {
    const { span } = this.#stream.ahead;
    const size = this.#stream.number('a size in bytes');
    if (size !== 1 && size !== 2 && size !== 4) {
      throw new FilterTypeError('FILTER_RANGE', `data size must be 1, 2 or 4, not ${size}`, {
        span,
      });
    }
    return size;
  }

  /** What could follow the last operand. */
  following(): readonly string[] {
    const { last, openBracket } = this.#stack;
    const closing = openBracket === null ? [] : [openBracket === '(' ? "')'" : "']'"];
    return asArithmetic(last) === null
      ? ["'and'", "'or'", ...closing]
      : ['an operator', ...closing];
  }
}
