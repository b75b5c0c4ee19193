import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentResults } from '../../src/artifact/results/results.ts';
import { writeResults } from '../../src/artifact/results/results-schema.ts';
import { runExperiment } from '../../src/experiment/run-experiment.ts';
import { ROOT, runCommand } from './run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-compare-'));
const file = path.join(folder, 'levels.json');
let results: ExperimentResults;

beforeAll(async () => {
  results = await runExperiment({
    directory: ROOT,
    config: {
      name: 'levels',
      filters: ['corpora/filters/everyday.txt', 'corpora/filters/arithmetic.txt'],
      traces: ['corpora/traces/enterprise.pcap'],
      pipelines: { one: 'O1', two: 'O2' },
      engines: ['cbpf-vm'],
      peers: { libpcap: false },
      timing: { filters: ['everyday'], seconds: 0.005 },
    },
  });
  writeFileSync(file, writeResults(results));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const compare = (...args: readonly string[]): ReturnType<typeof runCommand> =>
  runCommand(['compare', ...args], { cwd: folder });

interface Group {
  readonly group: string;
  readonly filters: number;
  readonly ratio: number;
  readonly interval: { readonly low: number; readonly high: number };
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  readonly verdict: string;
  readonly test: { readonly probability: number } | null;
}
interface Measured {
  readonly measure: string;
  readonly groups: readonly Group[];
}

const measuresOf = (stdout: string): readonly Measured[] => JSON.parse(stdout).measures;

test('results keep how times scatter', () => {
  const variants = results.filters.flatMap(({ variants: all }) => all);
  for (const variant of variants.filter((one) => 'compile' in one)) {
    expect(variant.compile.spread?.median).toBe(variant.compile.total);
    for (const { values = [], quartile1, quartile3 } of variant.timing) {
      expect(values.length).toBeGreaterThan(0);
      expect(values.filter((value) => value <= quartile3 * 1.001).length).toBeGreaterThan(0);
      expect(quartile1).toBeLessThanOrEqual(quartile3);
    }
  }
});

describe('the same results twice', () => {
  test('have no difference that is called one, in any measure, group or filter', () => {
    const { stdout, stderr, status } = compare(file, file, '--json');
    expect(status, stderr).toBe(0);
    const measures = measuresOf(stdout);
    expect(measures.map(({ measure }) => measure)).toEqual([
      'executed',
      'static',
      'time cbpf-vm',
      'compile',
    ]);
    for (const group of measures.flatMap(({ groups }) => groups)) {
      expect(group.ratio).toBe(1);
      expect(group).toMatchObject({ wins: 0, losses: 0, ties: group.filters, test: null });
      expect(['same', 'few']).toContain(group.verdict);
      expect(group.interval.low).toBeLessThanOrEqual(1);
      expect(group.interval.high).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('O1 against O2', () => {
  test('is better by what the filters say, with an interval and a test', () => {
    const { stdout, stderr, status } = compare(file, '--pipelines', 'one;two', '--json');
    expect(status, stderr).toBe(0);
    const [executed] = measuresOf(stdout);
    const all = executed?.groups[0];
    expect(all).toMatchObject({ group: 'all', losses: 0, verdict: 'better' });
    expect(all?.wins).toBeGreaterThan(10);
    expect(all?.interval.low).toBeLessThan(all?.ratio ?? 0);
    expect(all?.interval.high).toBeGreaterThan(all?.ratio ?? 2);
    expect(all?.interval.high).toBeLessThan(1);
    expect(all?.test?.probability).toBeLessThan(0.001);
    expect(executed?.groups.map(({ group }) => group)).toEqual(['all', 'everyday', 'arithmetic']);
  });

  test('is the same in every run of the same seed, and worse the other way round', () => {
    const there = compare(file, '--pipelines', 'one,two');
    expect(compare(file, '--pipelines', 'one;two').stdout).toBe(there.stdout);
    expect(there.stdout).toMatch(/^Executed cBPF instructions .* better$/m);
    expect(compare(file, '--pipelines', 'two;one').stdout).toMatch(
      /^Executed cBPF instructions .* worse$/m,
    );
  });

  test('is exported, a file a table and a chart', () => {
    const out = path.join(folder, 'tables');
    const flags = ['--csv', '--latex', '--markdown', '--svg', '-o', out];
    const { status, stderr } = compare(file, '--pipelines', 'one;two', ...flags);
    expect(status, stderr).toBe(0);
    const names = readdirSync(out);
    for (const extension of ['csv', 'tex', 'md']) {
      expect(names).toContain(`all.${extension}`);
      expect(names).toContain(`executed-by-group.${extension}`);
    }
    const rows = readFileSync(path.join(out, 'executed-by-filter.csv'), 'utf8').trim().split('\n');
    expect(rows[0]).toBe('filter,expression,A,B,ratio B/A,from,to,B is');
    expect(rows).toHaveLength(results.filters.length + 1);
    expect(rows[1]).toMatch(/^[\w-]+-1,.*,[\d.]+,[\d.]+,[\d.]+,,,(better|no difference)$/);
    const latex = readFileSync(path.join(out, 'all.tex'), 'utf8');
    expect(latex).toMatch(/^\\begin\{tabular\}\{lr{9}\}\n\\toprule\n/);
    expect(latex).toContain('$\\times$');
    const svg = readFileSync(path.join(out, 'executed.svg'), 'utf8');
    expect(svg.match(/<circle /g)).toHaveLength(results.filters.length);
    expect(svg).not.toContain('var(');
  });
});

describe('what can not be compared', () => {
  test.each([
    [[file, '--pipelines', 'one;three'], "levels has no pipeline 'three'; it has one, two"],
    [[file, file, file], 'compare takes one or two results, not 3'],
    [[file, '--pipelines', 'one'], "--pipelines 'one': expected two"],
    [
      [file, '--pipelines', 'one;two', '--seed', 'x'],
      "--seed takes a number from 0 to 4294967295, not 'x'",
    ],
    [[file, '--pipelines', 'one;two', '--svg'], '--svg needs --output with a folder'],
  ])('%j', (args, message) => {
    const { status, stderr } = compare(...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
