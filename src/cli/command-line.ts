import { Command, CommanderError } from 'commander';
import { packageVersion } from '../project/package-root.ts';
import { addBenchCommand } from './commands/bench.ts';
import { addBisectCommand } from './commands/bisect.ts';
import { addCheckPassCommand } from './commands/check-pass.ts';
import { addCompileCommand } from './commands/compile.ts';
import { addDltsCommand } from './commands/dlts.ts';
import { addEnginesCommand } from './commands/engines.ts';
import { addExperimentCommand } from './commands/experiment.ts';
import { addFuzzCommand } from './commands/fuzz.ts';
import { addPassesCommand } from './commands/passes.ts';
import { addReduceCommand } from './commands/reduce.ts';
import { addReportCommand } from './commands/report.ts';
import { addRunCommand } from './commands/run.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { EXIT_STATUS } from './exit-status.ts';
import { reportError } from './report-error.ts';

/** Runs the command that `args` name. Yields the exit status. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  endOnBrokenPipe();
  try {
    const words = args.filter((word) => word !== '--debug');
    await commandLine().parseAsync(words, { from: 'user' });
    // A command whose answer is no, or that can't say, has set the status itself.
    return Number(process.exitCode ?? EXIT_STATUS.done);
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT_STATUS.done : EXIT_STATUS.badInput;
    }
    return reportError(error, { args, debug: args.includes('--debug') });
  }
}

function commandLine(): Command {
  const program = new Command('bpfopt')
    .description('An optimizing compiler for packet filters and a research framework around it.')
    .version(packageVersion())
    .option('--debug', 'print the stack where something goes wrong')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help lists the options)');
  const commands = [
    addCompileCommand,
    addRunCommand,
    addBenchCommand,
    addExperimentCommand,
    addReportCommand,
    addFuzzCommand,
    addBisectCommand,
    addReduceCommand,
    addCheckPassCommand,
    addVerifyCommand,
    addPassesCommand,
    addEnginesCommand,
    addDltsCommand,
  ];
  for (const add of commands) {
    add(program);
  }
  return program;
}

/** A reader that has seen enough, as `head` does, is no error. */
function endOnBrokenPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT_STATUS.done : EXIT_STATUS.badInput);
  });
}
