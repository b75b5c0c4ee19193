import { all, any } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import type { Primitive } from '../../syntax/ast.ts';
import { carries, type MeaningContext, notAQualifier } from '../context.ts';
import { isLinkBroadcast, isLinkMulticast } from '../link-address/ethernet-address.ts';
import { byteAt, equals, load, type PacketTest } from '../packet-test.ts';
import { ETHERTYPE } from '../protocol-numbers.ts';
import { ipv4Destination, ipv6Destination } from './ip-header.ts';

type Cast = Extract<Primitive, { readonly kind: 'broadcast' | 'multicast' }>;

/** The high half of the first byte of an IPv4 multicast address, 224.0.0.0/4. RFC 5771. */
const IPV4_MULTICAST = { mask: 0xf0, value: 0xe0 } as const;

/** The first byte of an IPv6 multicast address. RFC 4291, 2.7. */
const IPV6_MULTICAST = 0xff;

/** What programs give libpcap as the netmask that they don't know. Source: pcap_compile(3PCAP). */
const UNKNOWN_NETMASK = 0xffff_ffff;

/** The meaning of `broadcast` and `ip broadcast`. */
export function isBroadcast(context: MeaningContext, { protocol, span }: Cast): PacketTest {
  switch (protocol) {
    case null:
    case 'link':
      return isLinkBroadcast(context, span);
    case 'ip':
      return isIpBroadcast(context, span);
    default:
      throw notAQualifier(protocol, "'broadcast'", span);
  }
}

/** The meaning of `multicast`, `ip multicast` and `ip6 multicast`. */
export function isMulticast(context: MeaningContext, { protocol, span }: Cast): PacketTest {
  const header = context.frame.offsets.payload;
  switch (protocol) {
    case null:
    case 'link':
      return isLinkMulticast(context, span);
    case 'ip':
      return all(
        carries(context, ETHERTYPE.ip, span),
        equals(byteAt(ipv4Destination(header), IPV4_MULTICAST.mask), IPV4_MULTICAST.value),
      );
    case 'ip6':
      return all(
        carries(context, ETHERTYPE.ip6, span),
        equals(byteAt(ipv6Destination(header)), IPV6_MULTICAST),
      );
    default:
      throw notAQualifier(protocol, "'multicast'", span);
  }
}

/** All host bits of the destination are 0, as was once the custom, or all are 1. */
function isIpBroadcast(context: MeaningContext, span: Cast['span']): PacketTest {
  if (context.netmask === null || context.netmask === UNKNOWN_NETMASK) {
    const why =
      context.netmask === null ? '' : ', and 255.255.255.255 stands for one that is not known';
    const message = `'ip broadcast' needs the netmask of the network${why}`;
    throw new FilterTypeError('FILTER_NETMASK', message, { span });
  }
  const hostBits = ~context.netmask >>> 0;
  const host = load(4, ipv4Destination(context.frame.offsets.payload), hostBits);
  return all(carries(context, ETHERTYPE.ip, span), any(equals(host, 0), equals(host, hostBits)));
}
