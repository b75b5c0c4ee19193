import { endianness } from 'node:os';
import { describe, expect } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import { loadForeign } from '../../src/engine/native/foreign.ts';
import { type TermKind, termList } from '../../src/experiment/benchmark/term-lists.ts';
import { encodeProgram } from '../../src/isa/cbpf/encode.ts';
import type { CbpfProgram } from '../../src/isa/cbpf/instruction.ts';
import { lowerToCbpf } from '../../src/lower/cbpf/lower.ts';
import { testWhere } from './test-where.ts';

const SEED = 7;

/** Of Linux, asm-generic/socket.h; `AF_INET` and `SOCK_DGRAM` are those of all systems that run it. */
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const AF_INET = 2;
const SOCK_DGRAM = 2;

/** `struct sock_fprog`: a u16 count, padding, then the address of the instructions. */
const PROGRAM_STRUCT = { size: 16, countAt: 0, addressAt: 8 } as const;

/** Whether the kernel takes a program as the filter of a socket. */
type Accepts = (program: CbpfProgram) => boolean;

/** How to ask the kernel, or why it can't be asked here. Any user may attach a filter to a socket. */
function openKernel(): Accepts | string {
  if (process.platform !== 'linux' || endianness() !== 'LE') {
    return 'only Linux has SO_ATTACH_FILTER, and structures are laid out for little-endian machines';
  }
  const foreign = loadForeign();
  if (typeof foreign === 'string') {
    return foreign;
  }
  const { self } = foreign;
  const socket = self.declare<(family: number, kind: number, protocol: number) => number>(
    'int socket(int, int, int)',
  );
  const attach = self.declare<
    (socket: number, level: number, option: number, value: Uint8Array, size: number) => number
  >('int setsockopt(int, int, int, const uint8_t *, uint32_t)');
  const close = self.declare<(socket: number) => number>('int close(int)');
  const allocate = self.declare<(size: number) => bigint>('uintptr_t malloc(size_t)');
  const free = self.declare<(address: bigint) => void>('void free(uintptr_t)');
  const copy = self.declare<(to: bigint, from: Uint8Array, size: number) => bigint>(
    'uintptr_t memcpy(uintptr_t, const uint8_t *, size_t)',
  );
  return (program) => {
    const bytes = encodeProgram(program);
    const address = BigInt(allocate(bytes.length));
    copy(address, bytes, bytes.length);
    const argument = new Uint8Array(PROGRAM_STRUCT.size);
    const view = new DataView(argument.buffer);
    view.setUint16(PROGRAM_STRUCT.countAt, program.length, true);
    view.setBigUint64(PROGRAM_STRUCT.addressAt, address, true);
    const descriptor = socket(AF_INET, SOCK_DGRAM, 0);
    try {
      return attach(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, argument, argument.length) === 0;
    } finally {
      close(descriptor);
      free(address);
    }
  };
}

const RETURN: CbpfProgram = lowerToCbpf(compile('ip').filter);

/** Sandboxes may refuse sockets and filters altogether: then nothing can be learnt. */
function usableKernel(): Accepts | string {
  const kernel = openKernel();
  return typeof kernel === 'string' || kernel(RETURN)
    ? kernel
    : 'the kernel refuses even a short filter';
}

const kernel = usableKernel();
const testInKernel = testWhere(typeof kernel === 'string' ? kernel : null);
const accepts: Accepts = typeof kernel === 'string' ? () => false : kernel;

describe('the kernel', () => {
  const lists: readonly (readonly [kind: TermKind, terms: number])[] = [
    ['host', 1_000],
    ['port', 1_000],
    ['net', 500],
  ];
  for (const [kind, terms] of lists) {
    testInKernel(
      `takes a list of ${terms} terms: ${kind}`,
      () => {
        const { filter } = compile(termList(kind, terms, SEED), { passes: 'O2' });
        expect(accepts(lowerToCbpf(filter))).toBe(true);
      },
      120_000,
    );
  }

  testInKernel('refuses a program that jumps out of itself', () => {
    expect(accepts([...RETURN].slice(0, -1))).toBe(false);
  });
});
