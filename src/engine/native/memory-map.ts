import { EngineError } from '../engine.ts';
import { type Foreign, loadForeign } from './foreign.ts';

/**
 * The access that a mapping allows: `PROT_READ` 1, `PROT_WRITE` 2 and `PROT_EXEC` 4, the same on Linux
 * and macOS.
 */
export const PROTECTION: Readonly<Record<'none' | 'readWrite' | 'readExecute', number>> = {
  none: 0,
  readWrite: 3,
  readExecute: 5,
};

/** `MAP_PRIVATE | MAP_ANONYMOUS`. Source: the systems' `sys/mman.h`. */
const MAP_FLAGS: Readonly<Partial<Record<NodeJS.Platform, number>>> = {
  linux: 0x22,
  darwin: 0x1002,
};

/** What `mmap` returns when it fails: (void *)-1. */
const MAP_FAILED = 0xffff_ffff_ffff_ffffn;

/**
 * The granularity of mappings in bytes. The largest page of any system this runs on, so a multiple of
 * each one's own.
 */
export const PAGE_SIZE = 0x4000;

/** Whole pages of memory outside the JavaScript heap. */
export interface Mapping {
  /** The address of the first byte, a multiple of the page size. */
  readonly address: bigint;
  /** The size in bytes, a multiple of {@link PAGE_SIZE}. */
  readonly size: number;
  /** Copies `bytes` to byte `offset`, which must be writable. */
  write(offset: number, bytes: Uint8Array): void;
  /** Sets the access of the pages from byte `offset` (a multiple of the page size) to the end. */
  protect(offset: number, protection: number): void;
  /** Gives the pages back. Addresses in them are dead from then on. */
  unmap(): void;
}

/** The C library's functions on memory. */
interface MemoryFunctions {
  mmap(
    address: null,
    length: number,
    protection: number,
    flags: number,
    descriptor: number,
    offset: number,
  ): bigint;
  mprotect(address: bigint, length: number, protection: number): number;
  munmap(address: bigint, length: number): number;
  copy(to: bigint, from: Uint8Array, length: number): unknown;
}

let functions: MemoryFunctions | undefined;

/** Why pages can't be mapped here, `null` where they can. */
export function mappingUnavailable(): string | null {
  const flags = MAP_FLAGS[process.platform];
  if (flags === undefined) {
    return `memory is mapped on Linux and macOS only, not on ${process.platform}`;
  }
  const foreign = loadForeign();
  return typeof foreign === 'string' ? foreign : null;
}

/**
 * Maps fresh zeroed pages, readable and writable, of at least `size` bytes.
 *
 * @throws {@link EngineError} where mapping is unavailable or the system refuses.
 */
export function mapMemory(size: number): Mapping {
  const { mmap, mprotect, munmap, copy } = memoryFunctions();
  const length = Math.max(1, Math.ceil(size / PAGE_SIZE)) * PAGE_SIZE;
  const flags = MAP_FLAGS[process.platform] ?? 0;
  const address = mmap(null, length, PROTECTION.readWrite, flags, -1, 0);
  if (address === MAP_FAILED) {
    throw new EngineError(`the system refuses to map ${length} bytes`);
  }
  return {
    address,
    size: length,
    write(offset, bytes) {
      if (offset < 0 || offset + bytes.length > length) {
        throw new EngineError(`bytes ${offset}+${bytes.length} are outside a map of ${length}`);
      }
      copy(address + BigInt(offset), bytes, bytes.length);
    },
    protect(offset, protection) {
      if (mprotect(address + BigInt(offset), length - offset, protection) !== 0) {
        throw new EngineError(`the system refuses protection ${protection} on mapped memory`);
      }
    },
    unmap() {
      munmap(address, length);
    },
  };
}

function memoryFunctions(): MemoryFunctions {
  const reason = mappingUnavailable();
  const foreign = loadForeign();
  if (reason !== null || typeof foreign === 'string') {
    throw new EngineError(reason ?? String(foreign));
  }
  functions ??= declareFunctions(foreign);
  return functions;
}

function declareFunctions({ self }: Foreign): MemoryFunctions {
  return {
    mmap: self.declare('void *mmap(void *, size_t, int, int, int, int64_t)'),
    mprotect: self.declare('int mprotect(void *, size_t, int)'),
    munmap: self.declare('int munmap(void *, size_t)'),
    copy: self.declare('void *memcpy(void *, const void *, size_t)'),
  };
}
