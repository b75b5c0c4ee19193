import { expect, test } from 'vitest';
import { libpcapCompile, PeerError } from '../../../src/engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../../src/engine/libpcap/library.ts';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { randomExpression } from '../../../src/prove/fuzz/generate/random-expression.ts';
import { Random } from '../../../src/support/random.ts';
import { verify } from '../../../src/verify/verify.ts';
import { disagreement } from './agreement.ts';
import { directedPacket } from './directed-packets.ts';

const NETMASK = 0xffff_ff00;
const FILTERS = Number(process.env.RANDOM_EXPRESSIONS ?? 400);
const SEED = Number(process.env.RANDOM_SEED ?? 1);
const PACKETS = 60;

const ETHERNET = 1;

/** Mostly Ethernet; raw IP (either, 4, 6) and what Linux puts before packets, in two versions. */
const DLTS = [ETHERNET, ETHERNET, ETHERNET, 12, 228, 229, 113, 276];

/**
 * Where libpcap refuses an expression that has a meaning: it runs out of registers, or takes a
 * divisor that starts with the constant 0 for 0.
 */
const NEEDLESS = /too many registers|division by zero|modulus by zero|shift by more than 31 bits/;

/** As {@link NEEDLESS}; or the link layer has no addresses to match. */
const NEEDLESS_OR_LINK_LAYER = new RegExp(
  `${NEEDLESS.source}|supported only on|not a broadcast link`,
);

/** The program of libpcap, or the reason why it makes none. */
function peerProgram(text: string, dlt: number): CbpfProgram | string {
  try {
    return libpcapCompile(text, { dlt, netmask: NETMASK, optimize: false });
  } catch (error) {
    if (error instanceof PeerError) {
      return error.message;
    }
    throw error;
  }
}

const reason = libpcapUnavailable();

test.skipIf(reason !== null)(
  `random expressions mean what they do in libpcap ${reason ?? ''}`,
  () => {
    const random = new Random(SEED);
    let compared = 0;
    for (let count = 0; count < FILTERS; count += 1) {
      const text = randomExpression(random);
      const dlt = random.pick(DLTS);
      const program = peerProgram(text, dlt);
      if (typeof program === 'string') {
        expect(program, text).toMatch(dlt === ETHERNET ? NEEDLESS : NEEDLESS_OR_LINK_LAYER);
        continue;
      }
      const { filter } = compileExpression(text, { dlt, netmask: NETMASK });
      expect(verify(filter), text).toEqual([]);
      const packets = Array.from({ length: PACKETS }, () => directedPacket(program, random));
      const found = disagreement(filter, program, packets);
      expect(found === null ? null : `${text}\n${found}`).toBeNull();
      compared += 1;
    }
    expect(compared).toBeGreaterThan(FILTERS / 2);
  },
);
