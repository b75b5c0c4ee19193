import { type Command, Option } from 'commander';
import type { BenchRequest } from '../../experiment/benchmark/bench.ts';
import type { TermKind } from '../../experiment/benchmark/term-lists.ts';
import type { CorpusFilter } from '../../experiment/input/corpus.ts';
import { readUserInput } from '../../project/read-file.ts';
import { dltByName, dltByNumber } from '../../support/link-types.ts';
import { EXIT_STATUS } from '../errors/exit-status.ts';
import { UsageError } from '../errors/usage-error.ts';
import {
  append,
  configOf,
  DEFAULT_DLT,
  parseCount,
  parseSeconds,
} from '../options/compile-options.ts';
import { namesIn, pipelinesIn } from '../options/lists.ts';
import { writeOutput } from '../output/write-output.ts';
import { progressBar } from '../terminal.ts';
import { warnIfBusy } from '../warn-if-busy.ts';

interface Flags {
  readonly filters?: readonly string[];
  readonly dlt: string;
  readonly trace?: readonly string[];
  readonly engines?: readonly string[];
  readonly pipelines?: readonly string[];
  readonly plugin?: readonly string[];
  readonly config?: string;
  readonly seconds?: number;
  readonly json?: string | true;
  readonly compileTime?: boolean;
  readonly lists?: boolean;
  readonly seed?: number;
  readonly prove?: boolean;
  readonly rules?: boolean;
  readonly semantics: 'strict' | 'relaxed';
  readonly terms?: readonly number[];
  readonly kinds?: readonly TermKind[];
}

/** `bpfopt bench`: times filters on packets, or the compiler on filters. */
export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .description('time filters on a capture, or with --compile-time the compiler itself')
    .argument('[expressions...]', 'filter expressions, each one argument')
    .option('--filters <file>', 'file of filters, one a line; may be given again', append)
    .option('--dlt <type>', 'link type of the expressions', parseLinkType, DEFAULT_DLT)
    .option('--trace <file>', 'capture to run over; may be given again', append)
    .option(
      '--engines <names>',
      'engines, separated by commas (default: all that run here)',
      namesIn,
    )
    .option(
      '--pipelines <names>',
      'pipelines, separated by commas, or by semicolons: O2;my-pass,O2;O2 - gvn (default: O0;O1;O2, and libpcap -O)',
      pipelinesIn,
    )
    .option('--plugin <file>', 'plugin whose passes pipelines may name; may be given again', append)
    .option('--config <file>', 'settings (default: bpfopt.config.ts in this folder, if any)')
    .option('--seconds <n>', 'time for each row (default: 0.1)', parseSeconds)
    .option('--compile-time', 'measure what compilation costs, and how it grows')
    .option('--rules', 'measure what is redundant in the code for lists of firewall rules')
    .option('--terms <counts>', 'with --compile-time or --rules: lengths of the lists', counts)
    .option('--kinds <kinds>', 'with --compile-time: what lists are of: host, port, net', kindList)
    .option('--lists', 'count what lists of 100 terms execute, beside libpcap, against the targets')
    .option('--seed <n>', 'with --lists: from which the terms are made (default: 7)', parseCount)
    .option(
      '--prove',
      'prove what the pipeline does to the filters (default: those of the corpora)',
    )
    .addOption(
      new Option('--semantics <mode>', 'with --prove: verdicts to keep')
        .choices(['strict', 'relaxed'])
        .default('strict'),
    )
    .option('--json [file]', 'print JSON, or write it to a file beside the table')
    .action((expressions: readonly string[], flags: Flags) => {
      if (flags.prove === true) {
        return benchProofs(expressions, flags);
      }
      if (flags.lists === true) {
        return benchLists(flags);
      }
      if (flags.rules === true) {
        return benchRules(flags);
      }
      return benchTimes(expressions, flags);
    });
}

/** What is measured by the clock. */
async function benchTimes(expressions: readonly string[], flags: Flags): Promise<void> {
  const { describeEnvironment } = await import('../../experiment/input/provenance.ts');
  const environment = describeEnvironment(process.cwd());
  await (flags.compileTime === true ? benchCompiler(flags) : benchFilters(expressions, flags));
  warnIfBusy(environment);
}

async function benchCompiler({ terms, kinds, json }: Flags): Promise<void> {
  const { benchmarkCompilation, compileBenchmarkTable } = await import(
    '../../experiment/benchmark/compile-benchmark.ts'
  );
  const bar = progressBar();
  const results = benchmarkCompilation({
    ...(terms === undefined ? {} : { terms }),
    ...(kinds === undefined ? {} : { kinds }),
    onProgress: ({ done, total, label }) => bar.update(done, total, label),
  });
  bar.finish();
  await answer(results, compileBenchmarkTable(results), json);
  if (results.limits.some(({ holds }) => !holds)) {
    process.exitCode = EXIT_STATUS.no;
  }
}

async function benchLists({ trace, seed, json }: Flags): Promise<void> {
  const { benchmarkLists, listBenchmarkTable, missesTarget } = await import(
    '../../experiment/benchmark/list-benchmark.ts'
  );
  const { loadTraces } = await import('../../experiment/input/trace-file.ts');
  const { BUNDLED_EXPERIMENT } = await import('../../experiment/input/bundled.ts');
  const { findFiles } = await import('../../experiment/input/find-files.ts');
  const { config, directory } = BUNDLED_EXPERIMENT;
  const files =
    trace?.map((file) => ({ name: file, path: file })) ?? findFiles(config.traces, directory);
  const bar = progressBar();
  const results = benchmarkLists({
    traces: loadTraces(files),
    ...(seed === undefined ? {} : { seed }),
    onProgress: ({ done, total, label }) => bar.update(done, total, label),
  });
  bar.finish();
  if (results.costs.length === 0) {
    throw new UsageError('expected an Ethernet capture');
  }
  await answer(results, listBenchmarkTable(results), json);
  if (missesTarget(results)) {
    process.exitCode = EXIT_STATUS.no;
  }
}

async function benchRules({ trace, pipelines, terms, json }: Flags): Promise<void> {
  const { measureRules } = await import('./bench-rules.ts');
  const { ruleBenchmarkTable } = await import('../../experiment/redundancy/rule-table.ts');
  const results = await measureRules({ trace, pipelines, terms });
  await answer(results, ruleBenchmarkTable(results), json);
  if (results.limits.some(({ holds }) => !holds)) {
    process.exitCode = EXIT_STATUS.no;
  }
}

async function benchProofs(expressions: readonly string[], flags: Flags): Promise<void> {
  const { proveFilters } = await import('./bench-proofs.ts');
  const { proofBenchmarkTable } = await import('../../experiment/benchmark/proof-benchmark.ts');
  const { filters = [], pipelines = [] } = flags;
  const [pipeline, another] = pipelines;
  if (another !== undefined) {
    throw new UsageError('--prove takes one pipeline');
  }
  const results = await proveFilters(expressions, { ...flags, filters, pipeline });
  await answer(results, proofBenchmarkTable(results), flags.json);
  if (results.limits.some(({ holds }) => !holds)) {
    process.exitCode = EXIT_STATUS.no;
  }
}

async function benchFilters(expressions: readonly string[], flags: Flags): Promise<void> {
  const { bench } = await import('../../experiment/benchmark/bench.ts');
  const { benchTable } = await import('../../experiment/benchmark/bench-table.ts');
  const bar = progressBar();
  const request = await requestOf(expressions, flags);
  try {
    const results = await bench({
      ...request,
      onProgress: ({ done, total, label }) => bar.update(done, total, label),
    });
    bar.finish();
    await answer(results, benchTable(results), flags.json);
    if (results.rows.length === 0) {
      process.exitCode = EXIT_STATUS.badInput;
    }
  } finally {
    bar.finish();
  }
}

async function requestOf(expressions: readonly string[], flags: Flags): Promise<BenchRequest> {
  const { loadTraces } = await import('../../experiment/input/trace-file.ts');
  const { groupOfFile, namedFilters, readFilterList } = await import(
    '../../experiment/input/corpus.ts'
  );
  const { filters = [], dlt, trace = [], engines, pipelines, seconds } = flags;
  const lists = await Promise.all(
    filters.map(async (file) =>
      readFilterList((await readUserInput(file)).toString('utf8'), {
        file,
        group: groupOfFile(file),
        dlt,
      }),
    ),
  );
  const all: readonly CorpusFilter[] = [...namedFilters(expressions, dlt), ...lists.flat()];
  if (all.length === 0 || trace.length === 0) {
    throw new UsageError('expected a filter, as argument or by --filters, and --trace FILE');
  }
  const { plugins } = await configOf({ ...flags, semantics: 'strict' });
  return {
    filters: all,
    traces: loadTraces(trace.map((file) => ({ name: file, path: file }))),
    ...(engines === undefined ? {} : { engines }),
    ...(pipelines === undefined ? {} : { pipelines }),
    ...(plugins === undefined ? {} : { plugins }),
    ...(seconds === undefined ? {} : { seconds }),
  };
}

/** Prints the table; JSON in its place, or in a file beside it. */
async function answer(
  results: object,
  table: string,
  json: string | true | undefined,
): Promise<void> {
  const text = `${JSON.stringify(results)}\n`;
  if (typeof json === 'string') {
    await writeOutput(text, json);
  }
  await writeOutput(json === true ? text : table, undefined);
}

/** Names separated by the commas that stand outside parentheses. */

const counts = (text: string): readonly number[] => text.split(',').map(parseCount);

/** The name of a link type that is given by name or number. */
function parseLinkType(text: string): string {
  const found = /^\d+$/.test(text) ? dltByNumber(Number(text)) : dltByName(text);
  if (found === null) {
    throw new UsageError(`unknown link type ${text}`);
  }
  return found.name;
}

function kindList(text: string): readonly TermKind[] {
  return text.split(',').map((kind) => {
    if (kind !== 'host' && kind !== 'port' && kind !== 'net') {
      throw new UsageError(`expected host, port or net, found '${kind}'`);
    }
    return kind;
  });
}
