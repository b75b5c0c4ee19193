import { FlowBuilder, type FlowLimit } from '../../control-flow/flow-builder.ts';
import { FilterTypeError } from '../errors.ts';
import type { EntryOffset, OffsetVariable } from '../meaning/packet-test.ts';

/** What writes the code of an expression. */
export type FilterBuilder = FlowBuilder<EntryOffset, OffsetVariable>;

/**
 * The most instructions of a filter, so that a text of many megabytes ends in an error before memory
 * does: an instruction takes some 300 bytes. Enough for 200,000 hosts or 100,000 port ranges.
 */
const MAX_INSTRUCTIONS = 6_000_000;

/** A builder of at most so many instructions. */
export function filterBuilder(instructions: number = MAX_INSTRUCTIONS): FilterBuilder {
  const limit: FlowLimit = {
    instructions,
    error: (span) =>
      new FilterTypeError(
        'FILTER_SIZE',
        `the filter takes more than ${instructions} instructions up to here`,
        { span },
      ),
  };
  return new FlowBuilder(limit);
}
