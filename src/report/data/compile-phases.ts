import type { CompiledVariant, ExperimentResults } from '../../experiment/results.ts';
import { variantOf } from './measure.ts';

/** Where compile time goes, by group of filters. */
export interface CompilePhases {
  /** Front end, passes and lowering, in the order in which they run. */
  readonly phases: readonly string[];
  readonly rows: readonly PhaseRow[];
}

export interface PhaseRow {
  readonly group: string;
  readonly filters: number;
  /** For each phase the mean in milliseconds over the filters of the group. */
  readonly milliseconds: readonly number[];
}

/** How many passes are told apart; the quicker ones go together. */
const MAX_PASSES = 7;

const OTHER = 'other passes';

/** Splits the compile time of `pipeline` into its phases. A pass that runs often counts once. */
export function compilePhases(results: ExperimentResults, pipeline: string): CompilePhases {
  const samples = results.filters.flatMap((filter) => {
    const variant = variantOf(filter, pipeline);
    return variant === null ? [] : [{ group: filter.group, times: phaseTimes(variant) }];
  });
  const phases = phaseNames(samples.map(({ times }) => times));
  const groups = [...new Set(samples.map(({ group }) => group))];
  const rows = groups.map((group): PhaseRow => {
    const inGroup = samples.filter((sample) => sample.group === group);
    const sums = phases.map((phase) =>
      inGroup.reduce((sum, { times }) => sum + timeOf(times, phase, phases), 0),
    );
    return {
      group,
      filters: inGroup.length,
      milliseconds: sums.map((sum) => sum / inGroup.length),
    };
  });
  return { phases, rows };
}

type Times = ReadonlyMap<string, number>;

const FRONT = 'front end';
const BACK = ['lowering to cBPF', 'lowering to x86-64'];

function phaseTimes({ compile }: CompiledVariant): Times {
  const times = new Map<string, number>();
  const add = (phase: string, milliseconds: number | null): void => {
    times.set(phase, (times.get(phase) ?? 0) + (milliseconds ?? 0));
  };
  add(FRONT, compile.frontend);
  for (const { pass, milliseconds } of compile.passes) {
    add(pass, milliseconds);
  }
  add(BACK[0] ?? '', compile.lowerCbpf);
  add(BACK[1] ?? '', compile.lowerX64);
  return times;
}

/** The phases to tell apart: the slowest passes, in the order in which they first ran. */
function phaseNames(all: readonly Times[]): readonly string[] {
  const fixed = new Set([FRONT, ...BACK]);
  const totals = new Map<string, number>();
  for (const times of all) {
    for (const [phase, milliseconds] of times) {
      totals.set(phase, (totals.get(phase) ?? 0) + milliseconds);
    }
  }
  const passes = [...totals.keys()].filter((phase) => !fixed.has(phase));
  const slowest = new Set(
    passes.toSorted((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0)).slice(0, MAX_PASSES),
  );
  const shown = passes.filter((pass) => slowest.has(pass));
  const rest = passes.length > shown.length ? [OTHER] : [];
  return [FRONT, ...shown, ...rest, ...BACK].filter(
    (phase) => phase === OTHER || (totals.get(phase) ?? 0) > 0,
  );
}

function timeOf(times: Times, phase: string, phases: readonly string[]): number {
  if (phase !== OTHER) {
    return times.get(phase) ?? 0;
  }
  return [...times].reduce(
    (sum, [name, milliseconds]) => (phases.includes(name) ? sum : sum + milliseconds),
    0,
  );
}
