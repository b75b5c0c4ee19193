import { COLON, DASH, DOT, endOfRun, isHexDigit } from './character.ts';
import { endOfNumber } from './scan-number.ts';

/** The number of 16-bit groups in an IPv6 address. */
const IPV6_GROUPS = 8;

/** The most groups that may stand beside a `::`, which replaces at least one. */
const IPV6_GROUPS_BESIDE_GAP = 7;

/** The groups whose place a dotted IPv4 address takes at the end of an IPv6 address. */
const IPV4_GROUPS = 2;

const MAC_BYTES = 6;

/**
 * The end of the longest Ethernet address at `start`, or `start` where there is none. Forms: six
 * bytes of one or two hex digits with `:`, `-` or `.` between them, `xxxx.xxxx.xxxx`, and twelve
 * hex digits.
 */
export function endOfMac(text: string, start: number): number {
  const run = endOfHexRun(text, start, 12) - start;
  if (run === 12) {
    return start + 12;
  }
  const dotted = run === 4 ? endOfGroups(text, start, DOT, { groups: 3, digits: [4, 4] }) : start;
  if (dotted > start) {
    return dotted;
  }
  const separator = text.charCodeAt(start + run);
  return run <= 2 && (separator === COLON || separator === DASH || separator === DOT)
    ? endOfGroups(text, start, separator, { groups: MAC_BYTES, digits: [1, 2] })
    : start;
}

/** The end of the longest IPv6 address at `start`, or `start` where there is none. RFC 4291, 2.2. */
export function endOfIpv6(text: string, start: number): number {
  if (text.charCodeAt(endOfHexRun(text, start, 4)) !== COLON) {
    return start;
  }
  const groups = groupEnds(text, start, IPV6_GROUPS);
  const end = groups.at(-1) ?? start;
  if (groups.length < IPV6_GROUPS && isGap(text, end)) {
    return endAfterGap(text, end + 2, IPV6_GROUPS_BESIDE_GAP - groups.length);
  }
  const dotted = endOfTrailingIpv4(text, start, groups[IPV6_GROUPS - IPV4_GROUPS - 1]);
  return Math.max(groups[IPV6_GROUPS - 1] ?? start, dotted);
}

/** The end of an IPv6 address whose `::` ends at `start`, after which up to `room` groups fit. */
function endAfterGap(text: string, start: number, room: number): number {
  const groups = groupEnds(text, start, room);
  let end = groups.at(-1) ?? start;
  if (room >= IPV4_GROUPS) {
    end = Math.max(end, endOfDotted(text, start, 4));
  }
  for (const groupEnd of groups.slice(0, Math.max(0, room - IPV4_GROUPS))) {
    end = Math.max(end, endOfTrailingIpv4(text, start, groupEnd));
  }
  return end;
}

/** The end of the IPv4 address behind a group and a colon, or `start` where there is none. */
function endOfTrailingIpv4(text: string, start: number, groupEnd: number | undefined): number {
  if (groupEnd === undefined || text.charCodeAt(groupEnd) !== COLON) {
    return start;
  }
  const end = endOfDotted(text, groupEnd + 1, 4);
  return end > groupEnd + 1 ? end : start;
}

/** The ends of the groups of hex digits from `start` on, up to `most`, with single colons between. */
function groupEnds(text: string, start: number, most: number): readonly number[] {
  const ends: number[] = [];
  let at = start;
  while (ends.length < most) {
    const end = endOfHexRun(text, at, 4);
    if (end === at) {
      break;
    }
    ends.push(end);
    if (text.charCodeAt(end) !== COLON) {
      break;
    }
    at = end + 1;
  }
  return ends;
}

/** The end of the longest of two to four numbers with dots between them, or `start`. */
export function endOfIpv4(text: string, start: number): number {
  let at = endOfDotted(text, start, 2);
  for (let more = 2; more < 4 && at > start && text.charCodeAt(at) === DOT; more += 1) {
    const end = endOfNumber(text, at + 1);
    if (end === at + 1) {
      break;
    }
    at = end;
  }
  return at;
}

/** The end of exactly `count` numbers with dots between them, or `start` where there are fewer. */
function endOfDotted(text: string, start: number, count: number): number {
  let at = start;
  for (let number = 0; number < count; number += 1) {
    if (number > 0) {
      if (text.charCodeAt(at) !== DOT) {
        return start;
      }
      at += 1;
    }
    const end = endOfNumber(text, at);
    if (end === at) {
      return start;
    }
    at = end;
  }
  return at;
}

interface GroupShape {
  readonly groups: number;
  /** The fewest and the most hex digits of a group. */
  readonly digits: readonly [number, number];
}

function endOfGroups(text: string, start: number, separator: number, shape: GroupShape): number {
  const [fewest, most] = shape.digits;
  let at = start;
  for (let group = 0; group < shape.groups; group += 1) {
    if (group > 0) {
      if (text.charCodeAt(at) !== separator) {
        return start;
      }
      at += 1;
    }
    const end = endOfHexRun(text, at, most);
    if (end - at < fewest) {
      return start;
    }
    at = end;
  }
  return at;
}

const endOfHexRun = (text: string, start: number, most: number): number =>
  endOfRun(text, start, isHexDigit, Math.min(text.length, start + most));

const isGap = (text: string, at: number): boolean =>
  text.charCodeAt(at) === COLON && text.charCodeAt(at + 1) === COLON;
