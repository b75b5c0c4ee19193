import type { BisectResult } from '../prove/bisect/bisect.ts';
import type { Ablation, AblationRow } from '../prove/check-pass/ablation.ts';
import type { CheckPassResult, ExplainedFinding } from '../prove/check-pass/check-pass.ts';
import type { CorpusProofs } from '../prove/check-pass/corpus-proofs.ts';
import { printFinding } from '../prove/trial/print-finding.ts';
import { describeFailure } from '../prove/trial/trial.ts';
import { type Outcome, outcome } from '../report/data/measure.ts';
import { diffView } from '../report/filter/diff-view.ts';
import { html, type Markup } from '../report/html.ts';
import {
  formatCount,
  formatMilliseconds,
  formatNumber,
  formatRatio,
} from '../report/number-format.ts';
import { CODE_STYLES } from '../report/page/code-styles.ts';
import { renderPage } from '../report/page/page.ts';
import { PAGE_STYLES } from '../report/page/page-styles.ts';
import { panel, tile } from '../report/summary/panel.ts';
import { type Head, type Row, tableMarkup } from '../report/table.ts';

/** So many filters are shown that gain most, and as many that lose most. */
const SHOWN = 25;

/**
 * A page about a plugin: whether its passes may be used, what shows that they may not, and what they
 * gain and cost. `cases` are the files of the findings, in order.
 */
export function renderCheckPassPage(result: CheckPassResult, cases: readonly string[]): string {
  const { findings, proofs, ablation } = result;
  return renderPage({
    title: result.plugin,
    subtitle: `check of ${formatCount(result.pipelines.names.length, 'pass')}`,
    links: [],
    body: html`${tiles(result)}${findings.map((one, index) => findingSection(one, cases[index]))}${passSection(result)}${proofs === null ? null : proofSection(proofs)}${ablation === null ? null : ablationSection(ablation)}`,
    styles: [PAGE_STYLES, CODE_STYLES],
    script: 'code-page',
  });
}

function tiles({ verdict, findings, corpus, random, proofs, ablation }: CheckPassResult): Markup {
  const verdicts = corpus.verdicts + (random?.verdicts ?? 0);
  const filters = [corpus, random].reduce(
    (sum, run) => sum + (run === null ? 0 : run.cases - run.refused),
    0,
  );
  return html`<div class="tiles">${[
    tile(
      verdict,
      findings.length === 0 ? 'nothing found' : formatCount(findings.length, 'mistake'),
      verdict === 'accepted' ? 'better' : 'worse',
    ),
    tile(formatNumber(verdicts), `verdicts compared, of ${formatCount(filters, 'filter')}`),
    proofs === null
      ? null
      : tile(
          `${formatNumber(proofs.proved)} / ${formatNumber(proofs.applications)}`,
          'changes proved to keep the verdict of every packet',
          proofs.proved === proofs.applications ? 'better' : 'equal',
        ),
    ...(ablation === null ? [] : ablationTiles(ablation)),
  ]}</div>`;
}

const ablationTiles = ({ executed, size, time }: Ablation): readonly Markup[] => [
  tile(formatRatio(executed), 'executed instructions, with to without', outcomeOf(executed)),
  tile(formatRatio(size), 'instructions of the IR, with to without', outcomeOf(size)),
  tile(formatRatio(time), 'time of all passes, with to without'),
];

/** What does not show in three digits is equal. */
const outcomeOf = (ratio: number): Outcome => outcome(ratio, 0.0005);

function findingSection({ finding, bisected }: ExplainedFinding, file: string | undefined): Markup {
  const again =
    file === undefined
      ? null
      : html`<p class="muted">To see it again: <code>bpfopt fuzz --case ${file}</code></p>`;
  return html`<section class="panel"><h2>${describeFailure(finding.failure)}</h2><pre class="code linked">${printFinding(finding)}</pre>${again}${culpritOf(bisected)}</section>`;
}

function culpritOf(bisected: BisectResult): Markup {
  switch (bisected.kind) {
    case 'pass': {
      const { application, applications, pass, before, after } = bisected;
      return html`<h3>Application ${application} of ${applications}: ${pass}</h3>${diffView(before, after ?? '; the pass did not come to an end')}`;
    }
    case 'endless':
      return html`<p>The passes change the filter again and again.</p>`;
    case 'no-pass':
      return html`<p>Wrong without any pass: not by this plugin.</p>`;
  }
}

function passSection({ passes, pipelines, semantics }: CheckPassResult): Markup {
  const rows = passes.map(
    ({ name, summary }) => html`<tr><th scope="row">${name}</th><td>${summary}</td></tr>`,
  );
  const tried = pipelines.tried.map(
    ({ what, passes: text }) =>
      html`<tr><th scope="row">${what}</th><td><code>${text}</code></td></tr>`,
  );
  return html`<h2>Passes</h2><div class="panel"><table class="facts">${rows}</table></div><h2>Where they were tried</h2><div class="panel"><p class="muted">${semantics} semantics: verdicts against the unoptimized IR on the reference interpreter.</p><table class="facts">${tried}</table></div>`;
}

function proofSection({ unknown, solver, median, skipped }: CorpusProofs): Markup {
  const rows = unknown.map(
    ({ expression, pass, reason }): Row => [{ text: expression, look: 'expr' }, pass, reason],
  );
  const table =
    rows.length === 0
      ? null
      : tableMarkup({ heads: ['filter', 'pass', 'not proved, for'], rows }, 'what is not proved');
  const left = skipped === 0 ? '' : `; ${formatCount(skipped, 'filter')} not tried in time`;
  return html`<h2>Proofs</h2><div class="panel"><p>Each change to a filter of the corpus, before against after, by ${solver ?? 'no solver'}: median ${formatMilliseconds(median)}${left}.</p>${table}</div>`;
}

function ablationSection({ rows, better, worse }: Ablation): Markup {
  const byGain = rows
    .filter((row) => Math.abs(gain(row) - 1) > 1e-9)
    .toSorted((a, b) => gain(a) - gain(b));
  const won = byGain.filter((row) => gain(row) < 1).slice(0, SHOWN);
  const lost = byGain
    .filter((row) => gain(row) > 1)
    .toReversed()
    .slice(0, SHOWN);
  return html`<h2>What they gain</h2><p class="muted">${formatCount(rows.length, 'filter')} of the corpus on its packets: fewer executed instructions for ${better}, more for ${worse}.</p>${rowTable('Most gained', won)}${rowTable('Most lost', lost)}`;
}

const gain = ({ withPasses, without }: AblationRow): number =>
  withPasses.executed / without.executed;

function rowTable(title: string, rows: readonly AblationRow[]): Markup | null {
  const both = (what: string): readonly Head[] => [
    [what, 'without'],
    [what, 'with'],
  ];
  const heads = ['filter', ...both('executed'), 'ratio', ...both('size')];
  const cells = rows.map((row): Row => {
    const { expression, withPasses, without } = row;
    return [
      { text: expression, look: 'expr' },
      ...[without.executed, withPasses.executed].map(formatNumber),
      { text: formatRatio(gain(row)), look: outcomeOf(gain(row)) },
      ...[without.size, withPasses.size],
    ];
  });
  return rows.length === 0 ? null : panel(title, '', { heads, rows: cells });
}
