import { expect, test } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import { libpcapCompile, PeerError } from '../../../src/engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../../src/engine/libpcap/library.ts';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';
import { FilterTypeError } from '../../../src/frontend/pcap-filter/errors.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { losesOffsetsInLibpcap } from '../../../src/source/pcap-filter/libpcap-defects.ts';
import { randomExpression } from '../../../src/source/pcap-filter/random-expression.ts';
import { RANDOM_LINK_TYPES } from '../../../src/source/pcap-filter/random-link-primitive.ts';
import { dltByName } from '../../../src/support/link-types.ts';
import { Random } from '../../../src/support/random.ts';
import { verify } from '../../../src/verify/verify.ts';
import { disagreement } from './agreement.ts';
import { directedPacket } from './directed-packets.ts';

const NETMASK = 0xffff_ff00;
const FILTERS = Number(process.env.RANDOM_EXPRESSIONS ?? 400);
const SEED = Number(process.env.RANDOM_SEED ?? 1);
const PACKETS = Number(process.env.RANDOM_PACKETS ?? 60);

/** In percent, how many expressions are for Ethernet. */
const ETHERNET = 50;

/**
 * Where libpcap refuses an expression that has a meaning: it runs out of registers, or takes a
 * divisor that starts with the constant 0 for 0.
 */
const NEEDLESS = /too many registers|division by zero|modulus by zero|shift by more than 31 bits/;

/** Errors that the releases of libpcap after 1.10.3 have no more. */
const SINCE_REPAIRED =
  /not supported with variable length headers|supported only (?:with|on) 802.11/;

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

/** Compares one expression with libpcap: whether it was a filter on both sides. */
function compares(random: Random): boolean {
  const dlt = random.percent(ETHERNET) ? 'EN10MB' : random.pick(RANDOM_LINK_TYPES);
  const text = randomExpression(random, dlt);
  const program = peerProgram(text, dltByName(dlt)?.dlt ?? 0);
  const options = { dlt, netmask: NETMASK };
  if (typeof program === 'string') {
    if (!NEEDLESS.test(program) && !SINCE_REPAIRED.test(program)) {
      const call = (): unknown => compileExpression(text, options);
      expect(call, `${dlt}: ${text}: ${program}`).toThrow(FilterTypeError);
    }
    return false;
  }
  // The releases before 1.11 load what stands beside a constant; filter-cases.test.ts has what is right.
  if (losesOffsetsInLibpcap(text, dlt) || compileExpression(text, options).folded) {
    return false;
  }
  const packets = Array.from({ length: PACKETS }, () => directedPacket(program, random));
  for (const passes of ['O0', 'O2']) {
    const { filter } = compile(text, { ...options, passes });
    expect(verify(filter), text).toEqual([]);
    const found = disagreement(filter, program, packets);
    expect(found === null ? null : `${dlt}: ${text} at ${passes}\n${found}`).toBeNull();
  }
  return true;
}

const reason = libpcapUnavailable();

test.skipIf(reason !== null)(
  `random expressions mean what they do in libpcap ${reason ?? ''}`,
  () => {
    const random = new Random(SEED);
    let compared = 0;
    for (let count = 0; count < FILTERS; count += 1) {
      compared += compares(random) ? 1 : 0;
    }
    expect(compared).toBeGreaterThan(FILTERS / 3);
  },
);
