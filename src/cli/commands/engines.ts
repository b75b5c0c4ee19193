import type { Command } from 'commander';
import { ENGINES } from '../../engine/engines.ts';
import { writeOutput } from '../output/write-output.ts';
import { formatTable } from '../terminal.ts';

/** `bpfopt engines`: the ways to run filters. */
export function addEnginesCommand(program: Command): void {
  program
    .command('engines')
    .description('list the engines, and whether each can run here')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const engines = ENGINES.map((engine) => ({
        name: engine.name,
        summary: engine.summary,
        accepts: engine.accepts,
        unavailable: engine.unavailable(),
      }));
      const text =
        json === true
          ? JSON.stringify(engines, null, 2)
          : formatTable(
              engines.map(({ name, accepts, summary, unavailable }) => [
                name,
                accepts,
                unavailable === null ? summary : `${summary} (not here: ${unavailable})`,
              ]),
            );
      await writeOutput(`${text}\n`, undefined);
    });
}
