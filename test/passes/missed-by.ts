import { builtinPasses } from '../../passes/index.ts';
import { ANY_MACHINE } from '../../src/ir/machine-costs.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { internetFilter } from '../internet-filter.ts';

/** What `pass` says that it has not done to the filter, for a machine with many registers. */
export function missedBy(pass: string, text: string): readonly string[] {
  const options = { remarks: true, target: { ...ANY_MACHINE, registers: 15 } };
  return runPasses(internetFilter(text), parsePipeline(pass, builtinPasses), options)
    .flatMap(({ remarks }) => remarks)
    .filter(({ kind }) => kind === 'missed')
    .map(({ where, message }) => `${where}: ${message}`);
}
