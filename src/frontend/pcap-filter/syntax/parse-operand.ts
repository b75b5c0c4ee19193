import { spanOf } from '../../../support/source-span.ts';
import type { Operand } from './ast.ts';
import type { Token } from './token.ts';
import type { TokenStream } from './token-stream.ts';

/** A token that can only be an operand of qualifiers. A number can be one too. */
export type OperandToken = Extract<
  Token,
  { readonly kind: 'name' | 'ipv4' | 'ipv6' | 'mac' | 'short-address' }
>;

export function isOperandToken(token: Token): token is OperandToken {
  switch (token.kind) {
    case 'name':
    case 'ipv4':
    case 'ipv6':
    case 'mac':
    case 'short-address':
      return true;
    default:
      return false;
  }
}

/** Reads the operand that starts with `first`, which has been taken: also its prefix or mask. */
export function parseOperand(stream: TokenStream, first: OperandToken): Operand {
  switch (first.kind) {
    case 'ipv4':
      return parseIpv4(stream, first.text, first);
    case 'ipv6': {
      const prefix = parsePrefix(stream);
      return {
        kind: 'ipv6',
        text: first.text,
        prefix: prefix?.value ?? null,
        span: spanOf(first.span, (prefix ?? first).span),
      };
    }
    default:
      return first;
  }
}

function parseIpv4(stream: TokenStream, text: string, first: Token): Operand {
  const prefix = parsePrefix(stream);
  if (prefix !== null) {
    const span = spanOf(first.span, prefix.span);
    return { kind: 'ipv4', text, prefix: prefix.value, mask: null, span };
  }
  if (stream.takeKeyword('mask') === null) {
    return { kind: 'ipv4', text, prefix: null, mask: null, span: first.span };
  }
  const mask = stream.ahead;
  if (mask.kind !== 'ipv4') {
    throw stream.unexpected(['a mask such as 255.255.255.0']);
  }
  stream.take();
  return { kind: 'ipv4', text, prefix: null, mask: mask.text, span: spanOf(first.span, mask.span) };
}

/** Takes `/` and the number after it, which must stand there. */
function parsePrefix(stream: TokenStream): Extract<Token, { readonly kind: 'number' }> | null {
  if (stream.takeSymbol('/') === null) {
    return null;
  }
  const length = stream.ahead;
  if (length.kind !== 'number') {
    throw stream.unexpected(['a prefix length']);
  }
  stream.take();
  return length;
}
