import type { CbpfCode } from '../../code/cbpf-code.ts';
import { decodeProgram } from '../../isa/cbpf/decode.ts';
import { INSTRUCTION_BYTES } from '../../isa/cbpf/encode.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { printListing } from '../../isa/cbpf/listing.ts';
import { DEFAULT_SNAPLEN } from '../../support/snaplen.ts';
import { EngineError } from '../engine.ts';
import { type Libpcap, openLibpcap } from './library.ts';

/** `PCAP_NETMASK_UNKNOWN`. Source: pcap_compile(3PCAP). */
const NETMASK_UNKNOWN = 0xffff_ffff;

/** `struct bpf_program`: a u32 count, padding, then the address of the instructions. */
const PROGRAM_STRUCT = { size: 16, countAt: 0, addressAt: 8 } as const;

/** How libpcap is to compile a filter expression. */
export interface LibpcapOptions {
  /** The link type: a DLT value of this system; 1 is Ethernet. */
  readonly dlt: number;
  /** The verdict of an accepted packet, in bytes. Default: 262144. */
  readonly snaplen?: number;
  /** The IPv4 netmask as a u32, 0xffffff00 for 255.255.255.0. Default: unknown. */
  readonly netmask?: number;
  /** Whether to run libpcap's optimizer. Default: `true`, as in tcpdump. */
  readonly optimize?: boolean;
}

/** A program that this one is compared with refused its input. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
  readonly code = 'PEER';
}

/** A program of libpcap as code to be run, and what is known about it. */
export interface LibpcapProgram {
  readonly code: CbpfCode;
  readonly instructions: number;
  readonly bytes: number;
  /** As `tcpdump -d` prints it. */
  listing(): string;
}

/** As {@link libpcapCompile}, as code to be run. */
export function libpcapCode(expression: string, options: LibpcapOptions): LibpcapProgram {
  const program = libpcapCompile(expression, options);
  return {
    code: { kind: 'cbpf', program },
    instructions: program.length,
    bytes: program.length * INSTRUCTION_BYTES,
    listing: () => printListing(program),
  };
}

/**
 * Compiles a filter expression with the libpcap that is installed.
 *
 * The call blocks until libpcap is done: its optimizer takes more than a minute for 1,000 hosts, and
 * names in the expression are looked up in the system's resolver.
 *
 * @throws {@link PeerError} with libpcap's message where it refuses the expression.
 * @throws {@link EngineError} where libpcap is not installed.
 */
export function libpcapCompile(expression: string, options: LibpcapOptions): CbpfProgram {
  const libpcap = openLibpcap();
  if (typeof libpcap === 'string') {
    throw new EngineError(libpcap);
  }
  if (expression.includes('\0')) {
    throw new PeerError('libpcap takes no expression with a NUL character');
  }
  const { dlt, snaplen = DEFAULT_SNAPLEN } = options;
  const handle = libpcap.openDead(dlt, snaplen);
  if (!handle) {
    throw new PeerError(`libpcap opens no handle for DLT ${dlt} and snaplen ${snaplen}`);
  }
  try {
    return compileWith(libpcap, handle, expression, options);
  } finally {
    libpcap.close(handle);
  }
}

function compileWith(
  libpcap: Libpcap,
  handle: bigint,
  expression: string,
  { netmask = NETMASK_UNKNOWN, optimize = true }: LibpcapOptions,
): CbpfProgram {
  const program = new Uint8Array(PROGRAM_STRUCT.size);
  if (libpcap.compile(handle, program, expression, optimize ? 1 : 0, netmask) !== 0) {
    throw new PeerError(libpcap.lastError(handle));
  }
  try {
    return copyProgram(libpcap, program);
  } finally {
    libpcap.freeCode(program);
  }
}

/** Reads the instructions that a `struct bpf_program` points to. */
function copyProgram(libpcap: Libpcap, program: Uint8Array): CbpfProgram {
  const view = new DataView(program.buffer);
  const count = view.getUint32(PROGRAM_STRUCT.countAt, true);
  const address = view.getBigUint64(PROGRAM_STRUCT.addressAt, true);
  const instructions = new Uint8Array(count * INSTRUCTION_BYTES);
  libpcap.copy(instructions, address, instructions.length);
  return decodeProgram(instructions);
}
