import type { SourceSpan } from '../../../../support/source-span.ts';
import { all, any, not } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import { isOfTraffic, SUNATM, SUNATM_HEADER, SUNATM_TRAFFIC } from '../../link/atm.ts';
import { ETHERNET } from '../../link/ethernet.ts';
import type { LinkLayer } from '../../link/link-layer.ts';
import type { Primitive } from '../../syntax/ast.ts';
import type { AtmField, AtmTest } from '../../syntax/keywords.ts';
import type { MeaningContext } from '../context.ts';
import { type EncapsulationMeaning, frameAt } from '../frame.ts';
import {
  behind,
  byteAt,
  equals,
  fromStart,
  load,
  type PacketTest,
  type Place,
  type Word,
} from '../packet-test.ts';
import { anyAlternative, relates } from './field-test.ts';

type FieldPrimitive = Extract<Primitive, { readonly kind: 'field' }>;

/** The traffic that is told by its channel, on path 0. Sources: ITU-T I.361; ATM Forum, UNI 3.1. */
const CHANNELS: Readonly<Record<Exclude<AtmTest, 'lane'>, readonly number[]>> = {
  metac: [1],
  bcc: [2],
  sc: [5],
  ilmic: [16],
  oam: [3, 4],
  oamf4: [3, 4],
  oamf4sc: [3],
  oamf4ec: [4],
  connectmsg: [5],
  metaconnect: [1],
};

/** Where the type of a Q.2931 message is, behind SunATM's header. */
const MESSAGE_TYPE = 5;

/** The types of messages that open and close connections. ITU-T Q.2931, 4.4. */
const MESSAGE = {
  releaseComplete: 0x5a,
  release: 0x4d,
  connectAcknowledge: 0x0f,
  connect: 0x07,
  setup: 0x05,
  callProceeding: 0x02,
} as const;

const ALL_MESSAGES: readonly number[] = Object.values(MESSAGE);

/** The messages that each kind of traffic is narrowed to, in the order of their tests. */
const MESSAGES_OF: ReadonlyMap<AtmTest, readonly number[]> = new Map<AtmTest, readonly number[]>([
  ['connectmsg', ALL_MESSAGES],
  ['metaconnect', ALL_MESSAGES.filter((message) => message !== MESSAGE.connectAcknowledge)],
]);

const MAX_PATH = 0xff;
const MAX_CHANNEL = 0xffff;

/** LAN emulation: two bytes, then Ethernet. In a control frame the two are these. */
const LANE = { length: 2, control: 0xff00 } as const;

/** Ethernet over ATM, whose frames still have a path and a channel. */
const EMULATED_LAN: LinkLayer = { ...ETHERNET, atm: true };

/** The kinds of ATM traffic that are tested by name, but for `lane`. */
export function atmTrafficMeaning(
  context: MeaningContext,
  traffic: Exclude<AtmTest, 'lane'>,
  span: SourceSpan,
): PacketTest {
  const header = atmHeader(context, traffic, span);
  const messages = MESSAGES_OF.get(traffic);
  const type = byteAt(behind(header, SUNATM_HEADER.length + MESSAGE_TYPE));
  return all(
    equals(byteAt(behind(header, SUNATM_HEADER.vpi)), 0),
    any(...CHANNELS[traffic].map((channel) => equals(channelOf(header), channel))),
    ...(messages === undefined ? [] : [any(...messages.map((message) => equals(type, message)))]),
  );
}

/** `vpi` and `vci`: the path and the channel of a cell. */
export function atmFieldMeaning(
  context: MeaningContext,
  field: AtmField,
  { alternatives, span }: FieldPrimitive,
): PacketTest {
  const header = atmHeader(context, field, span);
  const isPath = field === 'vpi';
  const word = isPath ? byteAt(behind(header, SUNATM_HEADER.vpi)) : channelOf(header);
  const limits = { name: field, most: isPath ? MAX_PATH : MAX_CHANNEL, span };
  return anyAlternative(alternatives, limits, (operator, value) => relates(word, operator, value));
}

/** `lane`: an Ethernet frame of LAN emulation, which the text goes on about. */
export function laneMeaning(context: MeaningContext, span: SourceSpan): EncapsulationMeaning {
  const header = atmHeader(context, 'lane', span);
  const start = fromStart(SUNATM_HEADER.length);
  const frame = frameAt(EMULATED_LAN, behind(start, LANE.length));
  const isData = not(equals(load(2, start), LANE.control));
  return {
    test: isOfTraffic(header, SUNATM_TRAFFIC.lane),
    frame: context.frame.layer === SUNATM ? { ...frame, typed: isData, addressed: isData } : frame,
  };
}

const channelOf = (header: Place): Word => load(2, behind(header, SUNATM_HEADER.vci));

/** Where the fields of a cell are read. As in libpcap, from the start of the frame inside `lane`. */
function atmHeader(
  { frame: { layer, offsets } }: MeaningContext,
  name: string,
  span: SourceSpan,
): Place {
  if (layer.atm !== true) {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      `'${name}' is for packets of type SUNATM only, and these are ${layer.name}`,
      { span },
    );
  }
  return offsets.header;
}
