import { type SourceSpan, spanOf } from '../../../support/source-span.ts';
import { FilterTypeError } from '../errors.ts';
import type { FilterRemark } from '../remark.ts';
import type { Expression, PacketLoad } from './ast.ts';
import { ExpressionStack, matchOf } from './expression-stack.ts';
import { isOperandToken, parseOperand } from './parse-operand.ts';
import { A_PRIMITIVE, parsePrimitive } from './parse-primitive.ts';
import type { WrittenProtocol } from './parse-qualifiers.ts';
import {
  type Allowed,
  ARITHMETIC,
  asArithmetic,
  OPERAND,
  type Position,
  PRIMITIVE,
  PRIMITIVE_OR_OPERAND,
} from './parse-stack.ts';
import { bindsFirst, isArithmeticSymbol, isSurprising } from './precedence.ts';
import type { ArithmeticSymbol, Punctuation, RelationSymbol, Token } from './token.ts';
import type { TokenStream } from './token-stream.ts';

/** Where the two sides of a relation and of arithmetic stand. */
const IN_ARITHMETIC: Position = { allowed: ARITHMETIC, inherited: null };

/**
 * Reads an expression token by token. At any time either an operand has to come, at a known
 * {@link Position}, or one has just been read and an operator or the end has to come.
 */
export class ExpressionReader {
  readonly #stream: TokenStream;
  readonly #stack: ExpressionStack;
  readonly #remarks: FilterRemark[] = [];

  constructor(stream: TokenStream) {
    this.#stream = stream;
    this.#stack = new ExpressionStack(stream);
  }

  get remarks(): readonly FilterRemark[] {
    return this.#remarks;
  }

  /** Reads to the end of the text. */
  read(): Expression {
    let position: Position | null = { allowed: PRIMITIVE, inherited: null };
    while (position !== null || this.#stream.ahead.kind !== 'end') {
      position = position === null ? this.#readOperator() : this.#readOperand(position);
    }
    this.#stack.combineAll();
    if (this.#stack.pending !== undefined) {
      throw this.#stream.unexpected(this.#following());
    }
    return this.#stack.popConnectable().expression;
  }

  /** Reads an operand, or what precedes one. Yields where the next has to come, if it has to. */
  #readOperand(position: Position): Position | null {
    const { allowed } = position;
    const token = this.#stream.ahead;
    if (token.kind === 'symbol') {
      return this.#readPrefix(token.symbol, token.span, position);
    }
    if (token.kind === 'keyword' && token.keyword === 'not' && !isArithmeticOnly(allowed)) {
      this.#stack.wait({ kind: 'not', span: this.#stream.take().span });
      return position;
    }
    if (token.kind === 'keyword' && token.keyword === 'len' && allowed.arithmetic) {
      const { span } = this.#stream.take();
      this.#stack.push({ kind: 'arithmetic', arithmetic: { kind: 'length', span }, span });
      return null;
    }
    if (token.kind === 'number') {
      this.#stream.take();
      this.#stack.push({ ...token, position });
      return null;
    }
    if (isOperandToken(token) && allowed.operand) {
      this.#stream.take();
      this.#stack.push(matchOf(parseOperand(this.#stream, token), position));
      return null;
    }
    if (token.kind === 'protocol' && (allowed.primitive || allowed.arithmetic)) {
      this.#stream.take();
      return this.#readAfterProtocol(token, position);
    }
    return this.#readPrimitive(null, position);
  }

  /** Reads an opening parenthesis or a minus. */
  #readPrefix(symbol: Punctuation, span: SourceSpan, position: Position): Position {
    if (symbol === '(') {
      this.#stream.take();
      this.#stack.wait({ kind: '(', position, span });
      return position;
    }
    if (symbol === '-' && position.allowed.arithmetic) {
      this.#stream.take();
      this.#stack.wait({ kind: 'arithmetic', operator: 'negate', span });
      return IN_ARITHMETIC;
    }
    throw this.#stream.unexpected(starting(position.allowed));
  }

  #readAfterProtocol(written: WrittenProtocol, position: Position): Position | null {
    if (position.allowed.arithmetic && this.#stream.takeSymbol('[') !== null) {
      this.#stack.wait({ kind: '[', protocol: written.protocol, span: written.span });
      return IN_ARITHMETIC;
    }
    if (!position.allowed.primitive) {
      throw this.#stream.unexpected(["'['"]);
    }
    return this.#readPrimitive(written, position);
  }

  #readPrimitive(written: WrittenProtocol | null, position: Position): Position | null {
    if (!position.allowed.primitive) {
      throw this.#stream.unexpected(starting(position.allowed));
    }
    const read = parsePrimitive(this.#stream, written && protocolOf(written));
    if (read.kind === 'qualifiers') {
      this.#stack.wait({ kind: 'qualifiers', span: read.qualifiers.span });
      return { allowed: OPERAND, inherited: read.qualifiers };
    }
    const { primitive } = read;
    this.#stack.push({
      kind: 'expression',
      expression: primitive,
      qualifiers: null,
      span: primitive.span,
    });
    return null;
  }

  /** Reads what follows an operand. Yields where the next operand has to come, if it has to. */
  #readOperator(): Position | null {
    const token = this.#stream.ahead;
    if (token.kind === 'keyword' && (token.keyword === 'and' || token.keyword === 'or')) {
      return this.#readConnective(token.keyword);
    }
    if (token.kind !== 'symbol') {
      throw this.#stream.unexpected(this.#following());
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
        throw this.#stream.unexpected(this.#following());
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
    this.#stack.push(left);
    this.#stack.wait({ kind });
    this.#stream.take();
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
      throw this.#stream.unexpected(this.#following());
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
      throw this.#stream.unexpected(this.#following());
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
      throw this.#stream.unexpected(this.#following());
    }
    const operand = this.#stack.pop();
    const span = spanOf(parenthesis.span, this.#stream.take().span);
    switch (operand.kind) {
      case 'expression': {
        const qualifiers = parenthesis.position.inherited;
        this.#stack.push({ ...operand, qualifiers, span });
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
      throw this.#stream.unexpected(this.#following());
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
  #following(): readonly string[] {
    const isNumber = asArithmetic(this.#stack.last) !== null;
    return isNumber ? ['an operator'] : ["'and'", "'or'"];
  }
}

const isArithmeticOnly = (allowed: Allowed): boolean => !allowed.primitive && !allowed.operand;

const protocolOf = ({ protocol, span }: WrittenProtocol): WrittenProtocol => ({ protocol, span });

/** What may stand where an operand has to come. */
function starting(allowed: Allowed): readonly string[] {
  return [
    ...(allowed.primitive ? [A_PRIMITIVE] : []),
    ...(allowed.operand ? ['an address, a number or a name'] : []),
    ...(isArithmeticOnly(allowed) ? ['a number'] : []),
  ];
}
