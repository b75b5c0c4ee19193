import { type Command, Option } from 'commander';
import type { FuzzResult } from '../../prove/fuzz/fuzz.ts';
import type { Finding, TrialEngine } from '../../prove/trial/trial.ts';
import { EXIT_STATUS } from '../errors/exit-status.ts';
import { append, configOf, parseCount, parseSeconds } from '../options/compile-options.ts';
import { pipelinesIn } from '../options/lists.ts';
import { attemptCase, enginesOption } from '../options/trial-options.ts';
import { writeOutput } from '../output/write-output.ts';
import { progressBar, tell } from '../terminal.ts';

interface Flags {
  readonly seed: number;
  readonly time?: number;
  readonly count?: number;
  readonly engines?: readonly TrialEngine[];
  readonly pipelines?: readonly string[];
  readonly plugin?: readonly string[];
  readonly config?: string;
  readonly semantics: 'strict' | 'relaxed';
  readonly output: string;
  readonly json?: boolean;
  readonly case?: string;
}

/** `bpfopt fuzz`: random filters, compiled in many ways and run on packets made for them. */
export function addFuzzCommand(program: Command): void {
  program
    .command('fuzz')
    .description(
      'compile random filters with all pipelines and compare all engines; findings are reduced and written to files',
    )
    .option('--seed <n>', 'what the random numbers start from', parseCount, 1)
    .option('--time <seconds>', 'begin no filter after this time (default: 60)', parseSeconds)
    .option('--count <n>', 'the number of filters', parseCount)
    .addOption(enginesOption())
    .option(
      '--pipelines <names>',
      'pipelines, separated by commas, or by semicolons; random is another each time (default: O0,O1,O2,O3,random)',
      pipelinesIn,
    )
    .option('--plugin <file>', 'plugin or pass to load; may be given again', append)
    .option('--config <file>', 'settings (default: bpfopt.config.ts in this folder, if any)')
    .addOption(
      new Option('--semantics <mode>', 'verdicts to keep')
        .choices(['strict', 'relaxed'])
        .default('strict'),
    )
    .option('-o, --output <folder>', 'where to write findings', 'fuzz-findings')
    .option('--case <file>', 'try only what such a file holds')
    .option('--json', 'print JSON')
    .action(async (flags: Flags) => {
      await (flags.case === undefined ? fuzzRandomly(flags) : tryCase(flags.case, flags));
    });
}

async function tryCase(file: string, flags: Flags): Promise<void> {
  const { CodeRunner } = await import('../../prove/trial/code-runner.ts');
  const runner = new CodeRunner();
  try {
    const { finding } = await attemptCase(file, flags, runner);
    await answer(finding === null ? [] : [finding], flags.case ?? '', flags);
  } finally {
    runner.close();
  }
}

async function fuzzRandomly(flags: Flags): Promise<void> {
  const { fuzz } = await import('../../prove/fuzz/fuzz.ts');
  const { seed, time, count, engines, pipelines, semantics } = flags;
  const bar = progressBar();
  try {
    const result = await fuzz({
      seed,
      semantics,
      config: await configOf(flags),
      ...(time === undefined ? {} : { seconds: time }),
      ...(count === undefined ? {} : { count }),
      ...(engines === undefined ? {} : { engines }),
      ...(pipelines === undefined ? {} : { pipelines }),
      onProgress: ({ cases, findings, seconds }) => {
        const [done, total] =
          count === undefined ? [Math.floor(seconds), time ?? 60] : [cases, count];
        bar.update(done, total, `${cases} filters, ${findings} findings`);
      },
    });
    bar.finish();
    await answer(result.findings, summaryOf(result), flags, result);
  } finally {
    bar.finish();
  }
}

function summaryOf({ cases, refused, comparisons, verdicts, seed, seconds }: FuzzResult): string {
  const number = (value: number): string => value.toLocaleString('en');
  return `${number(cases)} filters (${number(refused)} refused), ${number(comparisons)} comparisons, ${number(verdicts)} verdicts, seed ${seed}, ${seconds.toFixed(1)} s`;
}

/** Prints the findings and writes each to a file, but those that came from one. */
async function answer(
  findings: readonly Finding[],
  summary: string,
  flags: Flags,
  result: object = {},
): Promise<void> {
  const { printFinding } = await import('../../prove/trial/print-finding.ts');
  const files = flags.case === undefined ? await casesOf(findings, flags) : [flags.case];
  const described = findings.map((finding, index) => ({
    text: printFinding(finding),
    file: files[index] ?? null,
  }));
  if (flags.json === true) {
    await writeOutput(`${JSON.stringify({ ...result, findings: described })}\n`, undefined);
  } else {
    const blocks = described.map(
      ({ text, file }) => `${text}\n  to see it again: bpfopt fuzz --case ${file}\n`,
    );
    await writeOutput(blocks.join('\n'), undefined);
    tell(`${summary}: ${findings.length === 0 ? 'nothing found' : `${findings.length} found`}`);
  }
  process.exitCode = findings.length === 0 ? EXIT_STATUS.done : EXIT_STATUS.no;
}

async function casesOf(
  findings: readonly Finding[],
  { output, plugin = [] }: Flags,
): Promise<readonly string[]> {
  const { writeCases } = await import('../output/write-cases.ts');
  return await writeCases(findings, { folder: output, plugins: plugin });
}

/** Names separated by the commas that stand outside parentheses. */
