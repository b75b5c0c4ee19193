import type { SourceSpan } from '../../../../support/source-span.ts';
import { ALWAYS, all } from '../../../control-flow/condition.ts';
import { PPP_IN_PPPOE } from '../../link/ppp.ts';
import { carries, type MeaningContext, tooLarge } from '../context.ts';
import { type EncapsulationMeaning, frameAt } from '../frame.ts';
import { behind, equals, load } from '../packet-test.ts';
import { CARRIER_ETHERTYPE } from '../protocol-numbers.ts';

/** The PPPoE header: version and type, code, session, length. RFC 2516, 4. */
const PPPOE = { session: 2, length: 6, maxSession: 0xffff } as const;

/** `pppoed`: a packet of the discovery stage, which carries no other. */
export function pppoeDiscoveryMeaning(
  context: MeaningContext,
  _number: number | null,
  span: SourceSpan,
): EncapsulationMeaning {
  return {
    test: carries(context, CARRIER_ETHERTYPE.pppoeDiscovery, span),
    frame: context.frame,
  };
}

/** `pppoes` and `pppoes session`: the text goes on about the PPP frame inside. */
export function pppoeSessionMeaning(
  context: MeaningContext,
  number: number | null,
  span: SourceSpan,
): EncapsulationMeaning {
  if (number !== null && number > PPPOE.maxSession) {
    throw tooLarge('PPPoE session', number, PPPOE.maxSession, span);
  }
  const { payload } = context.frame.offsets;
  return {
    test: all(
      carries(context, CARRIER_ETHERTYPE.pppoeSession, span),
      number === null ? ALWAYS : equals(load(2, behind(payload, PPPOE.session)), number),
    ),
    frame: frameAt(PPP_IN_PPPOE, behind(payload, PPPOE.length)),
  };
}
