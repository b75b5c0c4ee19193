import type {
  Code,
  CompiledVariant,
  ExperimentResults,
  FilterEntry,
  VariantEntry,
} from '../../src/artifact/results/results.ts';
import { compileVariants, isFailed } from '../../src/experiment/matrix/compile-variant.ts';

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
  { name: 'O2', text: 'sparse-constant-propagation,gvn,dead-code', peer: false, work: 0.9 },
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
    version: 2,
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
      plugins: [],
      settings: 'cd'.repeat(32),
    },
    options: {
      semantics: 'strict',
      snaplen: 262_144,
      netmask: null,
      linux: false,
      encapsulation: 'libpcap',
      extensions: false,
      profile: null,
    },
    targets: [
      { name: 'cbpf', title: 'cBPF' },
      { name: 'x64', title: 'x86-64' },
    ],
    pipelines: PIPELINES.map(({ name, text, peer }) => ({ name, text, texts: {}, peer })),
    subject: 'O2',
    engines: ENGINES.map(({ name }) => ({
      name,
      summary: `Runs as ${name}.`,
      version: '0.1.0',
      unavailable: null,
    })),
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
          : name === 'O2'
            ? withShown(variant(name, index), expression)
            : variant(name, index),
    ),
  };
}

/** What an experiment keeps of the pipeline that its report is about. */
function shown(expression: string): {
  readonly compilations: NonNullable<CompiledVariant['compilations']>;
  readonly shownCode: readonly Pick<Code, 'listing' | 'spans'>[];
} {
  const [outcome] = compileVariants(
    { id: 'sample', group: 'sample', expression, dlt: 'EN10MB' },
    [{ name: 'O2', text: PIPELINES[1].text, texts: {}, peer: false }],
    () => ({ compile: { verifyEach: true }, repetitions: 1, keep: 'stages' }),
  );
  if (outcome === undefined || isFailed(outcome)) {
    throw new Error(outcome?.error.message);
  }
  const { compilations = [], code } = outcome.made;
  const shownCode = code.flatMap((entry): readonly Pick<Code, 'listing' | 'spans'>[] => {
    if ('missing' in entry) {
      return [];
    }
    const { listing = '', spans = '' } = entry;
    return [{ listing, spans }];
  });
  return { compilations, shownCode };
}

function withShown(made: CompiledVariant, expression: string): CompiledVariant {
  const { compilations, shownCode } = shown(expression);
  const code = made.code.map((entry, index) => ({ ...entry, ...shownCode[index] }));
  return { ...made, code, compilations };
}

function codeOf({ work, peer }: (typeof PIPELINES)[number], size: number): CompiledVariant['code'] {
  const counts = { instructions: Math.round(size * work), bytes: 8 * size, lowering: 0.05 };
  const cbpf = { target: 'cbpf', ...counts, listing: '(000) ret      #0\n' };
  return peer
    ? [cbpf]
    : [cbpf, { target: 'x64', ...counts, instructions: 3 * size, lowering: 0.08 }];
}

function variant(name: (typeof PIPELINES)[number]['name'], index: number): CompiledVariant {
  const entry = PIPELINES.find((pipeline) => pipeline.name === name) ?? PIPELINES[0];
  const size = 4 + 3 * index;
  const isOurs = !entry.peer;
  return {
    pipeline: name,
    ir: isOurs ? { blocks: size, instructions: 2 * size } : null,
    code: codeOf(entry, size),
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
      total: 0.3,
    },
    executed: TRACES.map(({ name: trace }, place) => ({
      trace,
      instructions: (size / 2 + place) * entry.work,
      branches: size / 4,
      loads: size / 5,
      accepted: 10,
      verdicts: '0f'.repeat(32),
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
