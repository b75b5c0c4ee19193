import { isBusy } from '../artifact/results/machine-load.ts';
import type { Environment } from '../artifact/results/results.ts';
import { warn } from './terminal.ts';

/** Warns where a machine was busy before times were measured, which may then be anything. */
export function warnIfBusy(environment: Environment): void {
  if (isBusy(environment)) {
    const load = environment.load?.before?.toFixed(2);
    warn(
      `the machine was busy before the start: ${load} processes wanted its ${environment.cores} processors; times can't be relied on`,
    );
  }
}
