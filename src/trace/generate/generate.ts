import { Random } from '../../support/random.ts';
import type { OutgoingPacket } from '../capture-encoder.ts';
import { CONVERSATIONS } from './conversations.ts';
import { malform } from './malformed.ts';
import { type ConversationName, PROFILES, type Profile, type ProfileName } from './profile.ts';
import { makeSite, type Site } from './site.ts';
import type { Conversation } from './tcp-session.ts';

/** What traffic to make up. */
export interface TrafficOptions {
  readonly profile: ProfileName;
  /** A u32. The same profile and seed give the same packets, byte for byte, on every machine. */
  readonly seed: number;
}

/** 2026-01-01 00:00 UTC in nanoseconds since 1970: when every trace begins. */
const START = 1_767_225_600_000_000_000n;

/** How many conversations go on at a time. */
const CONCURRENT = 24;

/** The longest pause between two packets, in nanoseconds; most are much shorter. */
const LONGEST_PAUSE = 3_000_000;

/**
 * Makes up Ethernet traffic without end, packet by packet: take as many as are wanted.
 *
 * Conversations of the profile's kinds go on side by side. Their lengths, checksums and sequence
 * numbers are right, except in the frames that a profile spoils.
 */
export function* generateTraffic({
  profile: name,
  seed,
}: TrafficOptions): Generator<OutgoingPacket, never> {
  const profile = PROFILES[name];
  const random = new Random(seed);
  const site = makeSite(random, profile);
  const kinds = lotteryOf(profile);
  const begin = (): Conversation => CONVERSATIONS[random.pick(kinds)](site);
  const running = Array.from({ length: CONCURRENT }, begin);
  let timestamp = START;
  for (;;) {
    const turn = random.below(CONCURRENT);
    const frame = running[turn]?.next();
    if (frame === undefined || frame.done) {
      running[turn] = begin();
      continue;
    }
    timestamp += BigInt(1 + random.below(random.below(LONGEST_PAUSE) + 1));
    yield captured(site, frame.value, timestamp);
  }
}

/** The first `count` packets of {@link generateTraffic}. */
export function generatePackets(options: TrafficOptions, count: number): OutgoingPacket[] {
  const packets: OutgoingPacket[] = [];
  for (const packet of generateTraffic(options)) {
    if (packets.length >= count) {
      break;
    }
    packets.push(packet);
  }
  return packets;
}

/** The kinds of conversation, each as many times as it has shares. */
function lotteryOf(profile: Profile): readonly ConversationName[] {
  return (Object.keys(CONVERSATIONS) as ConversationName[]).flatMap((kind) =>
    new Array<ConversationName>(profile.conversations[kind] ?? 0).fill(kind),
  );
}

/** The frame as a capture of the site would hold it. */
function captured({ random, profile }: Site, frame: Uint8Array, timestamp: bigint): OutgoingPacket {
  const sent = random.percent(profile.malformedPercent) ? malform(random, frame) : frame;
  const lost = sent.length < frame.length && random.percent(50);
  return {
    bytes: sent.subarray(0, profile.snaplen),
    wirelen: lost ? frame.length : sent.length,
    timestamp,
  };
}
