import type {
  CompiledVariant,
  ExperimentResults,
  TargetEntry,
} from '../../artifact/results/results.ts';
import { codeOf, variantOf } from './measure.ts';

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
export function compilePhases(
  { filters, targets }: ExperimentResults,
  pipeline: string,
): CompilePhases {
  const samples = filters.flatMap((filter) => {
    const variant = variantOf(filter, pipeline);
    return variant === null ? [] : [{ group: filter.group, times: phaseTimes(variant, targets) }];
  });
  const phases = phaseNames(
    samples.map(({ times }) => times),
    targets.map(lowering),
  );
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
const lowering = ({ title }: TargetEntry): string => `lowering to ${title}`;

function phaseTimes(variant: CompiledVariant, targets: readonly TargetEntry[]): Times {
  const { frontend, passes } = variant.compile;
  const times = new Map<string, number>();
  const add = (phase: string, milliseconds: number | null): void => {
    times.set(phase, (times.get(phase) ?? 0) + (milliseconds ?? 0));
  };
  add(FRONT, frontend);
  for (const { pass, milliseconds } of passes) {
    add(pass, milliseconds);
  }
  for (const target of targets) {
    add(lowering(target), codeOf(variant, target.name)?.lowering ?? null);
  }
  return times;
}

/** The phases to tell apart: the slowest passes, in the order in which they first ran. */
function phaseNames(all: readonly Times[], back: readonly string[]): readonly string[] {
  const fixed = new Set([FRONT, ...back]);
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
  return [FRONT, ...shown, ...rest, ...back].filter(
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
