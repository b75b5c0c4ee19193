import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeResults } from '../../src/artifact/results/results-schema.ts';
import { sampleResults } from '../report/sample-results.ts';
import { runCommand } from './run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('results of another version are refused, by their version', () => {
  const file = path.join(folder, 'old.json');
  writeFileSync(file, JSON.stringify({ format: 'bpfopt-results', version: 1 }));
  const { status, stdout, stderr } = runCommand(['report', file]);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('results of format version 1; this bpfopt reads version 2');
});

test('results make a report in Markdown', () => {
  const file = path.join(folder, 'sample.json');
  writeFileSync(file, writeResults(sampleResults()));
  const { status, stdout } = runCommand(['report', '--markdown', file]);
  expect(status).toBe(0);
  expect(stdout).toContain('| libpcap -O | 5.32 instructions | 8.98 instructions |');
});

describe('its tables and charts', () => {
  const file = path.join(folder, 'figures.json');
  writeFileSync(file, writeResults(sampleResults()));

  test('are files of a folder', () => {
    const output = path.join(folder, 'figures');
    const words = ['report', file, '--csv', '--latex', '--svg', '-o', output];
    expect(runCommand(words)).toMatchObject({ status: 0, stdout: '' });
    const names = readdirSync(output);
    expect(names).toEqual(
      expect.arrayContaining(['executed.csv', 'executed.tex', 'executed.svg', 'filters.csv']),
    );
    const read = (name: string): string => readFileSync(path.join(output, name), 'utf8');
    expect(read('executed.csv')).toMatch(/^group,filters,libpcap -O,/);
    expect(read('executed.tex')).toContain('\\toprule');
    expect(read('ratios.svg')).toContain('<svg');
    const { filters } = sampleResults();
    expect(read('filters.csv').trimEnd().split('\n')).toHaveLength(filters.length + 1);
  });

  test('go to standard output, with ratios to the pipeline that is named', () => {
    const { status, stdout } = runCommand(['report', file, '--csv', '--baseline', 'O0']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^group,filters,O0,/);
  });

  test.each([
    [['--svg'], '--svg needs --output with a folder'],
    [['--csv', '--baseline', 'O9'], "has no pipeline 'O9'; it has O0"],
    [[file, '--csv'], 'take the results of one experiment'],
  ])('%j is refused', (words, message) => {
    const { status, stdout, stderr } = runCommand(['report', file, ...words]);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});
