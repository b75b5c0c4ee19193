import type { AncillaryInput } from '../../../../ir/inputs.ts';
import type { SourceSpan } from '../../../../support/source-span.ts';
import { not } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import type { MeaningContext } from '../context.ts';
import { equals, input, type PacketTest, type Word } from '../packet-test.ts';

/** The class of the packets that this machine sent. Source: Linux, include/uapi/linux/if_packet.h. */
const PACKET_OUTGOING = 4;

/** The meaning of `inbound` and `outbound`. */
export function hasDirection(
  context: MeaningContext,
  kind: 'inbound' | 'outbound',
  span: SourceSpan,
): PacketTest {
  const { layer, offsets } = context.frame;
  return (
    layer.crossed(kind, offsets) ?? isOfClass(kernelWord(context, 'aux.pkttype', kind, span), kind)
  );
}

/** Tests a packet's class, as Linux numbers them: all that this machine did not send came in. */
export function isOfClass(word: Word, direction: 'inbound' | 'outbound'): PacketTest {
  const sent = equals(word, PACKET_OUTGOING);
  return direction === 'outbound' ? sent : not(sent);
}

/** The meaning of `ifindex index`. */
export function hasInterface(context: MeaningContext, index: number, span: SourceSpan): PacketTest {
  const { layer, offsets } = context.frame;
  const word = layer.interfaceIndex(offsets) ?? kernelWord(context, 'aux.ifindex', 'ifindex', span);
  return equals(word, index);
}

/** A word that Linux keeps beside a packet, for packets that it is about to hand over. */
function kernelWord(
  { linux, frame: { layer } }: MeaningContext,
  word: AncillaryInput,
  name: string,
  span: SourceSpan,
): Word {
  if (!linux) {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      `'${name}' needs a live capture on Linux, as packets of type ${layer.name} do not hold it`,
      { span },
    );
  }
  return input(word);
}
