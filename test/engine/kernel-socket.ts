import { endianness } from 'node:os';
import { loadForeign } from '../../src/engine/native/foreign.ts';
import { encodeProgram } from '../../src/isa/cbpf/encode.ts';
import type { CbpfProgram } from '../../src/isa/cbpf/instruction.ts';

/** Of Linux, asm-generic/socket.h and bits/socket.h. */
const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOL_SOCKET = 1;
const SO_ATTACH_FILTER = 26;
const MSG_DONTWAIT = 0x40;

/** `struct sock_fprog`: a u16 count, padding, then the address of the instructions. */
const PROGRAM_STRUCT = { size: 16, countAt: 0, addressAt: 8 } as const;

/** The largest packet that is sent, in bytes. */
const MOST_BYTES = 4_096;

/**
 * A pair of sockets of the running kernel, whose packets have neither a link-layer header nor ancillary
 * words that anything set: the network header starts with the packet.
 */
export interface KernelSocket {
  /** Whether the kernel takes `program` as the filter of the receiving end. */
  attach(program: CbpfProgram): boolean;
  /** How many bytes of `bytes`, which are not empty, the filter keeps; 0 where it rejects them. */
  run(bytes: Uint8Array): number;
  close(): void;
}

/** Opens a pair, or says why there is none. Any user may attach a filter to a socket. */
export function openKernelSocket(): KernelSocket | string {
  if (process.platform !== 'linux' || endianness() !== 'LE') {
    return 'only Linux has SO_ATTACH_FILTER, and structures are laid out for little-endian machines';
  }
  const foreign = loadForeign();
  if (typeof foreign === 'string') {
    return foreign;
  }
  const { self } = foreign;
  const socketpair = self.declare<
    (family: number, kind: number, protocol: number, pair: Uint8Array) => number
  >('int socketpair(int, int, int, uint8_t *)');
  const setOption = self.declare<
    (socket: number, level: number, option: number, value: Uint8Array, size: number) => number
  >('int setsockopt(int, int, int, const uint8_t *, uint32_t)');
  const close = self.declare<(socket: number) => number>('int close(int)');
  const allocate = self.declare<(size: number) => bigint>('uintptr_t malloc(size_t)');
  const free = self.declare<(address: bigint) => void>('void free(uintptr_t)');
  const copy = self.declare<(to: bigint, from: Uint8Array, size: number) => bigint>(
    'uintptr_t memcpy(uintptr_t, const uint8_t *, size_t)',
  );
  type Transfer = (socket: number, bytes: Uint8Array, size: number, flags: number) => number;
  const send = self.declare<Transfer>('intptr_t send(int, const uint8_t *, size_t, int)');
  const receive = self.declare<(socket: number, to: bigint, size: number, flags: number) => number>(
    'intptr_t recv(int, uintptr_t, size_t, int)',
  );
  const pair = new Uint8Array(8);
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) !== 0) {
    return 'the kernel gives no pair of sockets';
  }
  const ends = new DataView(pair.buffer);
  const sender = ends.getInt32(0, true);
  const receiver = ends.getInt32(4, true);
  const room = BigInt(allocate(MOST_BYTES));
  return {
    attach(program) {
      const bytes = encodeProgram(program);
      const address = BigInt(allocate(Math.max(bytes.length, 1)));
      copy(address, bytes, bytes.length);
      const argument = new Uint8Array(PROGRAM_STRUCT.size);
      const view = new DataView(argument.buffer);
      view.setUint16(PROGRAM_STRUCT.countAt, program.length, true);
      view.setBigUint64(PROGRAM_STRUCT.addressAt, address, true);
      const status = setOption(receiver, SOL_SOCKET, SO_ATTACH_FILTER, argument, argument.length);
      free(address);
      return status === 0;
    },
    run(bytes) {
      send(sender, bytes, bytes.length, MSG_DONTWAIT);
      return Math.max(0, Number(receive(receiver, room, MOST_BYTES, MSG_DONTWAIT)));
    },
    close() {
      close(sender);
      close(receiver);
      free(room);
    },
  };
}

/** As {@link openKernelSocket}; a sandbox that refuses even the shortest filter is told too. */
export function usableKernelSocket(): KernelSocket | string {
  const kernel = openKernelSocket();
  if (typeof kernel === 'string' || kernel.attach([{ code: 0x06, jt: 0, jf: 0, k: 1 }])) {
    return kernel;
  }
  kernel.close();
  return 'the kernel refuses even a short filter';
}
