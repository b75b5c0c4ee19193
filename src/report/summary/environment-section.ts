import type { ExperimentResults } from '../../artifact/results/results.ts';
import { html, type Markup } from '../html.ts';
import { formatBytes, formatCount } from '../number-format.ts';

/** How many digits of a hash are shown; the results have them all. */
const HASH_DIGITS = 16;

/** What was compared, and where it ran. */
export function environmentSection(results: ExperimentResults): Markup {
  const { environment, inputs } = results;
  const facts: readonly (readonly [string, string])[] = [
    ['experiment', `${results.name}, ${results.created}`],
    ['bpfopt', environment.bpfopt],
    ['libpcap', environment.libpcap ?? 'not installed'],
    ['Node.js', environment.node],
    ['system', `${environment.platform} ${environment.kernel}, ${environment.arch}`],
    ['processor', `${environment.cpu}, ${formatCount(environment.cores, 'core')}`],
    ['memory', formatBytes(environment.memory)],
    ['settings', inputs.settings.slice(0, HASH_DIGITS)],
  ];
  const rows = facts.map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`);
  return html`<div class="columns"><div class="panel"><h3>Environment</h3><table class="facts"><tbody>${rows}</tbody></table></div>${comparedPanel(results)}</div>${inputsPanel(results)}`;
}

function comparedPanel({ pipelines, engines }: ExperimentResults): Markup {
  const made = pipelines.map(
    ({ name, text, peer }) =>
      html`<tr><th>${name}</th><td>${peer ? 'another compiler' : html`<code>${text === '' ? 'no passes' : text}</code>`}</td></tr>`,
  );
  const ran = engines.map(
    ({ name, summary, unavailable }) =>
      html`<tr><th>${name}</th><td>${summary}${unavailable === null ? null : html` <span class="failed">Did not run: ${unavailable}</span>`}</td></tr>`,
  );
  return html`<div class="panel"><h3>Pipelines</h3><table class="facts"><tbody>${made}</tbody></table><h3>Engines</h3><table class="facts"><tbody>${ran}</tbody></table></div>`;
}

function inputsPanel({ traces, filters, inputs }: ExperimentResults): Markup {
  const traceRows = traces.map(
    ({ name, packets, bytes, sha256 }) =>
      html`<tr><th>${name}</th><td>${formatCount(packets, 'packet')}</td><td>${formatBytes(bytes)}</td><td><code>${sha256.slice(0, HASH_DIGITS)}</code></td></tr>`,
  );
  const fileRows = inputs.filterFiles.map(
    ({ file, sha256 }) =>
      html`<tr><th>${file}</th><td><code>${sha256.slice(0, HASH_DIGITS)}</code></td></tr>`,
  );
  return html`<div class="columns"><div class="panel"><h3>Traces</h3><div class="scroll"><table class="facts"><tbody>${traceRows}</tbody></table></div></div><div class="panel"><h3>${formatCount(filters.length, 'filter')}</h3><div class="scroll"><table class="facts"><tbody>${fileRows}</tbody></table></div></div></div>`;
}
