import type { Command } from 'commander';
import { packageVersion } from '../../project/package-root.ts';
import { manPage } from '../help/man-page.ts';
import { writeOutput } from '../output/write-output.ts';

/** `bpfopt man`: the manual page. */
export function addManCommand(program: Command): void {
  program
    .command('man')
    .description('print the manual page, for man -l or a folder man1')
    .action(() => writeOutput(manPage(program, packageVersion()), undefined));
}
