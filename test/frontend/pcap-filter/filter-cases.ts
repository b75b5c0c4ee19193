import type { ExpressionOptions } from '../../../src/frontend/pcap-filter/compile.ts';
import { parseDotted } from '../../../src/frontend/pcap-filter/names/address.ts';
import { caseResolver, dataMissing, type FilterCase, sharedJson } from './shared-data.ts';

/** Cases whose listing is no filter: libpcap's own test of its assembler. */
const NOT_FILTERS: ReadonlySet<string> = new Set(['bpf_image']);

/** Cases for systems whose numbers differ from those of Linux on a little-endian machine. */
const OTHER_SYSTEM = /^(?:is not .*|little-endian)$/;

/** Cases in which libpcap compares point codes with their bytes swapped; see link/ss7.test.ts. */
const SWAPPED_POINT_CODES = /^mtp3_h?[do]pc_(?:gt|ge|le|lt)$/;

/** The cases of libpcap's own tests; none where the shared data is absent. */
export const cases: readonly FilterCase[] =
  dataMissing === null ? (sharedJson('libpcap/filter-cases.json') as FilterCase[]) : [];
const resolver = dataMissing === null ? caseResolver() : undefined;

/** What libpcap was told for a case. */
export function optionsOf(one: FilterCase): ExpressionOptions {
  const { dlt, snaplen, netmask, linuxext, generate_offline_filter: offline } = one;
  return {
    dlt: dlt ?? 'EN10MB',
    linux: linuxext === 1,
    origin: offline === undefined ? 'live' : 'savefile',
    ...(snaplen === undefined ? {} : { snaplen }),
    ...(netmask ? { netmask: parseDotted(netmask, { start: 0, end: 0 }).value } : {}),
    ...(resolver === undefined ? {} : { resolver }),
  };
}

/** Cases whose listing says what a filter means here too. */
export const acceptCases: readonly FilterCase[] = cases.filter(
  ({ kind, name, skip = '' }) =>
    kind === 'accept' &&
    !NOT_FILTERS.has(name) &&
    !SWAPPED_POINT_CODES.test(name) &&
    !OTHER_SYSTEM.test(skip),
);
