import { type SourceSpan, spanOf } from '../../../support/source-span.ts';
import type { Direction, OperandType, Qualifiers } from './ast.ts';
import type { Keyword, Protocol } from './keywords.ts';
import type { TokenStream } from './token-stream.ts';

const PLAIN_DIRECTIONS: ReadonlyMap<Keyword, Direction> = new Map([
  ['addr1', 'addr1'],
  ['addr2', 'addr2'],
  ['addr3', 'addr3'],
  ['addr4', 'addr4'],
  ['ra', 'ra'],
  ['ta', 'ta'],
]);

/** The types of operand that may have a direction. */
const DIRECTED_TYPES: ReadonlyMap<Keyword, OperandType> = new Map([
  ['host', 'host'],
  ['net', 'net'],
  ['port', 'port'],
  ['portrange', 'portrange'],
]);

const UNDIRECTED_TYPES: ReadonlyMap<Keyword, OperandType> = new Map([
  ['gateway', 'gateway'],
  ['proto', 'proto'],
  ['protochain', 'protochain'],
]);

/** A protocol that stands first, and where. */
export interface WrittenProtocol {
  readonly protocol: Protocol;
  readonly span: SourceSpan;
}

/**
 * Reads the direction and the type that follow `written`, if any does. Yields `null`, with nothing
 * taken, where neither is next.
 */
export function parseQualifiers(
  stream: TokenStream,
  written: WrittenProtocol | null,
): Qualifiers | null {
  const first = written?.span ?? stream.ahead.span;
  const direction = parseDirection(stream);
  const type = parseType(stream, direction !== null);
  const last = type ?? direction;
  if (last === null) {
    return null;
  }
  return {
    protocol: written?.protocol ?? null,
    direction: direction?.direction ?? null,
    type: type?.type ?? null,
    span: spanOf(first, last.span),
  };
}

function parseDirection(
  stream: TokenStream,
): { readonly direction: Direction; readonly span: SourceSpan } | null {
  const { ahead } = stream;
  if (ahead.kind !== 'keyword') {
    return null;
  }
  if (ahead.keyword === 'src' || ahead.keyword === 'dst') {
    stream.take();
    return parseEnds(stream, ahead.keyword, ahead.span);
  }
  const direction = PLAIN_DIRECTIONS.get(ahead.keyword);
  if (direction === undefined) {
    return null;
  }
  stream.take();
  return { direction, span: ahead.span };
}

/** Reads the rest of `src`, `src or dst`, `src and dst`, and the same the other way round. */
function parseEnds(
  stream: TokenStream,
  end: 'src' | 'dst',
  span: SourceSpan,
): { readonly direction: Direction; readonly span: SourceSpan } {
  const connective = stream.takeKeyword('or') ?? stream.takeKeyword('and');
  if (connective?.kind !== 'keyword') {
    return { direction: end, span };
  }
  const opposite = end === 'src' ? 'dst' : 'src';
  const other = stream.takeKeyword(opposite);
  if (other === null) {
    throw stream.unexpected([`'${opposite}'`]);
  }
  const direction = connective.keyword === 'or' ? 'src or dst' : 'src and dst';
  return { direction, span: spanOf(span, other.span) };
}

function parseType(
  stream: TokenStream,
  directed: boolean,
): { readonly type: OperandType; readonly span: SourceSpan } | null {
  const { ahead } = stream;
  if (ahead.kind !== 'keyword') {
    return null;
  }
  const type =
    DIRECTED_TYPES.get(ahead.keyword) ??
    (directed ? undefined : UNDIRECTED_TYPES.get(ahead.keyword));
  if (type === undefined) {
    return null;
  }
  stream.take();
  return { type, span: ahead.span };
}
