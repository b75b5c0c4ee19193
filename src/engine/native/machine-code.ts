import { batchStub } from '../../isa/x64/batch-stub.ts';
import { invariant } from '../../support/invariant.ts';
import { assertBatchFits } from '../batch-bounds.ts';
import { EngineError, type LoadedFilter } from '../engine.ts';
import { loadForeign } from './foreign.ts';
import { type Mapping, mapMemory, mappingUnavailable, PROTECTION } from './memory-map.ts';

/** The prototype of a filter in machine code. */
const FILTER_PROTOTYPE = 'uint32_t (const void *packet, uint32_t wirelen, uint32_t caplen)';

/** The prototype of the batch stub. */
const BATCH_PROTOTYPE =
  'void (const void *bytes, const void *offsets, const void *caplens, const void *wirelens, void *verdicts, uint64_t count)';

/** Where the filter starts in its mapping, in bytes: on a cache line of its own after the stub. */
const FILTER_AT = 128;

/** The loop that calls the filter for each packet of a batch; the same for every filter. */
let stub: Uint8Array | undefined;

type FilterFunction = (packet: Uint8Array | bigint, wirelen: number, caplen: number) => number;

type BatchFunction = (
  bytes: Uint8Array,
  offsets: Uint32Array,
  caplens: Uint32Array,
  wirelens: Uint32Array,
  verdicts: Uint32Array,
  count: number,
) => void;

/** A filter in machine code that also takes packets from memory outside the JavaScript heap. */
export interface MachineCode extends LoadedFilter {
  /** The verdict on the packet of `caplen` bytes at `address`, which must be mapped. */
  runAt(address: bigint, wirelen: number, caplen: number): number;
}

/** Why x86-64 code can't run in this process, `null` where it can. */
export function machineCodeUnavailable(): string | null {
  return process.arch === 'x64'
    ? mappingUnavailable()
    : `the code is for x86-64 and this process is ${process.arch}`;
}

/**
 * Makes x86-64 code callable: a position-independent function with its entry at byte 0,
 * `uint32_t filter(const uint8_t *packet, uint32_t wirelen, uint32_t caplen)`, System V.
 *
 * The code is trusted: a fault in it ends this process (see `isolated.ts` for code that isn't). Its
 * pages are never writable and executable at once.
 *
 * @throws {@link EngineError} where machine code can't run here, or there is none.
 */
export function loadMachineCode(code: Uint8Array): MachineCode {
  const reason = machineCodeUnavailable();
  const foreign = loadForeign();
  if (reason !== null || typeof foreign === 'string') {
    throw new EngineError(reason ?? String(foreign));
  }
  if (code.length === 0) {
    throw new EngineError('there is no code to run: it has 0 bytes');
  }
  const mapping = mapCode(code);
  const batchFilter = foreign.functionAt<BatchFunction>(mapping.address, BATCH_PROTOTYPE);
  const filter = foreign.functionAt<FilterFunction>(
    mapping.address + BigInt(FILTER_AT),
    FILTER_PROTOTYPE,
  );
  return callable(filter, batchFilter, mapping);
}

/** Maps the batch stub and the filter behind it, read-only and executable. */
function mapCode(code: Uint8Array): Mapping {
  stub ??= batchStub(FILTER_AT);
  invariant(stub.length <= FILTER_AT, `a stub of ${stub.length} bytes runs into the filter`);
  const mapping = mapMemory(FILTER_AT + code.length);
  try {
    mapping.write(0, stub);
    mapping.write(FILTER_AT, code);
    mapping.protect(0, PROTECTION.readExecute);
  } catch (error) {
    mapping.unmap();
    throw error;
  }
  return mapping;
}

function callable(
  filter: FilterFunction,
  batchFilter: BatchFunction,
  mapping: Mapping,
): MachineCode {
  let open = true;
  const assertOpen = (): void => {
    if (!open) {
      throw new EngineError('the filter is closed');
    }
  };
  return {
    run({ bytes, wirelen }) {
      assertOpen();
      return filter(bytes, wirelen, bytes.length);
    },
    runAt(address, wirelen, caplen) {
      assertOpen();
      return filter(address, wirelen, caplen);
    },
    runBatch(batch, verdicts) {
      assertOpen();
      assertBatchFits(batch, verdicts);
      const { bytes, offsets, caplens, wirelens, count } = batch;
      batchFilter(bytes, offsets, caplens, wirelens, verdicts, count);
    },
    close() {
      if (open) {
        open = false;
        mapping.unmap();
      }
    },
  };
}
