import type { add as addCase } from 'benny';
import type { TimeSpread } from '../../artifact/results/results.ts';
import { EngineError } from '../../engine/engine.ts';
import type { PacketBatch } from '../../trace/batch.ts';
import type { Runner } from './runner.ts';
import { spreadOf } from './spread.ts';

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
 * @returns the nanoseconds a packet of each runner, in the order given.
 */
export async function timeRunners(
  runners: readonly Runner[],
  batch: PacketBatch,
  seconds: number,
): Promise<readonly TimeSpread[]> {
  if (runners.length === 0) {
    return [];
  }
  // It takes longer to load than most commands take.
  const { add, configure, suite } = await import('benny');
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
  typeof addCase
>;

/** @param samples seconds a batch. */
const statisticsOf = (samples: readonly number[], packets: number): TimeSpread =>
  spreadOf(samples.map((seconds) => (seconds * NANOSECONDS) / packets));
