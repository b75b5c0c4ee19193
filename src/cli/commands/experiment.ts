import path from 'node:path';
import type { Command } from 'commander';
import type { ExperimentResults } from '../../artifact/results/results.ts';
import type { Experiment } from '../../experiment/input/load-experiment.ts';
import { EXIT_STATUS } from '../errors/exit-status.ts';
import { makeFolder, writeOutput } from '../output/write-output.ts';
import { progressBar, tell } from '../terminal.ts';
import { warnIfBusy } from '../warn-if-busy.ts';

interface Flags {
  readonly output: string;
  readonly timing: boolean;
  readonly ablation?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly latex?: boolean;
  readonly svg?: boolean;
}

/** The most disagreements that are named one by one. */
const MAX_NAMED = 5;

/** `bpfopt experiment`: runs a matrix of filters, traces, pipelines and engines, and reports. */
export function addExperimentCommand(program: Command): void {
  program
    .command('experiment')
    .description('run an experiment and write its results and report')
    .argument('[config]', 'file that exports an experiment (default: the bundled experiment)')
    .option('-o, --output <folder>', 'where to write NAME.json, NAME.html, NAME.md', 'reports/out')
    .option('--no-timing', 'measure exact counts only')
    .option('--ablation', 'measure what each pass is worth: O2 again without it')
    .option('--csv', 'write the tables as CSV too, to a folder NAME')
    .option('--latex', 'write the tables as LaTeX too')
    .option('--svg', 'write the charts as files too')
    .option('--json', 'print the results as JSON and write no file')
    .action(async (file: string | undefined, flags: Flags) => {
      const results = await runMatrix(file, flags);
      if (flags.json === true) {
        await writeOutput(await resultsText(results), undefined);
      } else {
        await writeAll(results, flags.output);
        const { csv = false, latex = false, svg } = flags;
        const { writeFigures } = await import('./report.ts');
        const folder = path.join(flags.output, results.name);
        await writeFigures([results], folder, { csv, latex }, svg);
      }
      if (flags.timing) {
        warnIfBusy(results.environment);
      }
      tellFailures(results);
      tellFindings(results);
      await tellDisproved(results);
    });
}

async function runMatrix(file: string | undefined, flags: Flags): Promise<ExperimentResults> {
  const { runExperiment } = await import('../../experiment/run-experiment.ts');
  const experiment = await load(file);
  const config = {
    ...experiment.config,
    ...(flags.timing ? {} : { timing: false as const }),
    ...(flags.ablation === true && (experiment.config.ablation ?? false) === false
      ? { ablation: true }
      : {}),
  };
  const bar = progressBar();
  try {
    return await runExperiment(
      { ...experiment, config },
      { onProgress: ({ done, total, label }) => bar.update(done, total, label) },
    );
  } finally {
    bar.finish();
  }
}

async function resultsText(results: ExperimentResults): Promise<string> {
  const { writeResults } = await import('../../artifact/results/results-schema.ts');
  return writeResults(results);
}

async function load(file: string | undefined): Promise<Experiment> {
  if (file === undefined) {
    return (await import('../../experiment/input/bundled.ts')).BUNDLED_EXPERIMENT;
  }
  return (await import('../../experiment/input/load-experiment.ts')).loadExperiment(file);
}

async function writeAll(results: ExperimentResults, folder: string): Promise<void> {
  const { renderReport } = await import('../../report/render-report.ts');
  const { renderMarkdown } = await import('../../report/render-markdown.ts');
  makeFolder(folder);
  const target = (extension: string): string => path.join(folder, `${results.name}.${extension}`);
  await writeOutput(await resultsText(results), target('json'));
  const bar = progressBar();
  try {
    const html = await renderReport([results], {
      onProgress: ({ done, total, label }) => bar.update(done, total, label),
    });
    await writeOutput(html, target('html'));
  } finally {
    bar.finish();
  }
  const markdown = `${renderMarkdown(results)}\n`;
  await writeOutput(markdown, target('md'));
  await writeOutput(markdown, undefined);
  tell(`results: ${path.resolve(target('json'))}`);
  tell(`report:  ${path.resolve(target('html'))}`);
}

/** What our own pipelines made no code for; a peer may refuse what it does not know. */
function tellFailures({ filters, pipelines }: ExperimentResults): void {
  const peers = new Set(pipelines.filter(({ peer }) => peer).map(({ name }) => name));
  const failed = filters.flatMap(({ id, variants }) =>
    variants.flatMap((variant) =>
      'error' in variant && !peers.has(variant.pipeline)
        ? [`not compiled: ${variant.pipeline}, ${id}: ${variant.error.message}`]
        : [],
    ),
  );
  for (const line of failed.slice(0, MAX_NAMED)) {
    tell(line);
  }
  if (failed.length > MAX_NAMED) {
    tell(`${failed.length} compilations failed in all; the report names them`);
  }
}

/** A step that is wrong must never be overlooked, as the disagreements below. */
async function tellDisproved(results: ExperimentResults): Promise<void> {
  const { proofFigures } = await import('../../report/data/proofs.ts');
  const wrong = (proofFigures(results)?.open ?? []).filter(
    ({ proof }) => proof.outcome === 'different',
  );
  for (const { filter, pipeline, proof } of wrong.slice(0, MAX_NAMED)) {
    tell(`wrong step: ${pipeline}, ${proof.step}, ${filter.id}: ${proof.note}`);
  }
  if (wrong.length > 0) {
    tell(`${wrong.length} wrong steps in all; the results name them`);
    process.exitCode = EXIT_STATUS.no;
  }
}

/** Our own pipelines or engines that disagree are the one thing that must never be overlooked. */
function tellFindings({ findings }: ExperimentResults): void {
  const own = findings.filter(({ peer }) => !peer);
  if (own.length === 0) {
    return;
  }
  for (const finding of own.slice(0, MAX_NAMED)) {
    tell(`wrong verdicts: ${JSON.stringify(finding)}`);
  }
  tell(`${own.length} disagreements in all; the results name them`);
  process.exitCode = EXIT_STATUS.no;
}
