import type { SourceSpan } from '../../../support/source-span.ts';
import { type ExpressionStack, matchOf } from './expression-stack.ts';
import { isOperandToken, parseOperand } from './parse-operand.ts';
import { A_PRIMITIVE, parsePrimitive } from './parse-primitive.ts';
import type { WrittenProtocol } from './parse-qualifiers.ts';
import { type Allowed, IN_ARITHMETIC, OPERAND, type Position } from './parse-stack.ts';
import type { Punctuation } from './token.ts';
import type { TokenStream } from './token-stream.ts';

/** Reads what stands where an operand has to come. */
export class OperandReader {
  readonly #stream: TokenStream;
  readonly #stack: ExpressionStack;

  constructor(stream: TokenStream, stack: ExpressionStack) {
    this.#stream = stream;
    this.#stack = stack;
  }

  /** Reads an operand, or what precedes one. Yields where the next has to come, if it has to. */
  read(position: Position): Position | null {
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
      const { value, span } = token;
      this.#stack.push({ kind: 'number', value, span, position });
      return null;
    }
    if (isOperandToken(token) && allowed.operand) {
      this.#stream.take();
      this.#stack.push(matchOf(this.#stream.text, parseOperand(this.#stream, token), position));
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
