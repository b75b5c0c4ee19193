import { describe, expect, test } from 'vitest';
import type { ExperimentResults } from '../../src/artifact/results/results.ts';
import {
  ResultsError,
  readResults,
  writeResults,
} from '../../src/artifact/results/results-schema.ts';

const RESULTS: ExperimentResults = {
  format: 'bpfopt-results',
  version: 2,
  name: 'sample',
  created: '2026-11-21T04:00:00.000Z',
  environment: {
    bpfopt: '0.1.0',
    node: 'v20.20.0',
    platform: 'linux',
    arch: 'x64',
    kernel: '6.18',
    cpu: 'a processor',
    cores: 2,
    memory: 1e9,
    libpcap: null,
  },
  inputs: {
    filterFiles: [{ file: 'a.txt', sha256: 'a'.repeat(64) }],
    plugins: [],
    settings: 'b'.repeat(64),
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
  targets: [{ name: 'cbpf', title: 'cBPF' }],
  subject: 'O0',
  pipelines: [{ name: 'O0', text: '', texts: {}, peer: false }],
  engines: [{ name: 'cbpf-vm', summary: 'A machine.', version: '0.1.0', unavailable: null }],
  traces: [
    { name: 't', file: 't.pcap', sha256: 'c'.repeat(64), linktype: 1, packets: 1, bytes: 60 },
  ],
  filters: [
    {
      id: 'a-1',
      group: 'a',
      expression: 'ip',
      dlt: 'EN10MB',
      variants: [
        { pipeline: 'O0', error: { code: 'UNSUPPORTED', message: 'not yet' } },
        {
          pipeline: 'O0',
          ir: { blocks: 1, instructions: 2 },
          code: [
            { target: 'cbpf', instructions: 3, bytes: 24, lowering: 0.1, listing: 'a\nb\na\n' },
            { target: 'x64', missing: 'not yet' },
          ],
          compile: {
            frontend: 0.1,
            passes: [{ pass: 'x', milliseconds: 0.2, changed: true, statistics: { removed: 1 } }],
            total: 0.4,
          },
          executed: [
            {
              trace: 't',
              instructions: 3,
              branches: 1,
              loads: 1,
              accepted: 1,
              verdicts: 'd'.repeat(64),
            },
          ],
          timing: [
            {
              trace: 't',
              engine: 'cbpf-vm',
              median: 3,
              quartile1: 2,
              quartile3: 4,
              minimum: 1,
              samples: 9,
            },
          ],
        },
      ],
    },
  ],
  findings: [],
};

const read = (value: unknown): ExperimentResults => readResults(JSON.stringify(value), 'r.json');

describe('reading results', () => {
  test('what was written is read', () => {
    expect(read(RESULTS)).toEqual(RESULTS);
    const written = writeResults(RESULTS);
    expect(readResults(written, 'r.json')).toEqual(RESULTS);
    expect(written).toContain('"listing":{"lines":[0,2,0,1,2,1]}');
    expect(written).toContain('"lines":["a","b",""]');
  });

  test('findings are read', () => {
    const place = { filter: 'a-1', pipeline: 'O0', engine: 'x64', peer: false };
    const findings: ExperimentResults['findings'] = [
      { kind: 'refused', ...place, message: 'too long' },
      { kind: 'verdict', ...place, trace: 't', differing: 2, packet: 0, verdict: 0, expected: 1 },
    ];
    expect(read({ ...RESULTS, findings }).findings).toEqual(findings);
  });

  test.each([
    ['another file', { format: 'else' }, /not results of bpfopt\n {2}→ at format/],
    ['an older version', { version: 1 }, /results of format version 1; .* reads version 2/],
    [
      'a wrong number',
      { traces: [{ ...RESULTS.traces[0], packets: -1 }] },
      /at traces\[0\]\.packets/,
    ],
    [
      'a wrong variant',
      { filters: [{ ...RESULTS.filters[0], variants: [{ pipeline: 'O0' }] }] },
      /at filters\[0\]\.variants\[0\]\.ir/,
    ],
    [
      'a wrong error',
      { filters: [{ ...RESULTS.filters[0], variants: [{ pipeline: 'O0', error: {} }] }] },
      /at filters\[0\]\.variants\[0\]\.error\.code/,
    ],
  ])('%s is refused with its place', (_name, change, place) => {
    const failing = (): unknown => read({ ...RESULTS, ...change });
    expect(failing).toThrow(ResultsError);
    expect(failing).toThrow(/^r\.json: /);
    expect(failing).toThrow(place);
  });

  test('many faults are not all listed', () => {
    expect(() => read({})).toThrow(/and \d+ more$/);
  });

  test('what is no JSON is refused', () => {
    expect(() => readResults('{', 'r.json')).toThrow(/^r\.json: not JSON: /);
  });
});
