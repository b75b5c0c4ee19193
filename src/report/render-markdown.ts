import type { ExperimentResults } from '../artifact/results/results.ts';
import { ablationTable, withoutAblation } from './data/ablation-table.ts';
import { filterCount } from './data/finding-groups.ts';
import { proofFigures, proofSentence } from './data/proofs.ts';
import type { RatioTable } from './data/ratio-table.ts';
import { sideBySide } from './data/side-by-side.ts';
import { type ExperimentSummary, summarize } from './data/summary.ts';
import { formatCount, formatNumber, formatRatio } from './number-format.ts';
import { worthTable } from './summary/ablation-section.ts';
import { sideBySideTable } from './summary/side-by-side-section.ts';
import { engineTable } from './summary/timing-section.ts';
import { escapeMarkdown, tableText } from './table.ts';

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
      const means = [executed, size].map(({ total }) => formatNumber(total.baseline));
      return [[name, ...means.map((mean) => `${mean} instructions`)]];
    }
    return executed.pipelines.includes(name)
      ? [[name, ratioOf(executed, name), ratioOf(size, name)]]
      : [];
  });
  const heads = ['pipeline', 'executed a packet', 'static'];
  return `Executed and static ${results.targets[0]?.title} instructions, geometric means over ${formatCount(executed.total.filters, 'filter')}; the others as ratios to ${escapeMarkdown(roles.baseline)}:\n\n${tableText({ heads, rows })}`;
}

const ratioOf = ({ pipelines, total }: RatioTable, name: string): string =>
  formatRatio(total.ratios[pipelines.indexOf(name)] ?? null);

/** For how many filters each pipeline of ours is better, equal and worse than the baseline. */
function besideTable({ results, roles }: ExperimentSummary): string {
  const rows = sideBySide(results, roles.baseline);
  return rows.length === 0
    ? ''
    : `Filters that are better / equal / worse than by ${escapeMarkdown(roles.baseline)}:\n\n${tableText(sideBySideTable(rows))}`;
}

/** What each pass is worth, where the experiment measured it. */
function ablation(results: ExperimentResults): string {
  const found = ablationTable(results);
  return found === null
    ? ''
    : `What each pass is worth: ${escapeMarkdown(found.whole)} with it left out; the last column counts the filters that execute more, and less, without it. Counts are exact; times scatter, as rows without a change in counts show:\n\n${tableText(worthTable(found))}`;
}

/** Nanoseconds a packet: a row for each engine, a column for each pipeline. */
function timeTable({ timing }: ExperimentSummary): string {
  return timing.pairs === 0
    ? ''
    : `Nanoseconds a packet, geometric means over ${formatCount(timing.filters, 'filter')}:\n\n${tableText(engineTable(timing, null))}`;
}

function verdicts({ results, findings, roles }: ExperimentSummary): string {
  const ours = filterCount(findings.ours);
  const mine =
    ours === 0
      ? `All pipelines and engines give the verdicts of ${escapeMarkdown(roles.reference)} on every packet.`
      : `${formatCount(ours, 'filter')} got other verdicts than by ${escapeMarkdown(roles.reference)}.`;
  const others = results.pipelines.flatMap(({ name }): string[] => {
    const count = filterCount(findings.peers.filter(({ finding }) => finding.pipeline === name));
    return count === 0
      ? []
      : [`${escapeMarkdown(name)} gives other verdicts for ${formatCount(count, 'filter')}.`];
  });
  return [mine, ...others].join(' ');
}

function proofs(results: ExperimentResults): string {
  const figures = proofFigures(results);
  return figures === null ? '' : proofSentence(figures);
}
