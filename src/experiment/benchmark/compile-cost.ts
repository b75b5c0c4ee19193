import { compile } from '../../compiler/compile.ts';
import { libpcapCompile } from '../../engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../engine/libpcap/library.ts';
import { lowerToCbpf } from '../../lower/cbpf/lower.ts';
import { lowerToX64 } from '../../lower/x64/lower.ts';
import { median } from '../../support/statistics.ts';
import { liveHeap } from './live-heap.ts';

/** What one compilation costs by phase, in milliseconds of wall-clock time, and what comes out. */
export interface PhaseCosts {
  readonly frontend: number;
  readonly passes: number;
  readonly lowerCbpf: number;
  readonly lowerX64: number;
  /** From the text to cBPF. */
  readonly total: number;
  readonly cbpfInstructions: number;
  readonly x64Bytes: number;
}

/** `DLT_EN10MB`, the link type that filters are for by default. */
const ETHERNET = 1;

/** Compiles once, with the time of each phase. */
export function phaseCosts(expression: string, passes: string): PhaseCosts {
  const { filter, times } = compile(expression, { passes });
  const start = performance.now();
  const cbpf = lowerToCbpf(filter, { maxInstructions: Number.POSITIVE_INFINITY });
  const lowered = performance.now();
  const x64 = lowerToX64(filter);
  const end = performance.now();
  return {
    frontend: times.frontend,
    passes: times.passes,
    lowerCbpf: lowered - start,
    lowerX64: end - lowered,
    total: times.frontend + times.passes + (lowered - start),
    cbpfInstructions: cbpf.length,
    x64Bytes: x64.bytes.length,
  };
}

/** The median of `runs` compilations by libpcap, its optimizer on; `null` where it is not there. */
export function libpcapTime(expression: string, runs: number): number | null {
  if (libpcapUnavailable() !== null) {
    return null;
  }
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    libpcapCompile(expression, { dlt: ETHERNET });
    return performance.now() - start;
  });
  return median(times);
}

/** The most bytes of the heap in use between the steps of a compilation, above those before it. */
export function peakHeap(expression: string, passes: string): number {
  const before = liveHeap();
  let peak = before;
  const look = (): void => {
    peak = Math.max(peak, liveHeap());
  };
  const { filter } = compile(expression, {
    passes,
    onInput: look,
    onPass: (_, { changed }) => changed && look(),
  });
  lowerToCbpf(filter, { maxInstructions: Number.POSITIVE_INFINITY });
  look();
  return peak - before;
}
