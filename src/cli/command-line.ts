import { Command, CommanderError } from 'commander';
import { nearestName } from '../pass/nearest-name.ts';
import { packageVersion } from '../project/package-root.ts';
import { COMMANDS, commandsFor, type LoadCommand } from './command-table.ts';
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
    assertKnown(words);
    const program = await commandLine(commandsFor(words), (text) => said.push(text));
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
function assertKnown(words: readonly string[]): void {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  const name = first === 'help' ? second : first;
  if (name !== undefined && name !== 'help' && !COMMANDS.has(name)) {
    const near = nearestName(name, [...COMMANDS.keys()]);
    const meant = near === null ? '' : `did you mean '${near}'? `;
    throw new UsageError(
      `there is no command '${name}'; ${meant}bpfopt --help lists what there is`,
    );
  }
}

/** `say` gets what is asked of Commander itself: help, and the version. */
async function commandLine(
  commands: readonly LoadCommand[],
  say: (text: string) => void,
): Promise<Command> {
  const program = new Command('bpfopt')
    .description('An optimizing compiler for packet filters and a research framework around it.')
    .version(packageVersion())
    .option('--debug', 'print the stack where something goes wrong')
    .exitOverride()
    .configureOutput({ writeOut: say })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help lists the options)');
  for (const load of commands) {
    const add = await load();
    add(program);
  }
  addNotes(program);
  return program;
}
