import { describe, expect, test } from 'vitest';
import { libpcapCompile } from '../../../src/engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../../src/engine/libpcap/library.ts';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';
import { dltByName } from '../../../src/support/link-types.ts';
import { Random } from '../../../src/support/random.ts';
import type { Packet } from '../../../src/trace/packet.ts';
import { disagreement } from './agreement.ts';
import { directedPacket } from './directed-packets.ts';
import { dataMissing, sharedJson, tracePackets } from './shared-data.ts';

interface RealFilter {
  readonly expr: string;
  readonly dlt: string;
}

const NETMASK = 0xffff_ff00;

/**
 * What some expressions mean since libpcap 1.11, in terms that have the same meaning in older
 * releases: class E is not multicast, and words under an empty mask are not loaded.
 */
const SINCE_1_11: ReadonlyMap<string, string> = new Map([
  ['ip multicast', 'ip[16] & 0xf0 = 0xe0'],
  ['net ::0/16', 'ip6[8:4] & 0xffff0000 = 0 or ip6[24:4] & 0xffff0000 = 0'],
]);

const reason = dataMissing ?? libpcapUnavailable();

describe.skipIf(reason !== null)(`filters that people use ${reason ?? ''}`, () => {
  const filters = reason === null ? (sharedJson('filters/realworld.json') as RealFilter[]) : [];
  const traces = new Map<number, readonly Packet[]>();

  for (const { expr, dlt } of filters) {
    const type = dltByName(dlt);
    if (type === null) {
      throw new Error(`${dlt} has no number`);
    }
    if (!traces.has(type.linktype)) {
      traces.set(type.linktype, tracePackets(type.linktype, type.name === 'EN10MB' ? 12 : 1));
    }
    const trace = traces.get(type.linktype) ?? [];
    test(`${dlt}: ${expr}`, () => {
      const { filter } = compileExpression(expr, { dlt, netmask: NETMASK });
      const text = SINCE_1_11.get(expr) ?? expr;
      const options = { dlt: type.dlt, netmask: NETMASK, optimize: false };
      const program = libpcapCompile(text, options);
      const random = new Random(7);
      const directed = Array.from({ length: 150 }, () => directedPacket(program, random));
      expect(disagreement(filter, program, [...trace, ...directed])).toBeNull();
    });
  }
});
