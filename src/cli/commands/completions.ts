import { Argument, type Command } from 'commander';
import { completionScript, SHELLS, type Shell } from '../help/completions.ts';
import { writeOutput } from '../output/write-output.ts';

/** `bpfopt completions`: what a shell needs to complete command lines. */
export function addCompletionsCommand(program: Command): void {
  program
    .command('completions')
    .description('print a script that completes command lines in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) => writeOutput(completionScript(program, shell), undefined));
}
