import type { ExperimentResults } from '../experiment/results.ts';
import { filterCount } from './data/finding-groups.ts';
import { proofFigures, proofSentence } from './data/proofs.ts';
import type { RatioTable } from './data/ratio-table.ts';
import { type ExperimentSummary, summarize } from './data/summary.ts';
import { formatCount, formatNumber, formatRatio, NO_NUMBER } from './number-format.ts';

/**
 * The summary of an experiment in Markdown, for a README: what was run, ratios and times. There is
 * no line break at its end.
 */
export function renderMarkdown(results: ExperimentResults): string {
  const summary = summarize(results);
  const packets = results.traces.reduce((sum, trace) => sum + trace.packets, 0);
  const what = `${formatCount(results.filters.length, 'filter')}, ${formatCount(results.traces.length, 'trace')}, ${formatCount(packets, 'packet')}`;
  if (summary === null) {
    return `${what}. No pipeline made code for any filter.`;
  }
  return [
    `${what}; bpfopt ${results.environment.bpfopt}, ${results.environment.libpcap ?? 'no libpcap'}, ${results.environment.cpu}.`,
    exactTable(summary),
    timeTable(summary),
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
