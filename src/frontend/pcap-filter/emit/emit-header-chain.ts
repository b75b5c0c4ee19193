import type { ValueId } from '../../../ir/ids.ts';
import type { Label, Outcomes } from '../../control-flow/label.ts';
import type { HeaderChain } from '../meaning/packet-test.ts';
import { IP_PROTOCOL } from '../meaning/protocol-numbers.ts';
import { emitBytes } from './emit-offset.ts';
import { emitPlace } from './emit-place.ts';
import type { FilterBuilder } from './filter-builder.ts';

/** How many headers are followed; a packet with more of them before the one looked for fails. */
export const MAX_HEADERS = 16;

/** The headers whose length is a count of eight bytes, the first eight not counted. RFC 8200, 4. */
const EXTENSION_HEADERS = [
  IP_PROTOCOL.hopByHop,
  IP_PROTOCOL.destinationOptions,
  IP_PROTOCOL.routing,
  IP_PROTOCOL.fragment,
] as const;

/** A header of a chain, and what its length field counts. */
interface Link {
  readonly unit: number;
  /** What the field leaves out, in units. */
  readonly uncounted: number;
}

const EXTENSION_HEADER: Link = { unit: 8, uncounted: 1 };

/** The length of an authentication header is in words, two of them not counted. RFC 4302, 2.2. */
const AUTHENTICATION_HEADER: Link = { unit: 4, uncounted: 2 };

/** The protocol number of the next header, and where that starts. */
interface Position {
  readonly protocol: ValueId;
  readonly start: ValueId;
}

/**
 * Ends the open block with a search through a chain of headers, which is unrolled: there is no loop
 * in a filter. The chain ends at the header that is looked for, at one that holds no next protocol
 * number, or after {@link MAX_HEADERS}.
 */
export function emitHeaderChain(
  builder: FilterBuilder,
  chain: HeaderChain,
  { ifTrue, ifFalse }: Outcomes,
): void {
  let position: Position = {
    protocol: builder.load(1, emitPlace(builder, chain.first)),
    start: emitBytes(builder, chain.start),
  };
  for (let followed = 0; followed < MAX_HEADERS; followed += 1) {
    emitBranch(builder, position, chain.protocol, ifTrue);
    position = emitNext(builder, chain, position, ifFalse);
  }
  const { protocol } = position;
  const found = builder.binary('eq', protocol, builder.constant(chain.protocol));
  builder.branch(found, ifTrue, ifFalse);
}

/** Goes on to `target` if the header is of `protocol`, else to the block that it opens. */
function emitBranch(
  builder: FilterBuilder,
  { protocol }: Position,
  wanted: number,
  target: Label,
): void {
  const otherwise = builder.newLabel();
  builder.branch(builder.binary('eq', protocol, builder.constant(wanted)), target, otherwise);
  builder.place(otherwise);
}

/** Steps over the header at `position`; goes on to `end` where the chain ends there. */
function emitNext(
  builder: FilterBuilder,
  { version }: HeaderChain,
  position: Position,
  end: Label,
): Position {
  const isAuthentication = builder.newLabel();
  const isExtension = builder.newLabel();
  const join = builder.newLabel();
  if (version === 'ip6') {
    for (const protocol of EXTENSION_HEADERS) {
      emitBranch(builder, position, protocol, isExtension);
    }
  }
  emitBranch(builder, position, IP_PROTOCOL.ah, isAuthentication);
  builder.jump(end);
  builder.place(isAuthentication);
  const behindAuthentication = emitStep(builder, position, AUTHENTICATION_HEADER);
  if (version === 'ip') {
    return behindAuthentication;
  }
  builder.jump(join);
  builder.place(isExtension);
  const behindExtension = emitStep(builder, position, EXTENSION_HEADER);
  builder.jump(join);
  builder.place(join);
  const merged = (part: keyof Position): ValueId =>
    builder.phi(
      new Map([
        [isAuthentication, behindAuthentication[part]],
        [isExtension, behindExtension[part]],
      ]),
    );
  return { protocol: merged('protocol'), start: merged('start') };
}

function emitStep(builder: FilterBuilder, { start }: Position, link: Link): Position {
  const protocol = builder.load(1, { base: start, offset: 0 });
  const length = builder.load(1, { base: start, offset: 1 });
  const units = builder.binary('add', length, builder.constant(link.uncounted));
  const bytes = builder.binary('mul', units, builder.constant(link.unit));
  return { protocol, start: builder.binary('add', bytes, start) };
}
