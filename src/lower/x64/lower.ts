import { allocateRegisters } from '../../codegen/registers/linear-scan.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import { assemble } from '../../isa/x64/assemble.ts';
import { printListing } from '../../isa/x64/listing.ts';
import type { Register } from '../../isa/x64/registers.ts';
import type { SourceSpan } from '../../support/source-span.ts';
import { liveRegisters } from './allocate/live-registers.ts';
import { Frame } from './emit/frame.ts';
import { layOut } from './emit/lay-out.ts';
import { placeRegisters } from './emit/place-registers.ts';
import { REGISTER_FILE } from './machine/register-file.ts';
import { selectFilter } from './select/select-filter.ts';
import { withoutKernel } from './select/without-kernel.ts';

/** A filter in machine code. */
export interface X64Program {
  /**
   * Position-independent code with its entry at byte 0, which calls nothing:
   * `uint32_t filter(const uint8_t *packet, uint32_t wirelen, uint32_t caplen)`, System V.
   */
  readonly bytes: Uint8Array;
  readonly instructionCount: number;
  /** The instructions in Intel syntax, with byte offsets and bytes; see `printListing`. */
  listing(): string;
  /** By line of the listing, the piece of the source that it is for; `undefined` where none is known. */
  readonly spans: readonly (SourceSpan | undefined)[];
}

/** How a filter is lowered. */
export interface X64Options {
  /** The registers to keep values in, the preferred first; by default all but `rsp`. */
  readonly registers?: readonly Register[];
}

/**
 * Lowers a filter to x86-64 machine code. The code reads no byte of the packet at or past `caplen`
 * and writes nothing but its own stack. O(n log n) in the size of the filter.
 *
 * @throws {@link UnsupportedError} for inputs that a filter's parameters don't give.
 */
export function lowerToX64(filter: FilterView, options: X64Options = {}): X64Program {
  const selected = selectFilter(withoutKernel(filter));
  const allocation = allocateRegisters(liveRegisters(selected), {
    ...REGISTER_FILE,
    allocatable: options.registers ?? REGISTER_FILE.allocatable,
  });
  const frame = new Frame(allocation);
  const placed = selected.blocks.map((block) => placeRegisters(block, allocation, frame));
  const code = assemble(layOut(placed, frame));
  return {
    bytes: code.bytes,
    instructionCount: code.items.filter(({ kind }) => kind === 'instruction').length,
    listing: () => printListing(code),
    spans: code.items.map((item) => (item.kind === 'instruction' ? item.span : undefined)),
  };
}
