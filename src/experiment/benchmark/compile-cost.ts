import { compile } from '../../compiler/compile.ts';
import { libpcapCompile } from '../../engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../engine/libpcap/library.ts';
import { median } from '../../support/statistics.ts';
import { MAIN_TARGET, TARGETS } from '../../target/targets.ts';
import { liveHeap } from './live-heap.ts';

/** What one compilation costs by phase, in milliseconds of wall-clock time, and what comes out. */
export interface PhaseCosts {
  readonly frontend: number;
  readonly passes: number;
  /** From the text to code for the main target. */
  readonly total: number;
  /** What each target adds, by name. */
  readonly lowering: Readonly<Record<string, LoweringCosts>>;
}

/** The code for one target. */
export interface LoweringCosts {
  readonly milliseconds: number;
  readonly instructions: number;
  readonly bytes: number;
}

/** `DLT_EN10MB`, the link type that filters are for by default. */
const ETHERNET = 1;

/** Compiles once, with the time of each phase. */
export function phaseCosts(expression: string, passes: string): PhaseCosts {
  const { filter, times } = compile(expression, { passes });
  const lowering = Object.fromEntries(
    TARGETS.map((target): readonly [string, LoweringCosts] => {
      const start = performance.now();
      const { instructions, bytes } = target.lower(filter, { unlimited: true });
      return [target.name, { milliseconds: performance.now() - start, instructions, bytes }];
    }),
  );
  const { frontend, passes: passing } = times;
  const total = frontend + passing + (lowering[MAIN_TARGET.name]?.milliseconds ?? 0);
  return { frontend, passes: passing, total, lowering };
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
  MAIN_TARGET.lower(filter, { unlimited: true });
  look();
  return peak - before;
}
