import { fromDisplayFilter } from './display-filter.ts';

/** The character that stands for the place of an error in the text that rules are about. */
const HERE = '‸';

/** How far the text around an error is looked at, in UTF-16 code units to each side. */
const REACH = 80;

/** Stands for the text before. */
const CUT = '…';

/** What to write where the text around an error matches. */
interface Rule {
  readonly pattern: RegExp;
  /** Makes the suggestion from the groups of the pattern, or `null` where none fits. */
  suggest(...groups: readonly string[]): string | null;
}

const rule = (pattern: RegExp, suggest: Rule['suggest']): Rule => ({ pattern, suggest });

/** Rules for a number that needs more around it; the place of the error is before or behind it. */
function alone({ source }: RegExp, suggest: Rule['suggest']): readonly Rule[] {
  return [
    rule(new RegExp(`(?:^|[(!\\s])‸(${source})`), suggest),
    rule(new RegExp(`(?:^|[(!\\s])(${source})\\s*‸`), suggest),
  ];
}

/** `digits` as a port, in `text`; `null` where no port has that number. */
const withPort = (digits: string, text: string): string | null =>
  Number(digits) <= 0xffff ? text : null;

/**
 * The network of a length or of the first bytes of a mask, in the form that has no bits behind its prefix;
 * `null` where there is none.
 */
function prefixed(address: string, length: number): string | null {
  const bytes = [...address.split('.'), '0', '0', '0'].slice(0, 4).map(Number);
  const bits = length <= 32 ? length : Math.clz32(~(length << 24));
  const isMask = length > 32 && length <= 0xff && ((length << bits) & 0xff) === 0;
  if (bytes.some((byte) => byte > 0xff) || (length > 32 && !isMask)) {
    return null;
  }
  const kept = bytes.map(
    (byte, index) => byte & (0xff00 >> Math.min(Math.max(bits - 8 * index, 0), 8)),
  );
  return `net ${kept.map((byte) => byte & 0xff).join('.')}/${bits}`;
}

/**
 * Frequent mistakes. `‸` is the place of the error, at which its token starts; the first rule that
 * matches and has a suggestion holds.
 */
const RULES: readonly Rule[] = [
  // Addresses and networks
  rule(/\bnet\s+(\d{1,3})\s*‸\/\s*(\d+)/, (byte, length) =>
    Number(byte) < 256 ? `net ${byte}.0.0.0/${length}` : null,
  ),
  rule(/([\d.]+)\s*\/\s*‸(\d+\.[\d.]+)/, (address, mask) => `net ${address} mask ${mask}`),
  rule(/([\d.]+)\s+mask\s+‸(\d+)/, (address, length) => prefixed(address, Number(length))),
  rule(
    /([\d.]+)\s+‸(?:netmask|mask)\s+(\d+\.[\d.]+)/,
    (address, mask) => `net ${address} mask ${mask}`,
  ),
  rule(/^\s*‸(\d+\.\d+\.\d+\.\d+\/\d+)/, (network) => `net ${network}`),
  rule(/(\d+(?:\.\d+){3})\s*‸:\s*(\d+)/, (address, port) =>
    withPort(port ?? '', `host ${address} and port ${port}`),
  ),
  rule(
    /\b(ip|arp|rarp|ip6)\s+‸([\d.]+\.[\d.]+|[\da-f:]+::?[\da-f:.]*)/,
    (protocol, address) => `${protocol} host ${address}`,
  ),
  rule(
    /\b(tcp|udp|sctp|icmp)\s+‸(\d+(?:\.\d+){1,3})/,
    (protocol, address) => `${protocol} and host ${address}`,
  ),
  rule(
    /\b(ether|link|wlan)\s+‸([\da-f]{1,2}(?:[:-][\da-f]{1,2}){5})/i,
    (layer, address) => `${layer} host ${address}`,
  ),
  rule(/(?:^|[(!]|and|or|not|&&|\|\|)\s*‸(\d+(?:\.\d+){3})/, (address) => `host ${address}`),
  rule(
    /(?:^|[(!]|and|or|not|&&|\|\|)\s*‸([\da-f]{1,2}(?:[:-][\da-f]{1,2}){5})/i,
    (address) => `ether host ${address}`,
  ),

  // Ports
  rule(/\bport\s+(\d+)\s*‸[:-]\s*(\d+)/, (low, high) => `portrange ${low}-${high}`),
  rule(/\bportrange\s+(\d+)\s*‸(?::|to|\.\.)?\s*(\d+)/, (low, high) => `portrange ${low}-${high}`),
  rule(/\b(tcp|udp|sctp)\s+‸(src|dst)?\s*(\d+)/, (protocol, end, port) =>
    withPort(port ?? '', [protocol, end, 'port', port].filter(Boolean).join(' ')),
  ),
  rule(
    /\b(port|host|net|proto|portrange)\s*‸==?\s*(\S{1,40})/,
    (type, operand) => `${type} ${operand}`,
  ),
  rule(/‸[,;]/, () => 'or'),

  // Operators
  rule(/[=]‸([<>])/, (symbol) => `${symbol}=`),
  rule(/<\s*‸>/, () => '!='),
  rule(/[=!]=?\s*‸=/, () => '=='),
  rule(/=\s*‸!/, () => '!='),
  rule(/‸&\s/, () => 'and'),
  rule(/‸\|\s/, () => 'or'),

  // Names that are keywords too
  rule(
    /\b(proto|protochain|host|net|gateway)\s+‸([a-z][a-z0-9-]*)/,
    (type, word) => `${type} \\${word}`,
  ),

  // Numbers that stand alone
  ...alone(/tcp-(?:syn|ack|fin|rst|push|urg|ece|cwr)/, (flag) => `tcp[tcpflags] & ${flag} != 0`),
  ...alone(/icmp6-[a-z0-9]+/, (type) => `icmp6[icmp6type] = ${type}`),
  ...alone(/icmp-[a-z]+/, (type) => `icmp[icmptype] = ${type}`),
  rule(/\bicmp\s+‸(\d+)/, (type) => `icmp[icmptype] = ${type}`),
  rule(/\bicmp6\s+‸(\d+)/, (type) => `icmp6[icmp6type] = ${type}`),
  rule(
    /(?:^|[(\s])(\w+\[[^\][]{1,30}\](?:\s*&\s*(?:\w[\w-]*|\([^()]{1,40}\)))?)\s*‸(?:$|[)\s]|and|or|&&|\|\|)/,
    (value) => `${value} != 0`,
  ),
  rule(/^\s*(\d+)\s*‸$/, (port) => withPort(port ?? '', `port ${port}`)),
];

/** What was probably meant by the text around the place `at`, where an error is; `null` for none. */
export function rewriteAt(text: string, at: number): string | null {
  const before = `${at > REACH ? CUT : ''}${text.slice(Math.max(0, at - REACH), at)}`;
  const after = text.slice(at, at + REACH);
  return fromDisplayFilterAround(before, after) ?? firstOf(`${before}${HERE}${after}`);
}

/** The error may be at the field of a display filter, or at its operator. */
function fromDisplayFilterAround(before: string, after: string): string | null {
  const [field = ''] = /[a-z0-9_.]+\s*$/.exec(before) ?? [];
  return fromDisplayFilter(after) ?? fromDisplayFilter(field + after);
}

function firstOf(marked: string): string | null {
  for (const { pattern, suggest } of RULES) {
    const match = pattern.exec(marked);
    const suggestion = match === null ? null : suggest(...match.slice(1));
    if (suggestion !== null) {
      return suggestion;
    }
  }
  return null;
}
