import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_PIPELINE } from '../../compiler/build-pipeline.ts';
import type { ProofBenchmark } from '../../experiment/benchmark/proof-benchmark.ts';
import {
  type CorpusFilter,
  groupOfFile,
  namedFilters,
  readFilterList,
} from '../../experiment/input/corpus.ts';
import { PACKAGE_ROOT } from '../../project/package-root.ts';
import { readUserInput } from '../../project/read-file.ts';
import { UsageError } from '../errors/usage-error.ts';
import { configOf, type PassFlags } from '../options/compile-options.ts';
import { progressBar } from '../terminal.ts';

/** What to prove, and with what. */
export interface ProofFlags extends Pick<PassFlags, 'plugin' | 'config'> {
  /** Files of filters, one a line or JSON; those of the corpora where there are none. */
  readonly filters: readonly string[];
  readonly dlt: string;
  readonly pipeline: string | undefined;
  readonly semantics: 'strict' | 'relaxed';
}

/** The time that the solver has for one step, in milliseconds. */
const TIMEOUT = 10_000;

/** `bpfopt bench --prove`: proves all that a pipeline does to filters. */
export async function proveFilters(
  expressions: readonly string[],
  flags: ProofFlags,
): Promise<ProofBenchmark> {
  const { benchmarkProofs } = await import('../../experiment/benchmark/proof-benchmark.ts');
  const { openSolver } = await import('../../prove/solver/open-solver.ts');
  const { plugins = [], passes } = await configOf(flags);
  const solver = await openSolver();
  const bar = progressBar();
  try {
    return await benchmarkProofs({
      filters: await filtersOf(expressions, flags),
      passes: flags.pipeline ?? passes ?? DEFAULT_PIPELINE,
      compile: { semantics: flags.semantics, config: { plugins } },
      solver,
      milliseconds: TIMEOUT,
      onProgress: ({ done, total, label }) => bar.update(done, total, label),
    });
  } finally {
    bar.finish();
    solver?.close();
  }
}

async function filtersOf(
  expressions: readonly string[],
  { filters, dlt }: ProofFlags,
): Promise<readonly CorpusFilter[]> {
  const given = namedFilters(expressions, dlt);
  const files = given.length === 0 && filters.length === 0 ? corpusFiles() : filters;
  const read = await Promise.all(files.map((file) => readFilters(file, dlt)));
  return [...given, ...read.flat()];
}

function corpusFiles(): readonly string[] {
  const folder = path.join(PACKAGE_ROOT, 'corpora/filters');
  return existsSync(folder) ? readdirSync(folder).map((file) => path.join(folder, file)) : [];
}

async function readFilters(file: string, dlt: string): Promise<readonly CorpusFilter[]> {
  const text = (await readUserInput(file)).toString('utf8');
  const group = groupOfFile(file);
  return file.endsWith('.json')
    ? readJsonFilters(text, { file, group, dlt })
    : readFilterList(text, { file, group, dlt });
}

interface JsonFile {
  readonly file: string;
  readonly group: string;
  readonly dlt: string;
}

/** An array of objects with the expression as `expr`, and its link type as `dlt` where it has one. */
function readJsonFilters(text: string, { file, group, dlt }: JsonFile): readonly CorpusFilter[] {
  const entries: unknown = parseJson(text, file);
  if (!Array.isArray(entries)) {
    throw new UsageError(`${file}: expected an array of filters`);
  }
  return entries.map((entry: unknown, index) => {
    if (typeof entry !== 'object' || entry === null || !('expr' in entry)) {
      throw new UsageError(`${file}: entry ${index} has no 'expr'`);
    }
    return {
      id: `${group}-${index + 1}`,
      group,
      expression: String(entry.expr),
      dlt: 'dlt' in entry ? String(entry.dlt) : dlt,
    };
  });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${file}: not JSON`, { cause });
  }
}
