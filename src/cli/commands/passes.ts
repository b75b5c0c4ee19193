import type { Command } from 'commander';
import { knownPasses } from '../../compiler/build-pipeline.ts';
import { NAMED_PIPELINES } from '../../compiler/named-pipelines.ts';
import { TARGETS } from '../../target/targets.ts';
import { configOf, type PassFlags } from '../options/compile-options.ts';
import { writeOutput } from '../output/write-output.ts';
import { formatTable } from '../terminal.ts';

interface Flags extends Pick<PassFlags, 'plugin' | 'config'> {
  readonly json?: boolean;
}

/** `bpfopt passes`: the passes and the named pipelines. */
export function addPassesCommand(program: Command): void {
  program
    .command('passes')
    .description('list the passes and the named pipelines')
    .option('--plugin <file>', 'list the passes of a plugin too', (file: string) => [file])
    .option('--config <file>', 'settings (default: bpfopt.config.ts in this folder, if any)')
    .option('--json', 'print JSON')
    .action(async ({ json, ...flags }: Flags) => {
      const config = await configOf({ ...flags, semantics: 'strict' });
      const passes = [...knownPasses(config).values()]
        .map((make) => make())
        .map(({ name, summary }) => ({ name, summary }));
      const pipelines = Object.entries(NAMED_PIPELINES).map(([name, { summary, text }]) => ({
        name,
        summary,
        passes: text,
        endings: endingsOf(name),
      }));
      const text =
        json === true
          ? JSON.stringify({ passes, pipelines }, null, 2)
          : [
              formatTable(passes.map(({ name, summary }) => [name, summary])),
              '',
              ...pipelines.map(({ name, summary, passes, endings }) =>
                [
                  `${name}  ${summary}`,
                  `    ${passes || '(none)'}`,
                  ...Object.entries(endings).map(
                    ([target, more]) => `    for ${target} also: ${more}`,
                  ),
                ].join('\n'),
              ),
            ].join('\n');
      await writeOutput(`${text}\n`, undefined);
    });
}

/** The endings of a named pipeline by target. */
const endingsOf = (pipeline: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    TARGETS.flatMap(({ name, endings }) => {
      const ending = endings[pipeline];
      return ending === undefined ? [] : [[name, ending]];
    }),
  );
