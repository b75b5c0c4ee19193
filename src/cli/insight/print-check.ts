import type { BisectResult } from '../../prove/bisect/bisect.ts';
import type { Ablation } from '../../prove/check-pass/ablation.ts';
import type { CheckPassResult, ExplainedFinding } from '../../prove/check-pass/check-pass.ts';
import type { CorpusProofs } from '../../prove/check-pass/corpus-proofs.ts';
import type { FuzzResult } from '../../prove/fuzz/fuzz.ts';
import { printFinding } from '../../prove/trial/print-finding.ts';
import { formatTable } from '../terminal.ts';

/** The answer about a plugin in lines for people; `cases` are the files of its findings in order. */
export function printCheck(result: CheckPassResult, cases: readonly string[]): string {
  const names = result.pipelines.names.join(', ');
  if (result.verdict === 'refused') {
    const findings = result.findings.map((one, index) => printExplained(one, cases[index]));
    return [`refused: ${names}`, ...findings, ''].join('\n');
  }
  const { corpus, random, proofs, ablation } = result;
  const rows = [
    ['corpus', searched(corpus)],
    ...(random === null ? [] : [['random filters', searched(random)]]),
    ...(proofs === null ? [] : [['proofs', proved(proofs)]]),
    ...(ablation === null ? [] : ablationRows(ablation)),
  ];
  return `accepted: ${names}\n${formatTable(rows)}\n`;
}

/** What fails, by which application of which pass, and how to see it again. */
function printExplained({ finding, bisected }: ExplainedFinding, file: string | undefined): string {
  const again = file === undefined ? [] : [`  to see it again: bpfopt fuzz --case ${file}`];
  return [printFinding(finding), culpritOf(bisected), ...again].join('\n');
}

function culpritOf(bisected: BisectResult): string {
  switch (bisected.kind) {
    case 'pass':
      return `  wrong since: application ${bisected.application}, ${bisected.pass}`;
    case 'endless':
      return '  passes change the filter again and again';
    case 'no-pass':
      return '  wrong without any pass: not by this plugin';
  }
}

const count = (value: number): string => value.toLocaleString('en');

const searched = ({ cases, refused, verdicts }: FuzzResult): string =>
  `${count(cases - refused)} filters, ${count(verdicts)} verdicts: all right`;

function proved({ applications, proved: sure, unknown, skipped, solver, median }: CorpusProofs) {
  const time = median === null ? '' : `, median ${median.toFixed(1)} ms`;
  const rest = [
    ...(unknown.length > 0 ? [`${count(unknown.length)} unknown`] : []),
    ...(skipped > 0 ? [`${count(skipped)} filters not tried in time`] : []),
  ].join(', ');
  return `${count(sure)} of ${count(applications)} changes proved (${solver ?? 'no solver'}${time})${rest === '' ? '' : `; ${rest}`}`;
}

function ablationRows({ executed, size, time, better, worse }: Ablation): readonly string[][] {
  return [
    ['executed', `${times(executed)} instructions: fewer for ${better} filters, more for ${worse}`],
    ['size', `${times(size)} instructions`],
    ['passes', `${times(time)} the time`],
  ];
}

const times = (ratio: number): string => `${ratio.toFixed(3)} times`;
