import { add, configure, suite } from 'benny';
import type { TimingEntry } from '../../artifact/results/results.ts';
import { EngineError } from '../../engine/engine.ts';
import { quantile } from '../../support/statistics.ts';
import type { PacketBatch } from '../../trace/batch.ts';
import type { Runner } from './runner.ts';

/** Nanoseconds a packet, over the samples of one benchmark. */
export type TimingStatistics = Omit<TimingEntry, 'trace' | 'engine'>;

/** Nanoseconds in a second. */
const NANOSECONDS = 1e9;

/** The parts of the time budget that go to one sample. */
const SAMPLE_SHARE = 0.05;

/** The fewest samples of a benchmark, however slow it is. */
const MIN_SAMPLES = 5;

/**
 * Times runners side by side, in one suite of benny: one operation is one batch, whose verdicts land
 * in an array of the runner's own.
 *
 * @param seconds how long one runner may take.
 * @returns the statistics of each runner, in the order given.
 */
export async function timeRunners(
  runners: readonly Runner[],
  batch: PacketBatch,
  seconds: number,
): Promise<readonly TimingStatistics[]> {
  if (runners.length === 0) {
    return [];
  }
  const options = {
    minTime: seconds * SAMPLE_SHARE,
    maxTime: seconds,
    minSamples: MIN_SAMPLES,
  };
  const cases = runners.map(({ loaded }, index) => {
    const verdicts = new Uint32Array(batch.count);
    return add(String(index), () => loaded.runBatch(batch, verdicts), options);
  });
  const { results } = await suite('runners', configure({ cases: options }), silence, ...cases);
  const samples = new Map(results.map(({ name, details }) => [name, details.sampleResults]));
  return runners.map((runner, index) => {
    const found = samples.get(String(index)) ?? [];
    if (found.length === 0) {
      throw new EngineError(`${runner.engine.name} could not be timed`);
    }
    return statisticsOf(found, batch.count);
  });
}

/** What benny adds to a suite, as far as it is used here. */
interface SuiteEvents {
  off(event: string): SuiteEvents;
}

/** Keeps benny from announcing the suite on standard output, where results go. */
const silence = (async () => (events: SuiteEvents) => events.off('start')) as unknown as ReturnType<
  typeof add
>;

/** @param samples seconds a batch. */
function statisticsOf(samples: readonly number[], packets: number): TimingStatistics {
  const sorted = samples.map((seconds) => (seconds * NANOSECONDS) / packets).sort((a, b) => a - b);
  const of = (share: number): number => quantile(sorted, share) ?? 0;
  return {
    median: of(0.5),
    quartile1: of(0.25),
    quartile3: of(0.75),
    minimum: of(0),
    samples: sorted.length,
  };
}
