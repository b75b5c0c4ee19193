import type { SourceSpan } from '../../../../support/source-span.ts';
import { all, any } from '../../../control-flow/condition.ts';
import type { Protocol } from '../../syntax/keywords.ts';
import { carries, type MeaningContext } from '../context.ts';
import { behind, byteAt, equals, load, type PacketTest } from '../packet-test.ts';
import { LLC_SAP } from '../protocol-numbers.ts';

/** The ISO network-layer protocol identifiers. Source: ISO/IEC TR 9577. */
export const ISO_PROTOCOLS: ReadonlyMap<Protocol, number> = new Map<Protocol, number>([
  ['clnp', 0x81],
  ['esis', 0x82],
  ['isis', 0x83],
]);

/** The types of IS-IS PDUs that each name stands for. Source: ISO/IEC 10589, 9. */
const ISIS_TYPES: ReadonlyMap<Protocol, readonly number[]> = new Map<Protocol, readonly number[]>([
  ['l1', [0x1a, 0x18, 0x12, 0x0f, 0x11]],
  ['l2', [0x1b, 0x19, 0x14, 0x10, 0x11]],
  ['iih', [0x11, 0x0f, 0x10]],
  ['lsp', [0x12, 0x14]],
  ['snp', [0x1b, 0x1a, 0x18, 0x19]],
  ['csnp', [0x18, 0x19]],
  ['psnp', [0x1a, 0x1b]],
]);

/** Where the type of an IS-IS PDU is in its header, and its bits. ISO/IEC 10589, 9.5. */
const ISIS_TYPE = { offset: 4, mask: 0x1f } as const;

/** The largest type of an IS-IS PDU. */
export const MAX_ISIS_TYPE: number = ISIS_TYPE.mask;

/** The control byte before the protocol's number, where the link layer's type field holds both. */
const UNNUMBERED_INFORMATION = 0x03;

/** Tests for an ISO protocol by its name; `null` where `protocol` is none. */
export function isIsoProtocol(
  context: MeaningContext,
  protocol: Protocol,
  span: SourceSpan,
): PacketTest | null {
  const number = ISO_PROTOCOLS.get(protocol);
  if (number !== undefined) {
    return isoProtocolTest(context, number, span);
  }
  const types = ISIS_TYPES.get(protocol);
  return types === undefined
    ? null
    : any(...types.map((type) => isisTypeTest(context, type, span)));
}

/** `iso proto number`. */
export function isoProtocolTest(
  context: MeaningContext,
  number: number,
  span: SourceSpan,
): PacketTest {
  const { layer, offsets } = context.frame;
  const packet = layer.isoPacket(offsets);
  return packet === null
    ? equals(load(2, offsets.linkType), (UNNUMBERED_INFORMATION << 8) | number)
    : all(carries(context, LLC_SAP.iso, span), equals(byteAt(packet), number));
}

/** `isis proto type`. */
export function isisTypeTest(context: MeaningContext, type: number, span: SourceSpan): PacketTest {
  const { layer, offsets } = context.frame;
  const packet = layer.isoPacket(offsets) ?? offsets.payload;
  return all(
    isoProtocolTest(context, ISO_PROTOCOLS.get('isis') ?? 0, span),
    equals(byteAt(behind(packet, ISIS_TYPE.offset), ISIS_TYPE.mask), type),
  );
}
