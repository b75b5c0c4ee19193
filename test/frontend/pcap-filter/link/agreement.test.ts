import { describe, expect, test } from 'vitest';
import { libpcapCompile, PeerError } from '../../../../src/engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../../../src/engine/libpcap/library.ts';
import { compileExpression } from '../../../../src/frontend/pcap-filter/compile.ts';
import type { CbpfProgram } from '../../../../src/isa/cbpf/instruction.ts';
import { LINK_TYPES } from '../../../../src/support/link-types.ts';
import { Random } from '../../../../src/support/random.ts';
import { disagreement } from '../agreement.ts';
import { directedPacket } from '../directed-packets.ts';
import { tracePackets } from '../shared-data.ts';

/** Expressions for every link type that libpcap takes them for. */
const EXPRESSIONS: readonly string[] = [
  'link[1:2] = 3',
  'link[len] > 5',
  'ip',
  'ip6',
  'arp',
  'rarp',
  'atalk',
  'aarp',
  'decnet',
  'iso',
  'stp',
  'ipx',
  'netbeui',
  'link proto 6',
  'link proto 0x1234',
  'iso proto 2',
  'ip[1] = 3',
  'ip[2:2] - ip[0] > 40',
  'arp[ip[0] & 3:2] = 5',
  'arp src 1.2.3.4',
  'host 10.0.0.1',
  'ip6 host ::1',
  'tcp port 80',
  'icmp6[2] = 5',
  'tcp[tcpflags] & tcp-syn != 0',
  'not ip proto 17',
  'inbound',
  'outbound',
  'link broadcast',
  'multicast',
  'link host 1:2:3:4:5:6',
  'link src 1:2:3:4:5:6 and not link dst 6:5:4:3:2:1',
  'link src and dst 1:2:3:4:5:6',
  'ether multicast or ip',
  'llc',
  'llc rr',
  'llc ui',
  'vlan 5 and ip',
  'vlan and vlan 7 and link proto 0x1234',
  'mpls 1000 and ip',
  'radio[2] > 3',
  'type data and ip',
  'type mgt subtype beacon',
  'subtype cts or dir fromds',
  'wlan addr1 1:2:3:4:5:6',
  'wlan addr2 1:2:3:4:5:6',
  'wlan addr3 1:2:3:4:5:6',
  'wlan addr4 1:2:3:4:5:6',
  'wlan ra 1:2:3:4:5:6',
  'wlan ta 1:2:3:4:5:6',
  'on em0',
  'rset abcdefg',
  'rnr 4 or srnr 70000',
  'reason 300 or reason short',
  'action nat',
  'fisu',
  'lssu',
  'hmsu or hlssu',
  'sio > 4',
  'opc 5000',
  'hopc (77 or 5000)',
  'sls (3 or > 5)',
  'vpi >= 3',
  'vci (3 or < 7)',
  'connectmsg',
  'metaconnect or oam or bcc',
  'lane and ip',
  'lane and link host 1:2:3:4:5:6',
  'lane and vpi 3',
  'lane and ip6 and udp port 53',
  'lane and llc ui',
  'pppoes and ip',
  'pppoes or not ip6',
  'geneve and ip',
  'geneve or ip',
  'not geneve',
  'geneve 7 and link host 1:2:3:4:5:6',
  'geneve and pppoes and ip',
  'vlan and geneve and ip6',
  'not pppoes and not geneve and tcp',
];

/**
 * What means something else since libpcap 1.11: BSD's old ARCNET codes are not taken, MS/TP carries
 * no protocol, and SLIP's direction has to be one of the two. And where libpcap forgets to work out
 * an offset: what is behind a PPPoE header that a log entry can't have.
 */
const LEFT_OUT: Readonly<Record<string, RegExp>> = {
  ARCNET: /ip|arp|host|port|geneve/,
  ARCNET_LINUX: /ip|arp|host|port|geneve/,
  BACNET_MS_TP: /^(?!link\[)/,
  SLIP: /^outbound$/,
  PFLOG: /pppoes/,
};

const PACKETS = 20;

const reason = libpcapUnavailable();

/** Where loads of what Linux keeps beside a packet start. Source: Linux, include/uapi/linux/filter.h. */
const ANCILLARY = 0xffff_f000;

/** `ldh [k]` and `ldh [x + k]`. */
const LOADS: ReadonlySet<number> = new Set([0x28, 0x48]);

/**
 * The program of libpcap; `null` where it refuses the expression. Release 1.10 takes some for a live
 * capture, which since 1.11 are refused where there is none.
 */
function peerProgram(expression: string, dlt: number): CbpfProgram | null {
  try {
    const program = libpcapCompile(expression, { dlt, optimize: false });
    return program.some(({ code, k }) => LOADS.has(code) && k >= ANCILLARY) ? null : program;
  } catch (error) {
    if (error instanceof PeerError) {
      return null;
    }
    throw error;
  }
}

describe.skipIf(reason !== null)(`link types as in libpcap ${reason ?? ''}`, () => {
  const known = LINK_TYPES.filter(({ dlt }) => reason !== null || peerProgram('len > 1', dlt));
  for (const { name } of LINK_TYPES) {
    if (!known.some((one) => one.name === name)) {
      test.skip(`${name}: the libpcap here has no filters for it`);
    }
  }
  test.each(known)('$name', ({ name, dlt, linktype }) => {
    const random = new Random(dlt + 1);
    const trace = tracePackets(linktype, linktype === 1 ? 40 : 1);
    const leftOut = LEFT_OUT[name];
    let compared = 0;
    for (const expression of EXPRESSIONS) {
      const program = leftOut?.test(expression) ? null : peerProgram(expression, dlt);
      if (program === null) {
        continue;
      }
      compared += 1;
      const { filter } = compileExpression(expression, { dlt });
      const directed = Array.from({ length: PACKETS }, () => directedPacket(program, random));
      const found = disagreement(filter, program, [...directed, ...trace]);
      expect(found === null ? null : `${expression}\n${found}`).toBeNull();
    }
    expect(compared).toBeGreaterThan(1);
  });
});
