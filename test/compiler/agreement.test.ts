import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { codeFor } from '../../src/compiler/code-for.ts';
import { type CompileOptions, compile } from '../../src/compiler/compile.ts';
import { CbpfVm } from '../../src/engine/cbpf-vm-machine.ts';
import { engineNamed } from '../../src/engine/engines.ts';
import { libpcapCompile } from '../../src/engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../src/engine/libpcap/library.ts';
import { checkProgram } from '../../src/isa/cbpf/check.ts';
import { lowerToCbpf } from '../../src/lower/cbpf/lower.ts';
import { Random } from '../../src/support/random.ts';
import { UnsupportedError } from '../../src/support/unsupported.ts';
import { batchOf, type PacketBatch } from '../../src/trace/batch.ts';
import type { Packet } from '../../src/trace/packet.ts';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';
import { testWhere } from '../engine/test-where.ts';
import { KNOWN_DEFECT, unrollListing } from '../frontend/pcap-filter/unroll-listing.ts';

/**
 * The promise of the whole compiler: the verdict of libpcap's unoptimized code, from every engine, at
 * every level, on real packets and on truncations of them.
 */

const REAL_FILTERS = '../shared/data/filters/realworld.json';
const REAL_PACKETS = '../shared/data/traces/linktype-1.pcap';
const OWN_FILTERS = 'corpora/filters';
const OWN_PACKETS = 'corpora/traces/odd.pcap';

const NETMASK = 0xffff_ff00;
const ENGINE_NAMES = ['interpreter', 'cbpf-vm', 'x64'];

/** So many captured bytes are the most that a truncated packet keeps: headers end before. */
const LONGEST_CUT = 90;

/** With this many bytes of an Ethernet frame, no load from an IPv6 header is past the end. */
const IPV6_HEADERS = 54;

/**
 * libpcap since 1.11 differs from older ones, and we follow it: class E is no multicast, and the
 * words of an IPv6 address that a mask leaves out are not loaded.
 */
const DIFFERS_BY_RELEASE = {
  multicast: /\bip multicast\b/g,
  multicastNow: '(ip[16] & 0xf0 = 0xe0)',
  shortMask: /\bnet [0-9a-f:]+\/\d+/,
};

function everyPacket(file: string): readonly Packet[] {
  return [...readCaptureBuffer(readFileSync(file))];
}

/** Each packet cut at a random place, the same ones in every run. */
function truncated(packets: readonly Packet[]): readonly Packet[] {
  const random = new Random(7);
  return packets.map(({ bytes, wirelen }) => ({
    bytes: bytes.subarray(0, random.below(Math.min(LONGEST_CUT, bytes.length) + 1)),
    wirelen,
  }));
}

function ownFilters(): readonly string[] {
  return readdirSync(OWN_FILTERS)
    .filter((file) => file.endsWith('.txt'))
    .flatMap((file) => readFileSync(path.join(OWN_FILTERS, file), 'utf8').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function realFilters(): readonly string[] {
  const rows = JSON.parse(readFileSync(REAL_FILTERS, 'utf8')) as readonly {
    readonly expr: string;
    readonly dlt: string;
  }[];
  return rows.filter(({ dlt }) => dlt === 'EN10MB').map(({ expr }) => expr);
}

/** The packets on which releases of libpcap agree about `expression`. */
function comparable(expression: string, batches: readonly PacketBatch[]): readonly PacketBatch[] {
  return DIFFERS_BY_RELEASE.shortMask.test(expression)
    ? batches.filter(({ caplens }) => caplens.every((caplen) => caplen >= IPV6_HEADERS))
    : batches;
}

function expectedVerdicts(expression: string, batch: PacketBatch): Uint32Array {
  const { multicast, multicastNow } = DIFFERS_BY_RELEASE;
  const program = libpcapCompile(expression.replaceAll(multicast, multicastNow), {
    dlt: 1,
    netmask: NETMASK,
    optimize: false,
  });
  const verdicts = new Uint32Array(batch.count);
  new CbpfVm(unrollListing(program)).runBatch(batch, verdicts);
  return verdicts;
}

/** What to call the first difference; `null` where all engines give `expected`. */
function firstDifference(
  expression: string,
  batch: PacketBatch,
  options: CompileOptions,
): string | null {
  const { filter } = compile(expression, options);
  const expected = expectedVerdicts(expression, batch);
  for (const name of ENGINE_NAMES) {
    const engine = engineNamed(name);
    if (engine.unavailable() !== null) {
      continue;
    }
    const loaded = engine.load(codeFor(filter, engine.accepts));
    const verdicts = new Uint32Array(batch.count);
    loaded.runBatch(batch, verdicts);
    loaded.close();
    const at = verdicts.findIndex(
      (verdict, index) => verdict !== expected[index] && expected[index] !== KNOWN_DEFECT,
    );
    if (at >= 0) {
      return `${name} -${options.passes}: ${verdicts[at]} in place of ${expected[at]} on packet ${at}: ${expression}`;
    }
  }
  return null;
}

function compilable(expression: string): boolean {
  try {
    compile(expression, { netmask: NETMASK });
    return true;
  } catch (error) {
    if (error instanceof UnsupportedError) {
      return false;
    }
    throw error;
  }
}

const libpcap = libpcapUnavailable();
const dataMissing = existsSync(REAL_FILTERS) ? null : `no ${REAL_FILTERS}`;

describe.each([
  {
    what: 'real filters on real packets',
    reason: libpcap ?? dataMissing,
    filters: realFilters,
    packets: () => everyPacket(REAL_PACKETS),
    atLeast: 190,
  },
  {
    what: 'the bundled filters on odd packets',
    reason: libpcap,
    filters: ownFilters,
    packets: () => everyPacket(OWN_PACKETS),
    atLeast: 380,
  },
])('$what', ({ reason, filters, packets, atLeast }) => {
  const test = testWhere(reason);

  test('every engine gives the verdict of unoptimized libpcap, truncated packets included', () => {
    const whole = packets();
    const long = whole.filter(({ bytes }) => bytes.length >= IPV6_HEADERS);
    const all = [batchOf(long), batchOf(whole), batchOf(truncated(whole))];
    const supported = filters().filter(compilable);
    for (const expression of supported) {
      for (const batch of comparable(expression, all)) {
        for (const passes of ['O0', 'O2']) {
          const difference = firstDifference(expression, batch, { passes, netmask: NETMASK });
          expect(difference).toBeNull();
        }
      }
    }
    expect(supported.length).toBeGreaterThanOrEqual(atLeast);
  }, 200_000);

  test('the programs are ones that the kernel takes', () => {
    for (const expression of filters().filter(compilable)) {
      for (const passes of ['O0', 'O2']) {
        const { filter } = compile(expression, { passes, netmask: NETMASK });
        expect(checkProgram(lowerToCbpf(filter)), expression).toEqual([]);
      }
    }
  });
});
