import { EngineError } from '../../engine/engine.ts';
import { libpcapCompile, PeerError } from '../../engine/libpcap/compile.ts';
import type { PipelineEntry } from '../../experiment/results.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import { printListing } from '../../isa/cbpf/listing.ts';
import { lowerToCbpf } from '../../lower/cbpf/lower.ts';
import { lowerToX64 } from '../../lower/x64/lower.ts';
import { dltByName } from '../../support/link-types.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import { optimizes } from '../data/roles.ts';

/** A program as text, or why there is none. */
export type Listing =
  | { readonly title: string; readonly text: string; readonly instructions: number }
  | { readonly title: string; readonly missing: string };

/** The code of a compiled filter for classic BPF and x86-64. */
export function ourListings(filter: FilterView, pipeline: string): readonly [Listing, Listing] {
  return [
    listing(`bpfopt ${pipeline}`, () => {
      const program = lowerToCbpf(filter, { maxInstructions: Number.POSITIVE_INFINITY });
      return { text: printListing(program), instructions: program.length };
    }),
    listing(`x86-64, bpfopt ${pipeline}`, () => {
      const program = lowerToX64(filter);
      return { text: program.listing(), instructions: program.instructionCount };
    }),
  ];
}

/** The code that libpcap makes of an expression, with its optimizer where `peer` says so. */
export function peerListing(
  expression: string,
  dlt: string,
  { name }: Pick<PipelineEntry, 'name'>,
): Listing {
  return listing(name, () => {
    const number = dltByName(dlt)?.dlt ?? Number(dlt);
    const program = libpcapCompile(expression, { dlt: number, optimize: optimizes(name) });
    return { text: printListing(program), instructions: program.length };
  });
}

function listing(
  title: string,
  make: () => { readonly text: string; readonly instructions: number },
): Listing {
  try {
    return { title, ...make() };
  } catch (error) {
    if (isExpected(error)) {
      return { title, missing: error.message };
    }
    throw error;
  }
}

/** Whether the error says that there is no such code, not that something is broken. */
function isExpected(error: unknown): error is Error {
  return [UnsupportedError, PeerError, EngineError].some((kind) => error instanceof kind);
}
