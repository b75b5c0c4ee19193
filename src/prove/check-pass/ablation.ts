import { type Compilation, compile } from '../../compiler/compile.ts';
import type { Config } from '../../compiler/plugin.ts';
import { prepareCounting } from '../../interpret/count.ts';
import type { InterpretedPacket } from '../../interpret/packet.ts';
import type { Semantics } from '../../pass/pass.ts';
import { sizeOf } from '../../pass/pass-record.ts';
import { withinTime } from '../../project/within-time.ts';
import { SAMPLE_NETMASK } from '../../source/sample-netmask.ts';
import { sourceIn } from '../../source/sources.ts';
import { geometricMean, sidesOfOne } from '../../support/statistics.ts';
import type { AblationPipelines } from './pipelines.ts';

/** An expression to compile, and for which packets. */
export interface CheckedFilter {
  readonly expression: string;
  /** The link type by name. */
  readonly dlt: string;
  /** The source language; absent for the default one. */
  readonly from?: string;
}

/** Packets of one link type. */
export interface CheckedTrace {
  readonly dlt: string;
  readonly packets: readonly InterpretedPacket[];
}

/** What a pipeline makes of one filter. */
export interface Cost {
  /** Executed IR instructions a packet, the mean over the packets of the link type. */
  readonly executed: number;
  /** Instructions of the IR. */
  readonly size: number;
  /** Wall-clock time of all passes in milliseconds, the shortest of three. */
  readonly milliseconds: number;
}

/** One filter with the passes and without. */
export interface AblationRow extends CheckedFilter {
  readonly withPasses: Cost;
  readonly without: Cost;
}

/** What passes gain and cost over many filters. */
export interface Ablation {
  readonly rows: readonly AblationRow[];
  /** The geometric mean of executed instructions with the passes to those without; below 1 is a gain. */
  readonly executed: number;
  /** As {@link executed}, of the size of the IR. */
  readonly size: number;
  /** The compile time with the passes to that without, of all filters together. */
  readonly time: number;
  /** The filters for which less is executed, and those for which more is. */
  readonly better: number;
  readonly worse: number;
}

/** What the measurement needs. */
export interface AblationInput {
  readonly filters: readonly CheckedFilter[];
  readonly traces: readonly CheckedTrace[];
  readonly pipelines: AblationPipelines;
  readonly config: Config;
  readonly semantics: Semantics;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Compiles each filter with the passes and without, and counts what the results execute. */
export function measureAblation(input: AblationInput): Ablation {
  const rows = input.filters.flatMap((filter, index) => {
    input.onProgress?.(index, input.filters.length);
    return rowFor(filter, input);
  });
  const ratios = rows.map(({ withPasses, without }) => withPasses.executed / without.executed);
  const { below, above } = sidesOfOne(ratios);
  const total = (cost: (row: AblationRow) => number): number =>
    rows.reduce((sum, row) => sum + cost(row), 0);
  return {
    rows,
    executed: geometricMean(ratios) ?? 1,
    size: geometricMean(rows.map(({ withPasses, without }) => withPasses.size / without.size)) ?? 1,
    time: total((row) => row.withPasses.milliseconds) / total((row) => row.without.milliseconds),
    better: below,
    worse: above,
  };
}

function rowFor(filter: CheckedFilter, input: AblationInput): readonly AblationRow[] {
  const packets = input.traces
    .filter(({ dlt }) => dlt === filter.dlt)
    .flatMap((trace) => trace.packets);
  const { withPasses, without } = input.pipelines;
  return packets.length === 0
    ? []
    : [
        {
          ...filter,
          withPasses: costOf(filter, withPasses, { ...input, packets }),
          without: costOf(filter, without, { ...input, packets }),
        },
      ];
}

function costOf(
  { expression, dlt, from }: CheckedFilter,
  passes: string,
  {
    packets,
    config,
    semantics,
  }: Pick<AblationInput, 'config' | 'semantics'> & Pick<CheckedTrace, 'packets'>,
): Cost {
  const once = (): Compilation =>
    compile(sourceIn(expression, from), {
      dlt,
      netmask: SAMPLE_NETMASK,
      passes,
      config,
      semantics,
      guard: withinTime,
    });
  const attempts = [once(), once(), once()] as const;
  const { filter } = attempts[0];
  const count = prepareCounting(filter);
  const executed = packets.reduce((sum, packet) => sum + count(packet).instructions, 0);
  return {
    executed: executed / packets.length,
    size: sizeOf(filter).instructions + filter.blockCount,
    milliseconds: Math.min(...attempts.map(({ times }) => times.passes)),
  };
}
