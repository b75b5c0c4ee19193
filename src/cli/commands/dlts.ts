import type { Command } from 'commander';
import { LINK_TYPES } from '../../support/link-types.ts';
import { writeOutput } from '../output/write-output.ts';
import { formatTable } from '../terminal.ts';

/** `bpfopt dlts`: the link types that have a name. */
export function addDltsCommand(program: Command): void {
  program
    .command('dlts')
    .description('list the link types')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const text =
        json === true
          ? JSON.stringify(LINK_TYPES, null, 2)
          : formatTable([
              ['DLT', 'number', 'in files', 'what the packets are'],
              ...LINK_TYPES.map(({ name, dlt, linktype, summary }) => [
                name,
                `${dlt}`,
                `${linktype}`,
                summary,
              ]),
            ]);
      await writeOutput(`${text}\n`, undefined);
    });
}
