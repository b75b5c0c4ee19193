import type { SourceSpan } from '../../../../support/source-span.ts';
import { all, any } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import { carries, type MeaningContext } from '../context.ts';
import { behind, type HeaderChain, type PacketTest, special } from '../packet-test.ts';
import { ETHERTYPE } from '../protocol-numbers.ts';
import { IPV6_HEADER_LENGTH, ipv4Payload, ipv4Protocol, ipv6NextHeader } from './ip-header.ts';

/**
 * `protochain number`: as `proto`, and looks behind the headers that stand between the IP header and
 * that of the protocol. Of these IPv4 has authentication headers alone.
 *
 * @throws {@link FilterTypeError} where the network-layer header is not at a fixed place.
 */
export function protochainMeaning(
  context: MeaningContext,
  protocol: number,
  over: 'ip' | 'ip6' | null,
  span: SourceSpan,
): PacketTest {
  const { payload } = context.frame.offsets;
  if (payload.base !== null && !context.extensions) {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      "'protochain' needs link-layer headers of fixed length; --extensions allows others",
      { span },
    );
  }
  const overIpv4 = (): PacketTest => {
    const chain: HeaderChain = {
      kind: 'header-chain',
      protocol,
      first: ipv4Protocol(payload),
      start: ipv4Payload(payload),
      version: 'ip',
    };
    return all(carries(context, ETHERTYPE.ip, span), special(chain));
  };
  const overIpv6 = (): PacketTest => {
    const chain: HeaderChain = {
      kind: 'header-chain',
      protocol,
      first: ipv6NextHeader(payload),
      start: behind(payload, IPV6_HEADER_LENGTH),
      version: 'ip6',
    };
    return all(carries(context, ETHERTYPE.ip6, span), special(chain));
  };
  switch (over) {
    case 'ip':
      return overIpv4();
    case 'ip6':
      return overIpv6();
    case null:
      return any(overIpv4(), overIpv6());
  }
}
