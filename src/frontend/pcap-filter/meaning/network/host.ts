import { ALWAYS, all, any } from '../../../control-flow/condition.ts';
import type { Ipv4Pattern, Ipv6Pattern } from '../../names/address.ts';
import type { Qualifiers } from '../../syntax/ast.ts';
import type { Protocol } from '../../syntax/keywords.ts';
import { carries, type MeaningContext, notAQualifier } from '../context.ts';
import { testEnds } from '../direction.ts';
import { behind, equals, load, type PacketTest, type Place } from '../packet-test.ts';
import { ETHERTYPE } from '../protocol-numbers.ts';

/** Where IPv4 addresses are, in bytes from the start of the network-layer header. */
interface AddressFields {
  readonly protocol: 'ip' | 'arp' | 'rarp';
  readonly source: number;
  readonly destination: number;
}

/** Source: RFC 791, 3.1; RFC 826 and RFC 903, for Ethernet and IPv4. */
const IPV4_FIELDS: readonly AddressFields[] = [
  { protocol: 'ip', source: 12, destination: 16 },
  { protocol: 'arp', source: 14, destination: 24 },
  { protocol: 'rarp', source: 14, destination: 24 },
];

/** Where IPv6 addresses are, in bytes from the start of the header. Source: RFC 8200, 3. */
const IPV6_FIELDS = { source: 8, destination: 24 } as const;

/** How {@link matchIpv4} treats the packets of one protocol whose addresses match, or don't. */
type PerProtocol = (matches: PacketTest) => PacketTest;

/**
 * Tests the addresses of IPv4, ARP and RARP packets, or of those among these that the qualifiers
 * name; behind MPLS labels there is no ARP. One of `patterns` has to match.
 *
 * @throws {@link FilterTypeError} for a protocol without IPv4 addresses.
 */
export function matchIpv4(
  context: MeaningContext,
  qualifiers: Qualifiers,
  patterns: readonly Ipv4Pattern[],
  perProtocol: PerProtocol = (matches) => matches,
): PacketTest {
  const { protocol, span } = qualifiers;
  const { labels } = context.frame;
  const fields = IPV4_FIELDS.filter(
    (one) => one.protocol === (protocol ?? (labels > 0 ? 'ip' : one.protocol)),
  );
  if (fields.length === 0) {
    throw notAQualifier(protocol ?? '', 'an IPv4 address', span);
  }
  const { payload } = context.frame.offsets;
  return any(
    ...fields.map((field) => {
      const matches = patterns.map(({ value, mask }) =>
        testEnds(qualifiers, {
          source: matchWord(behind(payload, field.source), value, mask),
          destination: matchWord(behind(payload, field.destination), value, mask),
        }),
      );
      return all(carries(context, ETHERTYPE[field.protocol], span), perProtocol(any(...matches)));
    }),
  );
}

/**
 * Tests the addresses of IPv6 packets. One of `patterns` has to match.
 *
 * @throws {@link FilterTypeError} for a protocol without IPv6 addresses.
 */
export function matchIpv6(
  context: MeaningContext,
  qualifiers: Qualifiers,
  patterns: readonly Ipv6Pattern[],
): PacketTest {
  const { protocol, span } = qualifiers;
  if (protocol !== null && protocol !== 'ip6') {
    throw notAQualifier(protocol, 'an IPv6 address', span);
  }
  const { payload } = context.frame.offsets;
  const matches = patterns.map((pattern) =>
    testEnds(qualifiers, {
      source: matchIpv6At(behind(payload, IPV6_FIELDS.source), pattern),
      destination: matchIpv6At(behind(payload, IPV6_FIELDS.destination), pattern),
    }),
  );
  return all(carries(context, ETHERTYPE.ip6, span), any(...matches));
}

/** Whether packets of `protocol` can have an IPv4 address to match. */
export function hasIpv4Addresses(protocol: Protocol | null): boolean {
  return protocol === null || IPV4_FIELDS.some((field) => field.protocol === protocol);
}

function matchIpv6At(place: Place, { value, mask }: Ipv6Pattern): PacketTest {
  return all(
    ...value.map((word, index) => matchWord(behind(place, 4 * index), word, mask[index] ?? 0)),
  );
}

/** Tests four bytes under a mask. An empty mask loads nothing. */
function matchWord(place: Place, value: number, mask: number): PacketTest {
  return mask === 0 ? ALWAYS : equals(load(4, place, mask === 0xffff_ffff ? null : mask), value);
}
