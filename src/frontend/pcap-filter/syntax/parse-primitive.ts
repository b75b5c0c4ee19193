import { type SourceSpan, spanOf } from '../../../support/source-span.ts';
import type { Encapsulation, Primitive, Qualifiers } from './ast.ts';
import type { AtmField, AtmTest, Keyword, Protocol, Ss7Field, Ss7Test } from './keywords.ts';
import { parseFieldTests } from './parse-field-tests.ts';
import { parseQualifiers, type WrittenProtocol } from './parse-qualifiers.ts';
import type { TokenStream } from './token-stream.ts';

/** A primitive, or the qualifiers of one whose operand comes next. */
export type PrimitiveOrQualifiers =
  | { readonly kind: 'primitive'; readonly primitive: Primitive }
  | { readonly kind: 'qualifiers'; readonly qualifiers: Qualifiers };

/** What may stand where a primitive starts, for messages. */
export const A_PRIMITIVE = 'a primitive such as host, port or tcp';

/** Reads a primitive, but for the operand of qualifiers and for relations. */
export function parsePrimitive(
  stream: TokenStream,
  written: WrittenProtocol | null,
): PrimitiveOrQualifiers {
  const qualifiers = parseQualifiers(stream, written);
  if (qualifiers !== null) {
    return { kind: 'qualifiers', qualifiers };
  }
  const { ahead } = stream;
  const rule = ahead.kind === 'keyword' ? RULES.get(ahead.keyword) : undefined;
  const applies = rule !== undefined && (written === null || rule.takesProtocol);
  if (applies) {
    const { span } = stream.take();
    const start = written?.span ?? span;
    return { kind: 'primitive', primitive: rule.parse({ stream, written, start, last: span }) };
  }
  if (written === null) {
    throw stream.unexpected([A_PRIMITIVE]);
  }
  return { kind: 'primitive', primitive: { kind: 'protocol', ...written } };
}

/** A primitive whose keyword has just been taken. */
interface Site {
  readonly stream: TokenStream;
  readonly written: WrittenProtocol | null;
  /** Its first token. */
  readonly start: SourceSpan;
  /** Its keyword. */
  readonly last: SourceSpan;
}

/** How a primitive is read whose keyword is this. */
interface Rule {
  /** Whether a protocol may stand before the keyword. */
  readonly takesProtocol: boolean;
  parse(site: Site): Primitive;
}

const alone = (parse: Rule['parse']): Rule => ({ takesProtocol: false, parse });
const qualified = (parse: Rule['parse']): Rule => ({ takesProtocol: true, parse });

const protocolOf = ({ written }: Site): Protocol | null => written?.protocol ?? null;
const spanFrom = ({ start, last }: Site): SourceSpan => spanOf(start, last);

const cast = (kind: 'broadcast' | 'multicast'): Rule =>
  qualified((site) => ({ kind, protocol: protocolOf(site), span: spanFrom(site) }));

const length = (kind: 'less' | 'greater'): Rule =>
  alone(({ stream, start }) => {
    const { span } = stream.ahead;
    return { kind, bytes: stream.number('a number of bytes'), span: spanOf(start, span) };
  });

const crossing = (kind: 'inbound' | 'outbound'): Rule =>
  alone((site) => ({ kind, span: spanFrom(site) }));

const traffic = (kind: AtmTest | Ss7Test): Rule =>
  alone((site) => ({ kind: 'traffic', traffic: kind, span: spanFrom(site) }));

const field = (name: AtmField | Ss7Field): Rule =>
  alone(({ stream, start }) => {
    const { alternatives, span } = parseFieldTests(stream);
    return { kind: 'field', field: name, alternatives, span: spanOf(start, span) };
  });

const encapsulation = (kind: Encapsulation, numbered: boolean): Rule =>
  alone((site) => {
    const number = numbered ? parseOptionalNumber(site.stream) : null;
    const span = spanOf(site.start, number?.span ?? site.last);
    return { kind, number: number?.value ?? null, span };
  });

const pf = (
  name: Extract<Primitive, { kind: 'pf' }>['field'],
  takes: 'name' | 'number' | 'both',
): Rule =>
  alone(({ stream, start }) => {
    const { span } = stream.ahead;
    const value = parseNameOrNumber(stream, takes);
    return { kind: 'pf', field: name, value, span: spanOf(start, span) };
  });

const wlanType: Rule = qualified((site) => {
  const { stream } = site;
  let last = stream.ahead.span;
  const type = parseNameOrNumber(stream, 'both');
  let subtype: string | number | null = null;
  if (stream.takeKeyword('subtype') !== null) {
    last = stream.ahead.span;
    subtype = parseNameOrNumber(stream, 'both');
  }
  const span = spanOf(site.start, last);
  return { kind: 'wlan-type', protocol: protocolOf(site), type, subtype, span };
});

const wlanSubtype: Rule = qualified((site) => {
  const { span } = site.stream.ahead;
  const subtype = parseNameOrNumber(site.stream, 'name');
  const type = null;
  return {
    kind: 'wlan-type',
    protocol: protocolOf(site),
    type,
    subtype,
    span: spanOf(site.start, span),
  };
});

const wlanDirection: Rule = qualified((site) => {
  const { span } = site.stream.ahead;
  const direction = parseNameOrNumber(site.stream, 'both');
  return {
    kind: 'wlan-direction',
    protocol: protocolOf(site),
    direction,
    span: spanOf(site.start, span),
  };
});

const llc: Rule = alone((site) => {
  const { ahead } = site.stream;
  if (ahead.kind === 'name') {
    site.stream.take();
    return { kind: 'llc', type: ahead.name, span: spanOf(site.start, ahead.span) };
  }
  const rnr = site.stream.takeKeyword('rnr');
  const type = rnr === null ? null : 'rnr';
  return { kind: 'llc', type, span: spanOf(site.start, rnr?.span ?? site.last) };
});

const BYTE_OPERATORS = ['=', '<', '>', '&', '|'] as const;

const byte: Rule = alone(({ stream, start }) => {
  const offset = stream.number('a byte offset');
  const operator = BYTE_OPERATORS.find((symbol) => stream.takeSymbol(symbol) !== null);
  if (operator === undefined) {
    throw stream.unexpected(['=, <, >, & or |']);
  }
  const { span } = stream.ahead;
  const value = stream.number();
  return { kind: 'byte', offset, operator, value, span: spanOf(start, span) };
});

const ifindex: Rule = alone(({ stream, start }) => {
  const { span } = stream.ahead;
  return { kind: 'ifindex', index: stream.number('an interface index'), span: spanOf(start, span) };
});

/** The primitives that a keyword starts, after a protocol or not. */
const RULES: ReadonlyMap<Keyword, Rule> = new Map<Keyword, Rule>([
  ['broadcast', cast('broadcast')],
  ['multicast', cast('multicast')],
  ['less', length('less')],
  ['greater', length('greater')],
  ['byte', byte],
  ['inbound', crossing('inbound')],
  ['outbound', crossing('outbound')],
  ['ifindex', ifindex],
  ['vlan', encapsulation('vlan', true)],
  ['mpls', encapsulation('mpls', true)],
  ['pppoed', encapsulation('pppoed', false)],
  ['pppoes', encapsulation('pppoes', true)],
  ['geneve', encapsulation('geneve', true)],
  ['vxlan', encapsulation('vxlan', true)],
  ['ifname', pf('ifname', 'name')],
  ['rset', pf('rset', 'name')],
  ['rnr', pf('rnr', 'number')],
  ['srnr', pf('srnr', 'number')],
  ['reason', pf('reason', 'both')],
  ['action', pf('action', 'name')],
  ['type', wlanType],
  ['subtype', wlanSubtype],
  ['dir', wlanDirection],
  ['llc', llc],
  ...(['vpi', 'vci'] as const).map((name): [Keyword, Rule] => [name, field(name)]),
  ...(['sio', 'opc', 'dpc', 'sls'] as const).map((name): [Keyword, Rule] => [name, field(name)]),
  ...(['hsio', 'hopc', 'hdpc', 'hsls'] as const).map((name): [Keyword, Rule] => [
    name,
    field(name),
  ]),
  ...(['lane', 'metac', 'bcc', 'sc', 'ilmic', 'oam', 'oamf4', 'oamf4ec', 'oamf4sc'] as const).map(
    (name): [Keyword, Rule] => [name, traffic(name)],
  ),
  ...(['connectmsg', 'metaconnect'] as const).map((name): [Keyword, Rule] => [name, traffic(name)]),
  ...(['fisu', 'lssu', 'msu', 'hfisu', 'hlssu', 'hmsu'] as const).map((name): [Keyword, Rule] => [
    name,
    traffic(name),
  ]),
]);

/** Reads a number, in parentheses or not, if one is next. */
function parseOptionalNumber(
  stream: TokenStream,
): { readonly value: number; readonly span: SourceSpan } | null {
  let depth = 0;
  while (stream.takeSymbol('(') !== null) {
    depth += 1;
  }
  let { span } = stream.ahead;
  if (depth === 0 && stream.ahead.kind !== 'number') {
    return null;
  }
  const value = stream.number();
  for (; depth > 0; depth -= 1) {
    const close = stream.takeSymbol(')');
    if (close === null) {
      throw stream.unexpected(["')'"]);
    }
    ({ span } = close);
  }
  return { value, span };
}

function parseNameOrNumber(
  stream: TokenStream,
  takes: 'name' | 'number' | 'both',
): string | number {
  const { ahead } = stream;
  if (ahead.kind === 'name' && takes !== 'number') {
    stream.take();
    return ahead.name;
  }
  if (ahead.kind === 'number' && takes !== 'name') {
    stream.take();
    return ahead.value;
  }
  throw stream.unexpected([takes === 'both' ? 'a name or a number' : `a ${takes}`]);
}
