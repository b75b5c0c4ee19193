import { ALWAYS, all } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import type { PfField, Primitive } from '../../syntax/ast.ts';
import type { MeaningContext } from '../context.ts';
import { behind, byteAt, equals, load, type PacketTest, type Place } from '../packet-test.ts';

type PfPrimitive = Extract<Primitive, { readonly kind: 'pf' }>;

/**
 * Where a log entry has its fields, in bytes from its start. Names end in a zero byte, so one of
 * `room` bytes has at most `room - 1`. Source: OpenBSD, sys/net/if_pflog.h.
 */
const FIELDS: Readonly<
  Record<PfField, { readonly offset: number; readonly width: 1 | 4 } | TextField>
> = {
  action: { offset: 2, width: 1 },
  reason: { offset: 3, width: 1 },
  ifname: { offset: 4, room: 16, what: 'interface' },
  rset: { offset: 20, room: 16, what: 'rule set' },
  rnr: { offset: 36, width: 4 },
  srnr: { offset: 40, width: 4 },
};

interface TextField {
  readonly offset: number;
  readonly room: number;
  /** What it is the name of. */
  readonly what: string;
}

/**
 * Reasons and actions: first what all systems number alike, then what single systems added. They gave one number to
 * several meanings, but one name to no two numbers, so that a capture of any system can be filtered anywhere.
 * Sources: sys/net/pfvar.h of OpenBSD (and pflog(4)), FreeBSD, NetBSD, XNU.
 */
const NAMES: Readonly<Partial<Record<PfField, ReadonlyMap<string, number>>>> = {
  reason: new Map([
    ...numbered(
      ['match', 'bad-offset', 'fragment', 'short', 'normalize', 'memory', 'bad-timestamp'],
      ['congestion', 'ip-option', 'proto-cksum', 'state-mismatch', 'state-insert', 'state-limit'],
      ['src-limit', 'synproxy'],
    ),
    // FreeBSD
    ['map-failed', 15],
    // NetBSD
    ['state-locked', 15],
    // OpenBSD
    ['translate', 15],
    ['no-route', 16],
    // macOS
    ['dummynet', 15],
  ]),
  action: new Map([
    ...numbered(
      ['pass', 'drop', 'scrub', 'noscrub', 'nat', 'nonat', 'binat', 'nobinat', 'rdr', 'nordr'],
      ['synproxy-drop'],
    ),
    ['accept', 0],
    ['block', 1],
    // FreeBSD, OpenBSD
    ['defer', 11],
    // OpenBSD
    ['match', 12],
    ['divert', 13],
    ['rt', 14],
    ['afrt', 15],
    // macOS
    ['dummynet', 11],
    ['nodummynet', 12],
    ['nat64', 13],
    ['nonat64', 14],
  ]),
};

/** `on`, `rset`, `rnr`, `srnr`, `reason` and `action`: what was logged of the packet. */
export function packetFilterMeaning(
  { frame: { layer, offsets } }: MeaningContext,
  { field: name, value, span }: PfPrimitive,
): PacketTest {
  if (layer.pf !== true) {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      `'${name}' is for packets of type PFLOG only, and these are ${layer.name}`,
      { span },
    );
  }
  const field = FIELDS[name];
  const place = behind(offsets.header, field.offset);
  if ('room' in field) {
    return startsWith(place, field, { text: String(value), span });
  }
  const number = typeof value === 'number' ? value : NAMES[name]?.get(value.toLowerCase());
  if (number === undefined) {
    throw new FilterTypeError('FILTER_NAME', `unknown ${name} '${value}'`, { span });
  }
  return equals(load(field.width, place), number);
}

/** Tests for a name, the last bytes first. As in libpcap, a longer name passes too. */
function startsWith(
  place: Place,
  { room, what }: TextField,
  { text, span }: { readonly text: string; readonly span: PfPrimitive['span'] },
): PacketTest {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length >= room) {
    throw new FilterTypeError(
      'FILTER_RANGE',
      `the name of a ${what} has at most ${room - 1} bytes, and this one ${bytes.length}`,
      { span },
    );
  }
  const view = new DataView(bytes.buffer);
  const tests: PacketTest[] = [];
  let end = bytes.length;
  for (; end >= 4; end -= 4) {
    tests.push(equals(load(4, behind(place, end - 4)), view.getUint32(end - 4)));
  }
  if (end >= 2) {
    end -= 2;
    tests.push(equals(load(2, behind(place, end)), view.getUint16(end)));
  }
  tests.push(end === 0 ? ALWAYS : equals(byteAt(place), view.getUint8(0)));
  return all(...tests);
}

/** The names with their positions. */
function numbered(...rows: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  return new Map(rows.flat().map((name, number) => [name, number]));
}
