import type { ExperimentResults } from '../artifact/results/results.ts';
import { ablationTable, withoutAblation } from './data/ablation-table.ts';
import { filterCount } from './data/finding-groups.ts';
import { proofFigures, proofSentence } from './data/proofs.ts';
import type { RatioTable } from './data/ratio-table.ts';
import { type Comparison, sideBySide } from './data/side-by-side.ts';
import { type ExperimentSummary, summarize } from './data/summary.ts';
import {
  formatCount,
  formatNumber,
  formatPercent,
  formatRatio,
  NO_NUMBER,
} from './number-format.ts';

/**
 * The summary of an experiment in Markdown, for a README: what was run, ratios and times. There is
 * no line break at its end.
 */
export function renderMarkdown(all: ExperimentResults): string {
  const results = withoutAblation(all);
  const summary = summarize(results);
  const packets = results.traces.reduce((sum, trace) => sum + trace.packets, 0);
  const what = `${formatCount(results.filters.length, 'filter')}, ${formatCount(results.traces.length, 'trace')}, ${formatCount(packets, 'packet')}`;
  if (summary === null) {
    return `${what}. No pipeline made code for any filter.`;
  }
  return [
    `${what}; bpfopt ${results.environment.bpfopt}, ${results.environment.libpcap ?? 'no libpcap'}, ${results.environment.cpu}.`,
    exactTable(summary),
    besideTable(summary),
    timeTable(summary),
    ablation(all),
    verdicts(summary),
    proofs(results),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The exact measures: a row for each pipeline, geometric means of ratios to the baseline. */
function exactTable({ results, roles, executed, size }: ExperimentSummary): string {
  const rows = results.pipelines.flatMap(({ name }): string[][] => {
    if (name === roles.baseline) {
      return [
        [
          name,
          `${formatNumber(executed.total.baseline)} instructions`,
          `${formatNumber(size.total.baseline)} instructions`,
        ],
      ];
    }
    return executed.pipelines.includes(name)
      ? [[name, ratioOf(executed, name), ratioOf(size, name)]]
      : [];
  });
  return `Executed and static cBPF instructions, geometric means over ${formatCount(executed.total.filters, 'filter')}; the others as ratios to ${cell(roles.baseline)}:\n\n${table(
    ['pipeline', 'executed a packet', 'static'],
    rows,
  )}`;
}

const ratioOf = ({ pipelines, total }: RatioTable, name: string): string =>
  formatRatio(total.ratios[pipelines.indexOf(name)] ?? null);

/** For how many filters each pipeline of ours is better, equal and worse than the baseline. */
function besideTable({ results, roles }: ExperimentSummary): string {
  const counts = ({ better, equal, worse }: Comparison): string =>
    `${better} / ${equal} / ${worse}`;
  const rows = sideBySide(results, roles.baseline).map(({ pipeline, executed, size }) => [
    pipeline,
    counts(executed),
    formatRatio(executed.worst?.ratio ?? null),
    counts(size),
    formatRatio(size.worst?.ratio ?? null),
  ]);
  const heads = ['pipeline', 'executed', 'largest ratio', 'static', 'largest ratio'];
  return rows.length === 0
    ? ''
    : `Filters that are better / equal / worse than by ${cell(roles.baseline)}:\n\n${table(heads, rows)}`;
}

/** What each pass is worth, where the experiment measured it. */
function ablation(results: ExperimentResults): string {
  const found = ablationTable(results);
  if (found === null) {
    return '';
  }
  const heads = ['without', 'executed', 'static', 'ns a packet', 'compile time', 'more / less'];
  const rows = found.rows.map(({ without, executed, size, time, compile, more, less }) => [
    without,
    ...[executed, size, time, compile].map(formatPercent),
    `${more} / ${less}`,
  ]);
  return `What each pass is worth: ${cell(found.whole)} with it left out; the last column counts the filters that execute more, and less, without it. Counts are exact; times scatter, as rows without a change in counts show:\n\n${table(heads, rows)}`;
}

/** Nanoseconds a packet: a row for each engine, a column for each pipeline. */
function timeTable({ timing }: ExperimentSummary): string {
  if (timing.pairs === 0) {
    return '';
  }
  const { runners } = timing;
  const pipelines = [...new Set(runners.map(({ pipeline }) => pipeline))];
  const rows = [...new Set(runners.map(({ engine }) => engine))].map((engine) => [
    engine,
    ...pipelines.map((pipeline) =>
      runners.some((runner) => runner.engine === engine && runner.pipeline === pipeline)
        ? formatNumber(timing.summary({ engine, pipeline })?.mean ?? null)
        : NO_NUMBER,
    ),
  ]);
  return `Nanoseconds a packet, geometric means over ${formatCount(timing.filters, 'filter')}:\n\n${table(['engine', ...pipelines], rows)}`;
}

function verdicts({ results, findings, roles }: ExperimentSummary): string {
  const ours = filterCount(findings.ours);
  const mine =
    ours === 0
      ? `All pipelines and engines give the verdicts of ${cell(roles.reference)} on every packet.`
      : `${formatCount(ours, 'filter')} got other verdicts than by ${cell(roles.reference)}.`;
  const others = results.pipelines.flatMap(({ name }): string[] => {
    const count = filterCount(findings.peers.filter(({ finding }) => finding.pipeline === name));
    return count === 0
      ? []
      : [`${cell(name)} gives other verdicts for ${formatCount(count, 'filter')}.`];
  });
  return [mine, ...others].join(' ');
}

function proofs(results: ExperimentResults): string {
  const figures = proofFigures(results);
  return figures === null ? '' : proofSentence(figures);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const rule = `|${heads.map((_, index) => (index === 0 ? '---' : '---:')).join('|')}|`;
  return [line(heads), rule, ...rows.map(line)].join('\n');
}

const cell = (text: string): string => text.replace(/[\\|`*_<>]/g, (character) => `\\${character}`);
