import type { Command } from 'commander';

/** Loads what adds one command to the program. */
export type LoadCommand = () => Promise<(program: Command) => void>;

/**
 * Every command by its name, in the order of the help. Each is a module of its own that is loaded when it
 * is asked for: the others, and all that they need, cost the start nothing.
 */
export const COMMANDS: ReadonlyMap<string, LoadCommand> = new Map<string, LoadCommand>([
  ['compile', async () => (await import('./commands/compile.ts')).addCompileCommand],
  ['run', async () => (await import('./commands/run.ts')).addRunCommand],
  ['bench', async () => (await import('./commands/bench.ts')).addBenchCommand],
  ['experiment', async () => (await import('./commands/experiment.ts')).addExperimentCommand],
  ['report', async () => (await import('./commands/report.ts')).addReportCommand],
  ['compare', async () => (await import('./commands/compare.ts')).addCompareCommand],
  ['fuzz', async () => (await import('./commands/fuzz.ts')).addFuzzCommand],
  ['bisect', async () => (await import('./commands/bisect.ts')).addBisectCommand],
  ['reduce', async () => (await import('./commands/reduce.ts')).addReduceCommand],
  ['check-pass', async () => (await import('./commands/check-pass.ts')).addCheckPassCommand],
  ['verify', async () => (await import('./commands/verify.ts')).addVerifyCommand],
  ['passes', async () => (await import('./commands/passes.ts')).addPassesCommand],
  ['engines', async () => (await import('./commands/engines.ts')).addEnginesCommand],
  ['dlts', async () => (await import('./commands/dlts.ts')).addDltsCommand],
  ['completions', async () => (await import('./commands/completions.ts')).addCompletionsCommand],
  ['man', async () => (await import('./commands/man.ts')).addManCommand],
]);

/** The commands that tell of all others. */
const ABOUT_ALL: ReadonlySet<string> = new Set(['completions', 'man']);

/** The commands that are needed to understand `words`: one where it is named first, else all. */
export function commandsFor([first = '']: readonly string[]): readonly LoadCommand[] {
  const command = ABOUT_ALL.has(first) ? undefined : COMMANDS.get(first);
  return command === undefined ? [...COMMANDS.values()] : [command];
}
