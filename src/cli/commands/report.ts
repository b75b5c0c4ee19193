import type { Command } from 'commander';
import type { ExperimentResults } from '../../artifact/results/results.ts';
import { readUserInput } from '../../project/read-file.ts';
import { writeOutput } from '../output/write-output.ts';
import { progressBar } from '../terminal.ts';

interface Flags {
  readonly output?: string;
  readonly markdown?: boolean;
}

/** `bpfopt report`: a report from the results of earlier experiments. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('make a report from the results of experiments')
    .argument('<results...>', 'files of results, - for standard input')
    .option('-o, --output <file>', 'where to write it (default: standard output)')
    .option('--markdown', 'a short table in Markdown in place of a page in HTML')
    .action(async (files: readonly string[], flags: Flags) => {
      const { readResults } = await import('../../artifact/results/results-schema.ts');
      const all = await Promise.all(
        files.map(async (file) => readResults((await readUserInput(file)).toString('utf8'), file)),
      );
      await writeOutput(await render(all, flags), flags.output);
    });
}

async function render(all: readonly ExperimentResults[], flags: Flags): Promise<string> {
  if (flags.markdown === true) {
    const { renderMarkdown } = await import('../../report/render-markdown.ts');
    return `${all.map(renderMarkdown).join('\n\n')}\n`;
  }
  const { renderReport } = await import('../../report/render-report.ts');
  const bar = progressBar();
  try {
    return await renderReport(all, {
      onProgress: ({ done, total, label }) => bar.update(done, total, label),
    });
  } finally {
    bar.finish();
  }
}
