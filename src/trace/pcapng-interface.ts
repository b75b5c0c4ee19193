import type { ByteQueue } from './byte-queue.ts';
import type { InterfaceIdentity } from './capture.ts';
import { refuse } from './format-decoder.ts';

/** What the packets of one interface of a pcapng section have in common. */
export interface CaptureInterface extends InterfaceIdentity {
  /** The LINKTYPE_ number of its packets, a u16. */
  readonly linktype: number;
  /** The most bytes kept of a packet, a u32; 0 for no limit. */
  readonly snaplen: number;
  readonly scale: TimestampScale;
}

/** How an interface's timestamps become nanoseconds: `units * multiplier / divisor + offset`. */
export interface TimestampScale {
  readonly multiplier: bigint;
  readonly divisor: bigint;
  /** Nanoseconds to add. */
  readonly offset: bigint;
  readonly finerThanMicroseconds: boolean;
}

const NANOSECONDS = 1_000_000_000n;

/** The fields of an interface description block, without options. */
const INTERFACE_BLOCK_BYTES = 20;

const OPTION_END = 0;
const OPTION_NAME = 2;
/** The option that tells the resolution of timestamps, `if_tsresol`. */
export const OPTION_TIMESTAMP_RESOLUTION = 9;
const OPTION_TIMESTAMP_OFFSET = 14;

/** 10^-6 s, which an interface without the option means. */
const DEFAULT_RESOLUTION = 6;
/** Set where the resolution is a power of two, clear where it is one of ten. */
const BINARY_RESOLUTION = 0x80;

/**
 * The scale of an interface.
 *
 * @param resolution the `if_tsresol` option, a u8: bit 7 picks base 2 or 10, the rest is the
 *   negative exponent of a second; `null` where it is absent.
 * @param offsetSeconds the `if_tsoffset` option, an i64 in seconds; 0 where it is absent.
 */
function timestampScale(resolution: number | null, offsetSeconds: bigint): TimestampScale {
  const field = resolution ?? DEFAULT_RESOLUTION;
  const exponent = BigInt(field & ~BINARY_RESOLUTION);
  const unitsPerSecond = (field & BINARY_RESOLUTION) === 0 ? 10n ** exponent : 1n << exponent;
  const whole = NANOSECONDS % unitsPerSecond === 0n;
  return {
    multiplier: whole ? NANOSECONDS / unitsPerSecond : NANOSECONDS,
    divisor: whole ? 1n : unitsPerSecond,
    offset: offsetSeconds * NANOSECONDS,
    finerThanMicroseconds: unitsPerSecond > 1_000_000n,
  };
}

/** The nanoseconds since 1970 that the two halves of a timestamp stand for. */
export function timestampOf(high: number, low: number, scale: TimestampScale): bigint {
  const units = (BigInt(high) << 32n) | BigInt(low);
  const scaled = units * scale.multiplier;
  return (scale.divisor === 1n ? scaled : scaled / scale.divisor) + scale.offset;
}

/**
 * Reads the interface description block of `length` bytes at the front of `queue`.
 *
 * @throws {@link CaptureError} where it is too short for its fields or its options.
 */
export function readInterface(
  queue: ByteQueue,
  length: number,
  { little, id }: { readonly little: boolean; readonly id: number },
): CaptureInterface {
  if (length < INTERFACE_BLOCK_BYTES) {
    refuse(queue, 'CAPTURE_CORRUPT', `an interface block can't be ${length} bytes long`);
  }
  let resolution: number | null = null;
  let offsetSeconds = 0n;
  let name: string | null = null;
  for (const { code, at, size } of optionsOf(queue, length - 4, little)) {
    if (code === OPTION_NAME) {
      name = nameIn(queue.bytes(at, at + size));
    }
    if (code === OPTION_TIMESTAMP_RESOLUTION && size >= 1) {
      resolution = queue.u8(at);
    }
    if (code === OPTION_TIMESTAMP_OFFSET && size >= 8) {
      offsetSeconds = i64At(queue, at, little);
    }
  }
  return {
    id,
    name,
    linktype: queue.u16(8, little),
    snaplen: queue.u32(12, little),
    scale: timestampScale(resolution, offsetSeconds),
  };
}

/** The text of an option, without what a terminal would take as commands; `null` for none. */
function nameIn(bytes: Uint8Array): string | null {
  const text = new TextDecoder().decode(bytes).replaceAll(/\p{Cc}/gu, '');
  return text === '' ? null : text;
}

/** An option of a block: `size` bytes at `at` from the block's start. */
interface BlockOption {
  readonly code: number;
  readonly at: number;
  readonly size: number;
}

/** The options of an interface description block up to `end`, without the one that ends them. */
function* optionsOf(queue: ByteQueue, end: number, little: boolean): Generator<BlockOption, void> {
  for (let at = 16; at + 4 <= end; ) {
    const code = queue.u16(at, little);
    const size = queue.u16(at + 2, little);
    if (code === OPTION_END) {
      return;
    }
    if (at + 4 + size > end) {
      refuse(queue, 'CAPTURE_CORRUPT', `option ${code} of ${size} bytes ends past its block`);
    }
    yield { code, at: at + 4, size };
    at += 4 + Math.ceil(size / 4) * 4;
  }
}

function i64At(queue: ByteQueue, at: number, little: boolean): bigint {
  const [low, high] = little ? [at, at + 4] : [at + 4, at];
  const units = (BigInt(queue.u32(high, little)) << 32n) | BigInt(queue.u32(low, little));
  return BigInt.asIntN(64, units);
}
