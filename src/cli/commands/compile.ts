import { type Command, Option } from 'commander';
import { type Compilation, type CompileOptions, compile } from '../../compiler/compile.ts';
import type { FilterSource } from '../../source/filter-source.ts';
import { expressionOf } from '../../source/sources.ts';
import { EMIT_KINDS, type EmitKind, emitterOf } from '../emit.ts';
import { EXIT_STATUS } from '../exit-status.ts';
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
import { about } from '../source-of-error.ts';
import { UsageError } from '../usage-error.ts';
import { writeOutput } from '../write-output.ts';
import { compileBatch } from './compile-batch.ts';

interface Flags extends LanguageFlags, PassFlags, SourceFlags, InsightFlags {
  readonly filters?: string;
  readonly emit: EmitKind;
  readonly format?: string;
  readonly output?: string;
  readonly context?: string;
  readonly verdict?: string;
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
    .addOption(new Option('--emit <kind>', 'what to print').choices(EMIT_KINDS).default('cbpf'))
    .option(
      '--format <name>',
      'ir: text; cbpf: asm, d, dd, ddd, xt, raw; ebpf: asm, raw, elf; x64: asm, raw; cfg: svg, dot, html',
    )
    .option('-o, --output <file>', 'write to a file (default: standard output)')
    .addOption(
      new Option('--context <hook>', 'where eBPF code runs').choices(['socket', 'tc', 'xdp']),
    )
    .addOption(new Option('--verdict <form>', 'what eBPF code returns').choices(['raw', 'action']))
    .option('--prove', 'prove each pass application, and the emitted code')
    .option('--json', 'print JSON');
  addInsightOptions(command).action(async (words: readonly string[], flags: Flags) => {
    const options = {
      ...(await compileOptionsOf(flags)),
      ...(flags.emit === 'x64' ? { target: flags.emit } : {}),
      ...insightOptions(flags),
    };
    await (flags.filters === undefined
      ? compileOne(words, flags, options)
      : compileMany(words, flags, options));
  });
}

async function compileOne(
  words: readonly string[],
  flags: Flags,
  options: CompileOptions,
): Promise<void> {
  const emitter = emitterOf(flags.emit, flags.format);
  const source = await about({ file: flags.input }, () => sourceOf(words, flags));
  const title = titleOf(source, flags.input);
  const expression = expressionOf(source);
  const compilation = await about({ file: flags.input, expression }, () =>
    flags.prove === true ? compileProved(source, options, flags) : compile(source, options),
  );
  tellInsight(compilation, expression, flags);
  const result = await emitter({ filter: compilation.filter, title, source, options });
  const output = flags.json === true ? describe(compilation, title, result) : result;
  await writeOutput(output, flags.output);
}

/** Compiles, and proves each step. What can't be proved is told, and makes the exit status 3. */
async function compileProved(
  source: FilterSource,
  options: CompileOptions,
  { emit }: Flags,
): Promise<Compilation> {
  const { openSolver } = await import('../../prove/solver/open-solver.ts');
  const { proveCompilation } = await import('../insight/proofs.ts');
  const solver = await openSolver();
  try {
    const proof = await proveCompilation(options, solver);
    const compilation = compile(source, proof.options);
    if (!(await proof.finish(compilation, emit))) {
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
  options: CompileOptions,
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
    options,
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
  title: string,
  result: string | Uint8Array,
): string {
  const object = {
    filter: title,
    result: typeof result === 'string' ? result : Buffer.from(result).toString('hex'),
    warnings: warnings.map(({ message }) => message),
    times,
    passes: records.map((record) => ({
      ...record,
      statistics: Object.fromEntries(record.statistics),
    })),
  };
  return `${JSON.stringify(object)}\n`;
}
