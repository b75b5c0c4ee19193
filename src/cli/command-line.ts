import { Command, CommanderError } from 'commander';
import { nearestName } from '../pass/nearest-name.ts';
import { packageVersion } from '../project/package-root.ts';
import { addBenchCommand } from './commands/bench.ts';
import { addBisectCommand } from './commands/bisect.ts';
import { addCheckPassCommand } from './commands/check-pass.ts';
import { addCompareCommand } from './commands/compare.ts';
import { addCompileCommand } from './commands/compile.ts';
import { addCompletionsCommand } from './commands/completions.ts';
import { addDltsCommand } from './commands/dlts.ts';
import { addEnginesCommand } from './commands/engines.ts';
import { addExperimentCommand } from './commands/experiment.ts';
import { addFuzzCommand } from './commands/fuzz.ts';
import { addManCommand } from './commands/man.ts';
import { addPassesCommand } from './commands/passes.ts';
import { addReduceCommand } from './commands/reduce.ts';
import { addReportCommand } from './commands/report.ts';
import { addRunCommand } from './commands/run.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { EXIT_STATUS } from './errors/exit-status.ts';
import { reportError, reportStrayError } from './errors/report-error.ts';
import { UsageError } from './errors/usage-error.ts';
import { addNotes } from './help/add-notes.ts';
import { writeOutput } from './output/write-output.ts';

/** Runs the command that `args` name. Yields the exit status. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  // Where even errors can't be told, the exit status still says how it went.
  process.stderr.on('error', () => {});
  const debug = args.includes('--debug');
  process.on('uncaughtException', (error) => {
    process.exit(reportStrayError(error, { args, debug }));
  });
  try {
    const words = args.filter((word) => word !== '--debug');
    await parse(words);
    // A command whose answer is no, or that can't say, has set the status itself.
    return Number(process.exitCode ?? EXIT_STATUS.done);
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT_STATUS.done : EXIT_STATUS.badInput;
    }
    return reportError(error, { args, debug });
  }
}

/** Runs the command; then what Commander itself had to say, such as help, is written. */
async function parse(words: readonly string[]): Promise<void> {
  const said: string[] = [];
  try {
    const program = commandLine((text) => said.push(text));
    assertKnown(program, words);
    await program.parseAsync(words, { from: 'user' });
  } finally {
    if (said.length > 0) {
      await writeOutput(said.join(''), undefined);
    }
  }
}

/**
 * Commander answers `--help` and `help NAME` by its own help where there is no such command.
 *
 * @throws {@link UsageError} in its place.
 */
function assertKnown(program: Command, words: readonly string[]): void {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  const name = first === 'help' ? second : first;
  const names = program.commands.map((command) => command.name());
  if (name !== undefined && name !== 'help' && !names.includes(name)) {
    const near = nearestName(name, names);
    const meant = near === null ? '' : `did you mean '${near}'? `;
    throw new UsageError(
      `there is no command '${name}'; ${meant}bpfopt --help lists what there is`,
    );
  }
}

/** `say` gets what is asked of Commander itself: help, and the version. */
function commandLine(say: (text: string) => void): Command {
  const program = new Command('bpfopt')
    .description('An optimizing compiler for packet filters and a research framework around it.')
    .version(packageVersion())
    .option('--debug', 'print the stack where something goes wrong')
    .exitOverride()
    .configureOutput({ writeOut: say })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help lists the options)');
  const commands = [
    addCompileCommand,
    addRunCommand,
    addBenchCommand,
    addExperimentCommand,
    addReportCommand,
    addCompareCommand,
    addFuzzCommand,
    addBisectCommand,
    addReduceCommand,
    addCheckPassCommand,
    addVerifyCommand,
    addPassesCommand,
    addEnginesCommand,
    addDltsCommand,
    addCompletionsCommand,
    addManCommand,
  ];
  for (const add of commands) {
    add(program);
  }
  addNotes(program);
  return program;
}
