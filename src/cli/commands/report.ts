import path from 'node:path';
import type { Command } from 'commander';
import type { ExperimentResults } from '../../artifact/results/results.ts';
import { readUserInput } from '../../project/read-file.ts';
import { UsageError } from '../errors/usage-error.ts';
import { makeFolder, writeOutput } from '../output/write-output.ts';
import { isFolderName, type TableFlags, wantsTables, writeTables } from '../output/write-tables.ts';
import { progressBar } from '../terminal.ts';

interface Flags extends TableFlags {
  readonly output?: string;
  readonly svg?: boolean;
  readonly baseline?: string;
}

/** `bpfopt report`: a report from the results of earlier experiments. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('make a report from the results of experiments')
    .argument('<results...>', 'files of results, - for standard input')
    .option('-o, --output <path>', 'where to write it (default: standard output)')
    .option('--markdown', 'a short table in Markdown in place of a page in HTML')
    .option('--csv', 'its tables as CSV in place of a page; --output may name a folder for them')
    .option('--latex', 'its tables as LaTeX, for the package booktabs')
    .option('--svg', 'its charts; needs --output with a folder')
    .option('--baseline <pipeline>', "what ratios are taken against (default: libpcap's best)")
    .action(async (files: readonly string[], flags: Flags) => {
      const { readResults } = await import('../../artifact/results/results-schema.ts');
      const all = await Promise.all(
        files.map(async (file) =>
          withBaseline(
            readResults((await readUserInput(file)).toString('utf8'), file),
            flags.baseline,
          ),
        ),
      );
      const { csv, latex, svg } = flags;
      if (wantsTables({ ...flags, markdown: false }) || svg === true) {
        await writeFigures(all, flags.output, { csv: csv ?? false, latex: latex ?? false }, svg);
      } else {
        await writeOutput(await render(all, flags), flags.output);
      }
    });
}

/** @throws {@link UsageError} where there is no such pipeline. */
function withBaseline(results: ExperimentResults, baseline: string | undefined): ExperimentResults {
  if (baseline === undefined) {
    return results;
  }
  const names = results.pipelines.map(({ name }) => name);
  if (!names.includes(baseline)) {
    throw new UsageError(
      `--baseline: ${results.name} has no pipeline '${baseline}'; it has ${names.join(', ')}`,
    );
  }
  return { ...results, baseline };
}

/** Writes the tables of one experiment, and its charts where they are wanted. */
export async function writeFigures(
  [results, ...others]: readonly ExperimentResults[],
  output: string | undefined,
  flags: TableFlags,
  svg: boolean | undefined,
): Promise<void> {
  if (results === undefined || others.length > 0) {
    throw new UsageError('--csv, --latex and --svg take the results of one experiment');
  }
  const { reportTables } = await import('../../report/report-tables.ts');
  if (svg === true && !isFolderName(output)) {
    throw new UsageError('--svg needs --output with a folder');
  }
  if (wantsTables(flags)) {
    await writeTables(reportTables(results), output, flags);
  }
  if (svg === true && isFolderName(output)) {
    makeFolder(output);
    await writeCharts(results, output);
  }
}

async function writeCharts(results: ExperimentResults, folder: string): Promise<void> {
  const { loadSvgMaker } = await import('../../report/chart/chart.ts');
  const { reportCharts } = await import('../../report/report-charts.ts');
  const { summarize } = await import('../../report/data/summary.ts');
  const summary = summarize(results);
  if (summary !== null) {
    const makeSvg = await loadSvgMaker();
    const { exact, times } = reportCharts(summary, () => '#');
    for (const { name, chart } of [...exact, ...times]) {
      await writeOutput(makeSvg(chart), path.join(folder, `${name}.svg`));
    }
  }
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
