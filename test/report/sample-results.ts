import type {
  CompiledVariant,
  ExperimentResults,
  FilterEntry,
  VariantEntry,
} from '../../src/experiment/results.ts';

/** The expressions of the sample, by group; the last one tries to break out of the page. */
export const SAMPLE_FILTERS: readonly (readonly [group: string, expression: string])[] = [
  ['everyday', 'ip'],
  ['everyday', 'tcp port 80'],
  ['everyday', 'host 10.0.0.1 and not arp'],
  ['arithmetic', 'ip[0] & 0xf > 5 and tcp[13] & 2 != 0'],
  ['arithmetic', 'len < 100'],
  ['odd', '</script><script>alert("x")</script><img src=x onerror=alert(1)>'],
];

const PIPELINES = [
  { name: 'O0', text: '', peer: false, work: 1.4 },
  { name: 'O2', text: 'constant-folding,value-numbering,dead-code', peer: false, work: 0.9 },
  { name: 'libpcap', text: null, peer: true, work: 1.5 },
  { name: 'libpcap -O', text: null, peer: true, work: 1 },
] as const;

const ENGINES = [
  { name: 'cbpf-vm', kind: 'cbpf', nanoseconds: 18 },
  { name: 'native', kind: 'x64', nanoseconds: 1.5 },
  { name: 'libpcap', kind: 'cbpf', nanoseconds: 9 },
] as const;

const TRACES = [
  { name: 'first', packets: 1_000 },
  { name: 'second', packets: 3_000 },
] as const;

/** Results as an experiment writes them, with made-up numbers that are the same on every call. */
export function sampleResults(): ExperimentResults {
  return {
    format: 'bpfopt-results',
    version: 1,
    name: 'sample',
    created: '2026-11-21T04:00:00.000Z',
    environment: {
      bpfopt: '0.1.0',
      node: 'v20.20.2',
      platform: 'linux',
      arch: 'x64',
      kernel: '6.18.0',
      cpu: 'Sample CPU',
      cores: 2,
      memory: 8_000_000_000,
      libpcap: 'libpcap version 1.10.3',
    },
    inputs: {
      filterFiles: [{ file: 'corpora/filters/everyday.txt', sha256: 'ab'.repeat(32) }],
      settings: 'cd'.repeat(32),
    },
    pipelines: PIPELINES.map(({ name, text, peer }) => ({ name, text, peer })),
    engines: ENGINES.map(({ name }) => ({ name, summary: `Runs as ${name}.`, unavailable: null })),
    traces: TRACES.map(({ name, packets }) => ({
      name,
      file: `${name}.pcap`,
      sha256: 'ef'.repeat(32),
      linktype: 1,
      packets,
      bytes: packets * 100,
    })),
    filters: SAMPLE_FILTERS.map(([group, expression], index) =>
      filterEntry(group, expression, index),
    ),
    findings: ['cbpf-vm', 'libpcap'].map((engine) => ({
      kind: 'verdict',
      filter: 'everyday-2',
      pipeline: 'libpcap -O',
      engine,
      peer: true,
      trace: 'first',
      differing: 12,
      packet: 3,
      verdict: 262_144,
      expected: 0,
    })),
  };
}

function filterEntry(group: string, expression: string, index: number): FilterEntry {
  return {
    id: `${group}-${index}`,
    group,
    expression,
    dlt: 'EN10MB',
    variants: PIPELINES.map(
      ({ name }): VariantEntry =>
        group === 'odd'
          ? { pipeline: name, error: { code: 'FILTER_SYNTAX', message: `can't parse '<'` } }
          : variant(name, index),
    ),
  };
}

function variant(name: (typeof PIPELINES)[number]['name'], index: number): CompiledVariant {
  const entry = PIPELINES.find((pipeline) => pipeline.name === name) ?? PIPELINES[0];
  const size = 4 + 3 * index;
  const isOurs = !entry.peer;
  return {
    pipeline: name,
    size: {
      irBlocks: isOurs ? size : null,
      irInstructions: isOurs ? 2 * size : null,
      cbpfInstructions: Math.round(size * entry.work),
      x64Instructions: isOurs ? 3 * size : null,
      x64Bytes: isOurs ? 10 * size : null,
    },
    compile: {
      frontend: isOurs ? 0.1 : null,
      passes: entry.text
        ? entry.text.split(',').map((pass, place) => ({
            pass,
            milliseconds: 0.02 * (place + 1),
            changed: true,
            statistics: {},
          }))
        : [],
      lowerCbpf: isOurs ? 0.05 : null,
      lowerX64: isOurs ? 0.08 : null,
      total: 0.3,
    },
    executed: TRACES.map(({ name: trace }, place) => ({
      trace,
      instructions: (size / 2 + place) * entry.work,
      branches: size / 4,
      loads: size / 5,
      accepted: 10,
      verdicts: 'same',
    })),
    timing: ENGINES.filter(({ kind }) => isOurs || kind === 'cbpf').flatMap(
      ({ name: engine, nanoseconds }) =>
        TRACES.map(({ name: trace }) => {
          const median = nanoseconds * entry.work * (1 + index / 4);
          return {
            trace,
            engine,
            median,
            quartile1: median * 0.95,
            quartile3: median * 1.1,
            minimum: median * 0.9,
            samples: 20,
          };
        }),
    ),
  };
}
