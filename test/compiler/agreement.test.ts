import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { type CompileOptions, compile } from '../../src/compiler/compile.ts';
import { CbpfVm } from '../../src/engine/cbpf-vm/machine.ts';
import { engineNamed } from '../../src/engine/engines.ts';
import { libpcapCompile } from '../../src/engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../src/engine/libpcap/library.ts';
import { checkProgram } from '../../src/isa/cbpf/check.ts';
import type { CbpfProgram } from '../../src/isa/cbpf/instruction.ts';
import { lowerToCbpf } from '../../src/lower/cbpf/lower.ts';
import { invariant } from '../../src/support/invariant.ts';
import { dltByName, type LinkType } from '../../src/support/link-types.ts';
import { Random } from '../../src/support/random.ts';
import { codeFor } from '../../src/target/targets.ts';
import { batchOf, type PacketBatch } from '../../src/trace/batch.ts';
import type { Packet } from '../../src/trace/packet.ts';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';
import { testWhere } from '../engine/test-where.ts';
import { disagreement } from '../frontend/pcap-filter/agreement.ts';
import { directedPacket } from '../frontend/pcap-filter/directed-packets.ts';
import { KNOWN_DEFECT, unrollListing } from '../frontend/pcap-filter/unroll-listing.ts';

/**
 * The promise of the whole compiler: the verdict of libpcap's unoptimized code, from every engine, at
 * every level, on real packets and on truncations of them.
 */

const REAL_FILTERS = '../shared/data/filters/realworld.json';
const REAL_TRACES = '../shared/data/traces';
const MISCOMPILED = '../shared/data/filters/libpcap-miscompiles.json';
const OWN_FILTERS = 'corpora/filters';
const OWN_PACKETS = 'corpora/traces/odd.pcap';

const NETMASK = 0xffff_ff00;
const ETHERNET = 1;
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

/** The filters that people use for packets of some link type. */
interface RealFilters {
  readonly dlt: LinkType;
  readonly expressions: readonly string[];
}

/** The filters that people use, by link type. */
function realFilters(): readonly RealFilters[] {
  const rows = JSON.parse(readFileSync(REAL_FILTERS, 'utf8')) as readonly {
    readonly expr: string;
    readonly dlt: string;
  }[];
  const names = new Set(rows.map(({ dlt }) => dlt));
  return [...names].map((name) => {
    const dlt = dltByName(name);
    invariant(dlt !== null, `${name} is a link type`);
    return { dlt, expressions: rows.filter((row) => row.dlt === name).map(({ expr }) => expr) };
  });
}

/** All packets of a link type that there are. */
function realPackets({ linktype }: LinkType): readonly Packet[] {
  const file = path.join(REAL_TRACES, `linktype-${linktype}.pcap`);
  return existsSync(file) ? everyPacket(file) : [];
}

/** The packets on which releases of libpcap agree about `expression`. */
function comparable(expression: string, batches: readonly PacketBatch[]): readonly PacketBatch[] {
  return DIFFERS_BY_RELEASE.shortMask.test(expression)
    ? batches.filter(({ caplens }) => caplens.every((caplen) => caplen >= IPV6_HEADERS))
    : batches;
}

function peerProgram(expression: string, dlt: number = ETHERNET): CbpfProgram {
  return libpcapCompile(expression, { dlt, netmask: NETMASK, optimize: false });
}

function expectedVerdicts(expression: string, dlt: number, batch: PacketBatch): Uint32Array {
  const { multicast, multicastNow } = DIFFERS_BY_RELEASE;
  const program = peerProgram(expression.replaceAll(multicast, multicastNow), dlt);
  const verdicts = new Uint32Array(batch.count);
  new CbpfVm(unrollListing(program)).runBatch(batch, verdicts);
  return verdicts;
}

/** What to call the first difference; `null` where all engines give `expected`. */
function firstDifference(
  expression: string,
  batch: PacketBatch,
  options: CompileOptions & { readonly dlt: number },
): string | null {
  const { filter } = compile(expression, options);
  const expected = expectedVerdicts(expression, options.dlt, batch);
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

/** The first difference that any of `expressions` makes, at any level, cut packets included. */
function firstOf(
  expressions: readonly string[],
  dlt: number,
  packets: readonly Packet[],
): string | null {
  const long = packets.filter(({ bytes }) => bytes.length >= IPV6_HEADERS);
  const all = [batchOf(long), batchOf(packets), batchOf(truncated(packets))];
  for (const expression of expressions) {
    for (const batch of comparable(expression, all)) {
      for (const passes of ['O0', 'O2']) {
        const difference = firstDifference(expression, batch, { dlt, passes, netmask: NETMASK });
        if (difference !== null) {
          return difference;
        }
      }
    }
  }
  return null;
}

/** The expressions whose programs the kernel would not take, at any level. */
function refusedByKernel(expressions: readonly string[], dlt: number): readonly string[] {
  return expressions.filter((expression) =>
    ['O0', 'O2'].some((passes) => {
      const { filter } = compile(expression, { dlt, passes, netmask: NETMASK });
      return checkProgram(lowerToCbpf(filter)).length > 0;
    }),
  );
}

const libpcap = libpcapUnavailable();
const dataMissing = existsSync(REAL_FILTERS) ? null : `no ${REAL_FILTERS}`;

describe('real filters on real packets', () => {
  const test = testWhere(libpcap ?? dataMissing);
  for (const { dlt, expressions } of dataMissing === null ? realFilters() : []) {
    test(`every engine gives the verdict of unoptimized libpcap: ${dlt.name}`, () => {
      expect(firstOf(expressions, dlt.dlt, realPackets(dlt))).toBeNull();
    }, 200_000);

    test(`the programs are ones that the kernel takes: ${dlt.name}`, () => {
      expect(refusedByKernel(expressions, dlt.dlt)).toEqual([]);
    });
  }
});

describe('the bundled filters on odd packets', () => {
  const test = testWhere(libpcap);
  const filters = ownFilters();

  test('every engine gives the verdict of unoptimized libpcap', () => {
    expect(filters.length).toBeGreaterThan(380);
    expect(firstOf(filters, ETHERNET, everyPacket(OWN_PACKETS))).toBeNull();
  }, 200_000);

  test('the programs are ones that the kernel takes', () => {
    expect(refusedByKernel(filters, ETHERNET)).toEqual([]);
  });
});

/** What libpcap refuses, and has to be refused. */
const REFUSED: ReadonlySet<string> = new Set(['proto ip and dst port 179', 'tcp or 1/0 == 0']);

/** What libpcap knows since 1.11 only; the reference is unoptimized code of our own. */
const NEWER: ReadonlySet<string> = new Set(['vxlan and arp']);

describe('filters that libpcap has miscompiled', () => {
  const test = testWhere(libpcap ?? dataMissing);
  const { cases } = (
    dataMissing === null ? JSON.parse(readFileSync(MISCOMPILED, 'utf8')) : { cases: [] }
  ) as { readonly cases: readonly { readonly tag: string; readonly filter: string }[] };
  for (const { tag, filter: expression } of cases) {
    test(`${tag} ${expression}`, () => {
      if (REFUSED.has(expression)) {
        expect(() => compile(expression)).toThrow(/expected|unknown|zero/);
        return;
      }
      const program = NEWER.has(expression)
        ? lowerToCbpf(compile(expression, { passes: 'O0' }).filter)
        : peerProgram(expression);
      const random = new Random(11);
      const packets = Array.from({ length: 400 }, () => directedPacket(program, random));
      for (const passes of ['O0', 'O1', 'O2', 'O3']) {
        const { filter } = compile(expression, { passes, netmask: NETMASK });
        expect(disagreement(filter, program, packets), passes).toBeNull();
      }
    });
  }
});
