import { builtinPasses } from '../../passes/index.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { internetFilter } from '../internet-filter.ts';

/** What `pass` says that it has not done to the filter. */
export function missedBy(pass: string, text: string): readonly string[] {
  return runPasses(internetFilter(text), parsePipeline(pass, builtinPasses), { remarks: true })
    .flatMap(({ remarks }) => remarks)
    .filter(({ kind }) => kind === 'missed')
    .map(({ where, message }) => `${where}: ${message}`);
}
