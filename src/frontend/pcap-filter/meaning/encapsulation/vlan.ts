import type { SourceSpan } from '../../../../support/source-span.ts';
import { ALWAYS, all, any, not } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import { carries, type MeaningContext, tooLarge } from '../context.ts';
import type { EncapsulationMeaning, Frame } from '../frame.ts';
import {
  assign,
  behind,
  equals,
  type FrameOffsets,
  input,
  load,
  type OffsetVariable,
  type PacketTest,
  type Word,
} from '../packet-test.ts';
import { CARRIER_ETHERTYPE } from '../protocol-numbers.ts';

/** The EtherTypes of VLAN tags: IEEE 802.1Q, IEEE 802.1ad, and one that was in use before. */
const TAG_TYPES = [
  CARRIER_ETHERTYPE.vlan,
  CARRIER_ETHERTYPE.serviceVlan,
  CARRIER_ETHERTYPE.oldServiceVlan,
] as const;

/** The bits of a tag that are the VLAN's number. IEEE 802.1Q, 9.6. */
const VLAN_NUMBER = 0x0fff;

/** The length of a tag, in bytes. */
const TAG_LENGTH = 4;

/** The link layers whose first tag Linux takes off when it receives a frame. */
const TAG_IS_TAKEN_OFF: ReadonlySet<string> = new Set([
  'EN10MB',
  'NETANALYZER',
  'NETANALYZER_TRANSPARENT',
]);

/**
 * `vlan` and `vlan number`: the frame has a tag, and what follows is about the frame behind it.
 *
 * Where Linux runs the filter it has taken off the tag of a frame that it received, and says so
 * beside the packet; the tag of a frame that it sends is in its place. Which one it is tells how far
 * back the rest of the frame is.
 */
export function vlanMeaning(
  context: MeaningContext,
  number: number | null,
  span: SourceSpan,
): EncapsulationMeaning {
  const { frame, linux } = context;
  if (frame.labels > 0) {
    throw new FilterTypeError('FILTER_LINK_TYPE', "'vlan' can't follow 'mpls'", { span });
  }
  if (frame.layer.vlan !== true) {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      `packets of type ${frame.layer.name} have no VLAN tags`,
      { span },
    );
  }
  if (number !== null && number > VLAN_NUMBER) {
    throw tooLarge('VLAN number', number, VLAN_NUMBER, span);
  }
  const beside = linux && frame.untouched && TAG_IS_TAKEN_OFF.has(frame.layer.name);
  return beside ? tagMayBeBeside(context, number, span) : tagInFrame(context, number, span);
}

function tagInFrame(
  context: MeaningContext,
  number: number | null,
  span: SourceSpan,
): EncapsulationMeaning {
  const { frame } = context;
  const tag = load(2, frame.offsets.payload);
  return {
    test: all(hasTag(context, span), isNumbered(tag, number)),
    frame: withOffsets(frame, {
      header: frame.offsets.header,
      linkType: behind(frame.offsets.linkType, TAG_LENGTH),
      payload: behind(frame.offsets.payload, TAG_LENGTH),
    }),
  };
}

function tagMayBeBeside(
  context: MeaningContext,
  number: number | null,
  span: SourceSpan,
): EncapsulationMeaning {
  const { frame } = context;
  const { header, linkType, payload } = frame.offsets;
  const isBeside = equals(input('aux.vlan_tag_present'), 1);
  const shift: OffsetVariable = { kind: 'offset-variable', name: 'vlan' };
  const numbered =
    number === null
      ? ALWAYS
      : any(
          all(isBeside, isNumbered(input('aux.vlan_tag'), number)),
          all(not(isBeside), isNumbered(load(2, payload), number)),
        );
  return {
    test: all(
      any(
        isBeside,
        all(assign(shift, { kind: 'constant', value: TAG_LENGTH }), hasTag(context, span)),
      ),
      numbered,
    ),
    frame: withOffsets(frame, {
      header,
      linkType: { base: shift, offset: linkType.offset },
      payload: { base: shift, offset: payload.offset },
    }),
  };
}

const withOffsets = (frame: Frame, offsets: FrameOffsets): Frame => ({
  ...frame,
  offsets,
  untouched: false,
});

function hasTag(context: MeaningContext, span: SourceSpan): PacketTest {
  return any(...TAG_TYPES.map((type) => carries(context, type, span)));
}

function isNumbered(tag: Word, number: number | null): PacketTest {
  return number === null ? ALWAYS : equals(masked(tag), number);
}

const masked = (tag: Word): Word => ({ ...tag, mask: VLAN_NUMBER });
