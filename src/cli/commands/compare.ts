import path from 'node:path';
import type { Command } from 'commander';
import type { ExperimentResults } from '../../artifact/results/results.ts';
import { readUserInput } from '../../project/read-file.ts';
import type { Comparison } from '../../report/comparison/comparison.ts';
import type { Side } from '../../report/comparison/pair-filters.ts';
import type { NamedTable } from '../../report/table.ts';
import { UsageError } from '../errors/usage-error.ts';
import { pipelinesIn } from '../options/lists.ts';
import { makeFolder, writeOutput } from '../output/write-output.ts';
import { isFolderName, type TableFlags, wantsTables, writeTables } from '../output/write-tables.ts';
import { formatTable } from '../terminal.ts';

interface Flags extends TableFlags {
  readonly pipelines?: string;
  readonly seed: string;
  readonly all?: boolean;
  readonly json?: boolean;
  readonly svg?: boolean;
  readonly output?: string;
}

/** `bpfopt compare`: two results, or two pipelines of one, with intervals. */
export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .description('compare two results, or two pipelines of one: ratios, wins, losses, intervals')
    .argument('<results...>', 'one or two files of results, - for standard input; the first is A')
    .option(
      '--pipelines <a;b>',
      "what to compare: 'O1;O2', libpcap's among them (default: what the results are about; of one file: its baseline and that)",
    )
    .option('--seed <number>', 'the seed of the bootstrap', '1')
    .option('--all', 'print the tables by filter, too')
    .option('--json', 'print all figures as JSON')
    .option('--csv', 'all tables as CSV')
    .option('--latex', 'all tables as LaTeX, for the package booktabs')
    .option('--markdown', 'all tables in Markdown')
    .option('--svg', 'a scatter of A and B for each measure; needs --output')
    .option(
      '-o, --output <path>',
      'a folder for a file each table; a path with an extension is one file',
    )
    .action(async (files: readonly string[], flags: Flags) => {
      const { compareSides } = await import('../../report/comparison/comparison.ts');
      const { comparisonTables } = await import('../../report/comparison/comparison-tables.ts');
      const [a, b] = await sidesOf(files, flags);
      const comparison = compareSides(a, b, seedOf(flags.seed));
      if (comparison.measures.length === 0) {
        throw new UsageError('the two have no filter in common that both compiled');
      }
      await write(comparison, comparisonTables(comparison), flags);
    });
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new UsageError(`--seed takes a number from 0 to 4294967295, not '${text}'`);
  }
  return seed;
}

async function sidesOf(files: readonly string[], flags: Flags): Promise<readonly [Side, Side]> {
  const { readResults } = await import('../../artifact/results/results-schema.ts');
  const { rolesOf } = await import('../../report/data/roles.ts');
  const [first, second] = await Promise.all(
    files.map(async (file) => readResults((await readUserInput(file)).toString('utf8'), file)),
  );
  if (first === undefined || files.length > 2) {
    throw new UsageError(`compare takes one or two results, not ${files.length}`);
  }
  const roles = rolesOf(first);
  const named = flags.pipelines === undefined ? null : namesIn(flags.pipelines, first);
  if (named !== null && (named.length > 2 || (second === undefined && named.length < 2))) {
    throw new UsageError(`--pipelines '${flags.pipelines}': expected two, as in 'O1;O2'`);
  }
  const [before, after] =
    named ??
    (second === undefined
      ? [roles?.baseline, roles?.subject]
      : [roles?.subject, rolesOf(second)?.subject]);
  return [sideOf(first, before), sideOf(second ?? first, after ?? before)];
}

/** What `text` names: one pipeline whose name has commas, or several. */
function namesIn(text: string, { pipelines }: ExperimentResults): readonly string[] {
  const isOne = pipelines.some(({ name }) => name === text);
  const names = isOne ? [text] : pipelinesIn(text);
  return names.map((name) => name.trim());
}

function sideOf(results: ExperimentResults, pipeline: string | undefined): Side {
  const names = results.pipelines.map(({ name }) => name);
  if (pipeline === undefined || !names.includes(pipeline)) {
    throw new UsageError(
      `${results.name} has no pipeline '${pipeline ?? ''}'; it has ${names.join(', ')}`,
    );
  }
  return { results, pipeline };
}

async function write(
  comparison: Comparison,
  tables: readonly NamedTable[],
  flags: Flags,
): Promise<void> {
  const { output } = flags;
  const isFolder = isFolderName(output);
  if (flags.svg === true && !isFolder) {
    throw new UsageError('--svg needs --output with a folder');
  }
  if (wantsTables(flags)) {
    await writeTables(tables, output, flags);
  }
  if (isFolder) {
    makeFolder(output);
    await writeScatters(comparison, output, flags);
  } else if (wantsTables(flags)) {
    return;
  }
  const text = flags.json === true ? jsonOf(comparison) : textOf(comparison, tables, flags);
  await writeOutput(text, isFolder ? undefined : output);
}

async function writeScatters(
  comparison: Comparison,
  folder: string,
  { svg }: Flags,
): Promise<void> {
  if (svg !== true) {
    return;
  }
  const { loadSvgMaker } = await import('../../report/chart/chart.ts');
  const { comparisonScatter } = await import('../../report/comparison/comparison-scatter.ts');
  const makeSvg = await loadSvgMaker();
  for (const found of comparison.measures) {
    const name = found.measure.name.replaceAll(/[^a-z0-9]+/g, '-');
    const chart = makeSvg(comparisonScatter(comparison, found));
    await writeOutput(chart, path.join(folder, `${name}.svg`));
  }
}

function jsonOf({ a, b, filters, leftOut, measures }: Comparison): string {
  const side = ({ results, pipeline }: Side): object => ({
    name: results.name,
    created: results.created,
    pipeline,
  });
  const shown = measures.map(({ measure, margin, rows, filters: each }) => ({
    measure: measure.name,
    unit: measure.unit,
    margin,
    groups: rows,
    filters: each.map(({ filter, ...figures }) => ({ filter: filter.id, ...figures })),
  }));
  return `${JSON.stringify({ a: side(a), b: side(b), filters, leftOut, measures: shown })}\n`;
}

function textOf(
  { filters, leftOut, measures }: Comparison,
  tables: readonly NamedTable[],
  { all }: Flags,
): string {
  const shown = tables.filter(({ name }) => all === true || !name.endsWith('-by-filter'));
  const parts = shown.map(({ title, table }) => {
    const heads = table.heads.map((head) => (typeof head === 'string' ? head : head[0]));
    const rows = table.rows.map((row) =>
      row.map((cell) => (typeof cell === 'object' ? cell.text : `${cell}`)),
    );
    return `${title}\n${formatTable([heads, ...rows])}\n`;
  });
  const margin = Math.max(...measures.map((each) => each.margin));
  const note = `${filters} filters compared, ${leftOut} left out. Ratios B/A are geometric means, below 1 is better; from and to are the 95 % bootstrap interval over filters and repetitions, p is of Wilcoxon's signed-rank test. A difference is called one where the interval is beyond 1 (for times by more than ${margin * 100} %) and p is below 0.05.\n`;
  return `${[...parts, note].join('\n')}`;
}
