import { endianness } from 'node:os';
import { type ForeignLibrary, loadForeign } from '../native/foreign.ts';

/** The names under which systems install libpcap, the most specific first. */
const LIBRARY_NAMES: readonly string[] = [
  'libpcap.so.0.8',
  'libpcap.so.1',
  'libpcap.A.dylib',
  '/usr/lib/libpcap.A.dylib',
];

/** The functions of libpcap that are used, and the addresses that machine code needs. */
export interface Libpcap {
  /** The version as libpcap words it, such as `libpcap version 1.10.3 (with TPACKET_V3)`. */
  readonly version: string;
  /** The address of `bpf_filter`. */
  readonly bpfFilterAddress: bigint;
  /** `pcap_t *pcap_open_dead(int linktype, int snaplen)`; 0 when out of memory. */
  openDead(linktype: number, snaplen: number): bigint;
  /** Fills in a `struct bpf_program`; 0, or -1 with a text for `lastError`. */
  compile(
    handle: bigint,
    program: Uint8Array,
    expression: string,
    optimize: number,
    netmask: number,
  ): number;
  /** Frees the instructions of a `struct bpf_program`. */
  freeCode(program: Uint8Array): void;
  lastError(handle: bigint): string;
  close(handle: bigint): void;
  /** libpcap's program checker: 0 if it refuses `count` instructions. */
  bpfValidate(instructions: Uint8Array, count: number): number;
  bpfFilter(instructions: Uint8Array, packet: Uint8Array, wirelen: number, caplen: number): number;
  /** Copies `length` bytes of C's memory at `from`. */
  copy(to: Uint8Array, from: bigint, length: number): unknown;
}

let opened: Libpcap | string | undefined;

/** Loads libpcap on the first call: its functions, or the reason why it can't be used here. */
export function openLibpcap(): Libpcap | string {
  opened ??= tryOpen();
  return opened;
}

/** Why libpcap can't be used here and what would help, `null` where it can. */
export function libpcapUnavailable(): string | null {
  const libpcap = openLibpcap();
  return typeof libpcap === 'string' ? libpcap : null;
}

/** The version of the libpcap that is installed, as it words it; `null` where there is none. */
export function libpcapVersion(): string | null {
  const libpcap = openLibpcap();
  return typeof libpcap === 'string' ? null : libpcap.version;
}

function tryOpen(): Libpcap | string {
  const foreign = loadForeign();
  if (typeof foreign === 'string') {
    return foreign;
  }
  if (endianness() !== 'LE') {
    return 'structures of C are laid out for little-endian machines only';
  }
  const library = foreign.open(LIBRARY_NAMES);
  if (library === null) {
    return 'libpcap is not installed (Debian: apt-get install libpcap0.8)';
  }
  const bpfFilterAddress = library.addressOf('bpf_filter');
  if (bpfFilterAddress === null) {
    return `${library.path} has no bpf_filter`;
  }
  const version = library.declare<() => string>('const char *pcap_lib_version(void)')();
  return { version, bpfFilterAddress, ...declareFunctions(library, foreign.self) };
}

function declareFunctions(
  library: ForeignLibrary,
  self: ForeignLibrary,
): Omit<Libpcap, 'version' | 'bpfFilterAddress'> {
  return {
    openDead: library.declare('void *pcap_open_dead(int, int)'),
    compile: library.declare('int pcap_compile(void *, void *, const char *, int, uint32_t)'),
    freeCode: library.declare('void pcap_freecode(void *)'),
    lastError: library.declare('const char *pcap_geterr(void *)'),
    close: library.declare('void pcap_close(void *)'),
    bpfValidate: library.declare('int bpf_validate(const void *, int)'),
    bpfFilter: library.declare(
      'uint32_t bpf_filter(const void *, const void *, uint32_t, uint32_t)',
    ),
    copy: self.declare('void *memcpy(void *, const void *, size_t)'),
  };
}
