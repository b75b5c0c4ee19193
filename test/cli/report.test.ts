import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
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
