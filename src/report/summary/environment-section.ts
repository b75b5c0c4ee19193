import { isBusy } from '../../artifact/results/machine-load.ts';
import type { Environment, ExperimentResults } from '../../artifact/results/results.ts';
import { html, type Markup, type Part } from '../html.ts';
import { formatBytes, formatCount } from '../number-format.ts';

/** How many digits of a hash are shown; the results have them all. */
const HASH_DIGITS = 16;

/** What was compared, and where it ran. */
export function environmentSection(results: ExperimentResults): Markup {
  const { environment, inputs, pipelines, engines, traces, filters } = results;
  const { plugins } = inputs;
  const facts = [
    ['experiment', `${results.name}, ${results.created}`],
    ['bpfopt', environment.bpfopt],
    ['libpcap', environment.libpcap ?? 'not installed'],
    ['Node.js', environment.node],
    ['system', `${environment.platform} ${environment.kernel}, ${environment.arch}`],
    ['processor', `${environment.cpu}, ${formatCount(environment.cores, 'core')}`],
    ['memory', formatBytes(environment.memory)],
    ...machineFacts(environment),
    ['settings', inputs.settings.slice(0, HASH_DIGITS)],
  ];
  const made = pipelines.map(({ name, text, texts, peer }) => [
    name,
    peer ? 'another compiler' : passes(text),
    Object.entries(texts).map(([target, own]) => html`<br>for ${target}: ${passes(own)}`),
  ]);
  const ran = engines.map(({ name, summary, version, unavailable }) => [
    name,
    `${summary} ${version === null ? '' : `(${version})`}`,
    unavailable === null ? null : html` <span class="failed">Did not run: ${unavailable}</span>`,
  ]);
  return html`<div class="columns"><div class="panel"><h3>Environment</h3>${factTable(facts)}<h3>Options</h3>${factTable(optionFacts(results))}${
    plugins.length === 0
      ? null
      : html`<h3>Plugins</h3>${factTable(plugins.map(({ name, file, sha256 }) => [name, `${file ?? 'of the config'} `, hash(sha256)]))}`
  }</div><div class="panel"><h3>Pipelines</h3>${factTable(made)}<h3>Engines</h3>${factTable(ran)}</div></div><div class="columns"><div class="panel"><h3>Traces</h3>${factTable(
    traces.map(({ name, packets, bytes, sha256 }) => [
      name,
      `${formatCount(packets, 'packet')}, ${formatBytes(bytes)} `,
      hash(sha256),
    ]),
  )}</div><div class="panel"><h3>${formatCount(filters.length, 'filter')}</h3>${factTable(inputs.filterFiles.map(({ file, sha256 }) => [file, hash(sha256)]))}</div></div>`;
}

function machineFacts(environment: Environment): readonly (readonly Part[])[] {
  const { load, project } = environment;
  const facts: (readonly Part[])[] = [];
  if (project != null) {
    facts.push(['commit', `${project.commit}${project.isDirty ? ', with changes' : ''}`]);
  }
  if (load?.before != null) {
    const warning = html` <span class="failed">The machine was busy: its times can't be relied on.</span>`;
    facts.push(['load before', load.before.toFixed(2), isBusy(environment) ? warning : null]);
  }
  if (load?.governor != null) {
    facts.push(['frequency governor', load.governor]);
  }
  return facts;
}

/** How all filters were compiled, and for what. */
function optionFacts({ options, targets }: ExperimentResults): readonly Part[][] {
  const { semantics, snaplen, netmask, linux, encapsulation, extensions, profile } = options;
  return [
    ['semantics', semantics],
    ['targets', targets.map(({ title }) => title).join(', ')],
    ['snaplen', snaplen],
    ['netmask', netmask === null ? 'unknown' : `0x${netmask.toString(16)}`],
    ['Linux', linux ? 'ancillary words' : 'no'],
    ['encapsulation', encapsulation],
    ['extensions', extensions ? 'yes' : 'no'],
    ['profile', ...(profile === null ? ['none'] : [`${profile.file} `, hash(profile.sha256)])],
  ];
}

const passes = (text: string | null): Markup => html`<code>${text || 'no passes'}</code>`;

const hash = (sha256: string): Markup => html`<code>${sha256.slice(0, HASH_DIGITS)}</code>`;

/** A row for each fact: its name, then what there is to say, in one cell. */
function factTable(facts: readonly (readonly Part[])[]): Markup {
  const rows = facts.map(
    ([name = '', ...said]) => html`<tr><th scope="row">${name}</th><td>${said}</td></tr>`,
  );
  return html`<div class="scroll"><table class="facts"><tbody>${rows}</tbody></table></div>`;
}
