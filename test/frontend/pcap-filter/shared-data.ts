import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  parseDotted,
  parseIpv6,
  parseMac,
} from '../../../src/frontend/pcap-filter/names/address.ts';
import type { Resolver } from '../../../src/frontend/pcap-filter/names/resolver.ts';
import { WELL_KNOWN_NAMES } from '../../../src/frontend/pcap-filter/names/well-known-names.ts';
import { dltOfLinktype } from '../../../src/support/link-types.ts';
import type { Packet } from '../../../src/trace/packet.ts';
import { readCaptureBuffer } from '../../../src/trace/read-capture.ts';

const DATA = '../shared/data';

/** Why the shared test data can't be used; `null` where it can. */
export const dataMissing: string | null = existsSync(`${DATA}/README.md`) ? null : `no ${DATA}`;

/** The value in a JSON file of the shared test data. */
export function sharedJson(path: string): unknown {
  return JSON.parse(readFileSync(`${DATA}/${path}`, 'utf8'));
}

/**
 * Every `step`th packet of a trace: whole, and cut where headers of Ethernet and IP end or are. None
 * where there is no trace of the link type.
 */
export function tracePackets(linktype: number, step: number): readonly Packet[] {
  const path = `${DATA}/traces/linktype-${linktype}.pcap`;
  const all = existsSync(path) ? [...readCaptureBuffer(readFileSync(path))] : [];
  const whole = all.filter((_, index) => index % step === 0);
  const lengths = [0, 13, 14, 17, 21, 23, 24, 29, 33, 35, 37, 41, 53, 55, 57];
  const cut = whole.map(({ bytes, wirelen }, index): Packet => {
    const caplen = Math.min(bytes.length, lengths[index % lengths.length] ?? 0);
    return { bytes: bytes.subarray(0, caplen), wirelen };
  });
  return [...whole, ...cut];
}

/** A row of `filter-cases.json`; which fields it has depends on `kind`. */
export interface FilterCase {
  readonly kind: 'accept' | 'apply' | 'reject';
  readonly name: string;
  readonly dlt?: string;
  readonly expr: string;
  readonly aliases?: readonly string[];
  readonly snaplen?: number;
  readonly netmask?: string;
  readonly linuxext?: number;
  /** Present where packets come from a capture, whose byte order it is. */
  readonly generate_offline_filter?: string;
  /** The system that the case is not for, or what it has to be set up with. */
  readonly skip?: string;
  readonly expected_unoptimized?: readonly string[];
  readonly expect_error?: string;
  /** The capture of an `apply` case, in a folder of its own there. */
  readonly savefile?: string;
  /** The verdict on each packet of it. */
  readonly results?: readonly number[];
}

interface ResolverTables {
  readonly ethers: readonly string[];
  readonly hosts: readonly string[];
  readonly networks: readonly string[];
}

/** The names that the cases expect, without regard to case. */
export function caseResolver(): Resolver {
  const tables = sharedJson('libpcap/resolver-tables.json') as ResolverTables;
  const span = { start: 0, end: 0 };
  const split = (lines: readonly string[]): readonly (readonly [string, string])[] =>
    lines.map((line) => {
      const [first = '', second = ''] = line.split(/\s+/);
      return [first.toLowerCase(), second.toLowerCase()];
    });
  const hosts = split(tables.hosts);
  const ethers = new Map(split(tables.ethers).map(([address, name]) => [name, address]));
  const networks = new Map(split(tables.networks));

  return {
    ...WELL_KNOWN_NAMES,
    host: (name) => {
      const addresses = hosts.filter(([, one]) => one === name.toLowerCase()).map(([one]) => one);
      return {
        ipv4: addresses
          .filter((one) => !one.includes(':'))
          .map((one) => parseDotted(one, span).value)
          .toSorted((a, b) => a - b),
        ipv6: addresses
          .filter((one) => one.includes(':'))
          .map((one) => parseIpv6(one, span))
          .toSorted((a, b) => a[2] - b[2] || a[3] - b[3]),
      };
    },
    ether: (name) => {
      const address = ethers.get(name.toLowerCase());
      return address === undefined ? null : parseMac(address);
    },
    network: (name) => {
      const text = networks.get(name.toLowerCase());
      return text === undefined ? null : parseDotted(text, span).value;
    },
  };
}

/** The packets that an `apply` case is about, and their link type. */
export function caseCapture({ savefile = '' }: FilterCase): {
  readonly packets: readonly Packet[];
  readonly dlt: string;
  readonly snaplen: number;
} {
  const bytes = readFileSync(`${DATA}/libpcap/captures/${basename(savefile)}`);
  const capture = readCaptureBuffer(bytes);
  const { linktype, snaplen } = capture.header;
  const dlt = linktype === null ? null : dltOfLinktype(linktype);
  if (dlt === null) {
    throw new Error(`${savefile} is of link type ${linktype}, which has no name`);
  }
  return { packets: [...capture], dlt: dlt.name, snaplen };
}
