import { type Command, Option } from 'commander';
import { type Compilation, type CompileOptions, compile } from '../../compiler/compile.ts';
import type { FilterSource } from '../../source/filter-source.ts';
import { expressionOf } from '../../source/sources.ts';
import { MAIN_TARGET, targetNamed } from '../../target/targets.ts';
import {
  EMIT_KINDS,
  type EmitInput,
  emitterOf,
  FORMATS_HELP,
  parseEmitKind,
  readerOf,
} from '../emit.ts';
import { EXIT_STATUS } from '../errors/exit-status.ts';
import { about } from '../errors/source-of-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import {
  addInsightOptions,
  type InsightFlags,
  insightOptions,
  tellInsight,
} from '../insight/compile-insight.ts';
import { addPassOptions, compileOptionsOf, type PassFlags } from '../options/compile-options.ts';
import {
  addLanguageOptions,
  addSourceOptions,
  type LanguageFlags,
  type SourceFlags,
  sourceOf,
} from '../options/source-options.ts';
import { addTargetOptions, targetSettings } from '../options/target-options.ts';
import { writeOutput } from '../output/write-output.ts';
import { tell } from '../terminal.ts';
import { compileBatch } from './compile-batch.ts';

interface Flags extends LanguageFlags, PassFlags, SourceFlags, InsightFlags {
  readonly filters?: string;
  readonly emit: string;
  readonly format?: string;
  /** How often `-d` is given. */
  readonly d?: number;
  readonly output?: string;
  readonly json?: boolean;
  readonly prove?: boolean;
}

/** `bpfopt compile`: one filter, or a file of filters, through the pipeline. */
export function addCompileCommand(program: Command): void {
  const command = program
    .command('compile')
    .description('compile a filter: expression, classic BPF or IR in; code, IR or a drawing out')
    .argument('[expression...]', 'filter expression, as for tcpdump');
  addSourceOptions(command).option('--filters <file>', 'batch: compile each line of a file');
  addPassOptions(addLanguageOptions(command))
    .addOption(
      new Option('--emit <kind>', 'what to print')
        .choices(EMIT_KINDS)
        .default(MAIN_TARGET.name)
        .argParser(parseEmitKind),
    )
    .option('--format <name>', FORMATS_HELP)
    .option('-d', 'as tcpdump: the program to be read; -dd as an array in C, -ddd as numbers', more)
    .option('-o, --output <file>', 'write to a file (default: standard output)');
  addTargetOptions(command)
    .option('--prove', 'prove each pass application, and the emitted code')
    .option('--json', 'print JSON');
  addInsightOptions(command).action(async (words: readonly string[], given: Flags) => {
    const flags = { ...given, ...listingFlags(given) };
    const settings = targetSettings({ ...flags }, flags.emit);
    const target = targetNamed(flags.emit);
    const options = {
      ...(await compileOptionsOf({ ...readerOf(flags.emit, flags.format), ...flags })),
      ...(target === null ? {} : { target: target.name }),
      ...insightOptions(flags),
    };
    await (flags.filters === undefined
      ? compileOne(words, flags, { options, settings })
      : compileMany(words, flags, { options, settings }));
  });
}

/** What `-d`, `-dd` and `-ddd` ask for. */
const LISTINGS = ['d', 'dd', 'ddd'] as const;

/** Counts how often an option is given. */
const more = (_: unknown, times = 0): number => times + 1;

/**
 * The format that `-d` asks for, as `--format` would.
 *
 * @throws {@link UsageError} where it contradicts another option.
 */
function listingFlags({ d: times, emit, format }: Flags): Pick<Flags, 'format'> {
  if (times === undefined) {
    return {};
  }
  const listing = LISTINGS[times - 1];
  if (listing === undefined) {
    throw new UsageError(`there is -d, -dd and -ddd, and nothing with more`);
  }
  if (emit !== MAIN_TARGET.name || (format !== undefined && format !== listing)) {
    const other = format === undefined ? `--emit ${emit}` : `--format ${format}`;
    throw new UsageError(`-${listing} is --format ${listing} of classic BPF; leave ${other} out`);
  }
  return { format: listing };
}

/** How to compile, and the options of the target. */
type Settings = Pick<EmitInput, 'options' | 'settings'>;

async function compileOne(
  words: readonly string[],
  flags: Flags,
  { options, settings }: Settings,
): Promise<void> {
  const emitter = emitterOf(flags.emit, flags.format);
  const source = await about({ file: flags.input }, () => sourceOf(words, flags));
  const title = titleOf(source, flags.input);
  const expression = expressionOf(source);
  const compilation = await about({ file: flags.input, expression }, () =>
    flags.prove === true ? compileProved(source, options) : compile(source, options),
  );
  tellInsight(compilation, expression, flags);
  const { filter } = compilation;
  const remarks: string[] = [];
  const onRemark = (message: string): void => {
    remarks.push(message);
    tell(`remark: ${message}`);
  };
  const result = await emitter({ filter, title, source, options, settings, onRemark });
  const output = flags.json === true ? describe(compilation, { title, result, remarks }) : result;
  await writeOutput(output, flags.output);
}

/** Compiles, and proves each step. What can't be proved is told, and makes the exit status 3. */
async function compileProved(source: FilterSource, options: CompileOptions): Promise<Compilation> {
  const { openSolver } = await import('../../prove/solver/open-solver.ts');
  const { proveCompilation } = await import('../insight/proofs.ts');
  const solver = await openSolver();
  try {
    const proof = await proveCompilation(options, solver);
    const compilation = compile(source, proof.options);
    if (!(await proof.finish(compilation))) {
      process.exitCode = EXIT_STATUS.unknown;
    }
    return compilation;
  } finally {
    solver?.close();
  }
}

async function compileMany(
  words: readonly string[],
  flags: Flags,
  settings: Settings,
): Promise<void> {
  if (words.length > 0 || flags.input !== undefined) {
    throw new UsageError('--filters names the filters; give neither an expression nor --input');
  }
  if (flags.prove === true) {
    throw new UsageError('--prove takes one filter; for a list there is `bench --prove`');
  }
  await compileBatch({
    file: flags.filters ?? '-',
    output: flags.output,
    json: flags.json ?? false,
    ...settings,
    from: flags.from,
    emitter: emitterOf(flags.emit, flags.format),
  });
}

function titleOf(source: FilterSource, input: string | undefined): string {
  return expressionOf(source)?.trim() ?? input ?? source.kind;
}

/** The result and what is known about it, as one JSON object. */
function describe(
  { records, warnings, times }: Compilation,
  {
    title,
    result,
    remarks,
  }: {
    readonly title: string;
    readonly result: string | Uint8Array;
    readonly remarks: readonly string[];
  },
): string {
  const object = {
    filter: title,
    result: typeof result === 'string' ? result : Buffer.from(result).toString('hex'),
    warnings: warnings.map(({ message }) => message),
    remarks,
    times,
    passes: records.map((record) => ({
      ...record,
      statistics: Object.fromEntries(record.statistics),
    })),
  };
  return `${JSON.stringify(object)}\n`;
}
