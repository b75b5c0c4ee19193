import path from 'node:path';
import type { Command } from 'commander';
import { EXIT_STATUS } from '../errors/exit-status.ts';
import { parseCount } from '../options/compile-options.ts';
import { addTrialOptions, attempt, type TrialFlags } from '../options/trial-options.ts';
import { writeOutput } from '../output/write-output.ts';
import { progressBar, tell } from '../terminal.ts';

interface Flags extends TrialFlags {
  readonly ir?: boolean;
  readonly trials: number;
  readonly output?: string;
  readonly json?: boolean;
}

/** `bpfopt reduce`: makes what fails small. */
export function addReduceCommand(program: Command): void {
  const command = program
    .command('reduce')
    .description('shrink filter, passes and packet together while the verdict stays wrong')
    .argument('[expression...]', 'filter expression, as for tcpdump');
  addTrialOptions(command)
    .option('--ir', 'turn an expression or a program into IR, which can become smaller')
    .option('--trials <n>', 'the most attempts', parseCount, 5_000)
    .option('-o, --output <file>', 'write the reduced case, for --case')
    .option('--json', 'print the reduced case as JSON')
    .action(reduce);
}

async function reduce(words: readonly string[], flags: Flags): Promise<void> {
  const { CodeRunner } = await import('../../prove/trial/code-runner.ts');
  const { reduceFinding } = await import('../../prove/reduce/reduce.ts');
  const { printCase } = await import('../../prove/trial/case-file.ts');
  const { printFinding } = await import('../../prove/trial/print-finding.ts');
  const runner = new CodeRunner();
  const bar = progressBar();
  try {
    const { finding, plugins } = await attempt(words, flags, runner);
    if (finding === null) {
      tell('every verdict is right: nothing to reduce');
      process.exitCode = EXIT_STATUS.no;
      return;
    }
    const reduced = await reduceFinding(finding, {
      runner,
      budget: flags.trials,
      toIr: flags.ir ?? false,
      onTrial: (trials) => bar.update(trials, flags.trials, 'trials'),
    });
    bar.finish();
    const file = printCase(
      reduced,
      plugins.map((one) => path.resolve(one)),
    );
    if (flags.output !== undefined) {
      await writeOutput(file, flags.output);
      tell(`to see it again: bpfopt fuzz --case ${flags.output}`);
    }
    await writeOutput(flags.json === true ? file : `${printFinding(reduced)}\n`, undefined);
  } finally {
    bar.finish();
    runner.close();
  }
}
