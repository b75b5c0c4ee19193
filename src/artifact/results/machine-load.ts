import type { Environment } from './results.ts';

/** A machine with more of its processors wanted than this gives times that can't be relied on. */
const BUSY = 0.5;

/** Whether the machine had so much else to do before an experiment that its times can't be relied on. */
export const isBusy = ({ load, cores }: Pick<Environment, 'load' | 'cores'>): boolean =>
  (load?.before ?? 0) > BUSY * cores;
