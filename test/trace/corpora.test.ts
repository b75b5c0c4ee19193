import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assemble } from '../../src/isa/cbpf/assemble.ts';
import { checkProgram } from '../../src/isa/cbpf/check.ts';
import { dltByName } from '../../src/support/link-types.ts';

const FILTERS = 'corpora/filters';
const PROGRAMS = 'corpora/programs';
const README = readFileSync('corpora/README.md', 'utf8');
const hasTcpdump = spawnSync('tcpdump', ['--version']).status === 0;

const themes = readdirSync(FILTERS).map((file) => {
  const lines = readFileSync(join(FILTERS, file), 'utf8').split('\n');
  const filters = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const dlts = lines.flatMap((line) => /^# dlt: (\S+)$/.exec(line)?.[1] ?? []);
  return { file, lines, filters, dlts };
});

test('there are filters enough, and none stands twice', () => {
  const all = themes.flatMap(({ filters }) => filters);
  expect(all.length).toBeGreaterThanOrEqual(150);
  expect(all.filter((filter, index) => all.indexOf(filter) !== index)).toEqual([]);
});

test.each(themes)('$file says what it is, and names known link types', ({ file, lines, dlts }) => {
  expect(lines[0]).toMatch(/^# \S/);
  expect(dlts.length).toBeGreaterThan(0);
  expect(dlts.filter((name) => dltByName(name) === null)).toEqual([]);
  expect(README).toContain(`\`${file}\``);
});

const reason = hasTcpdump ? '' : ' (skipped: tcpdump is not installed)';
for (const { file, filters } of themes) {
  test.skipIf(!hasTcpdump)(`tcpdump compiles every filter of ${file}${reason}`, () => {
    const refused = filters.filter(
      (filter) => spawnSync('tcpdump', ['-O', '-d', '-y', 'EN10MB', filter]).status !== 0,
    );
    expect(refused).toEqual([]);
  });
}

test.each(readdirSync(PROGRAMS))('%s is a valid program that says what it does', (file) => {
  const text = readFileSync(join(PROGRAMS, file), 'utf8');
  expect(text).toMatch(/^; [A-Z]/);
  expect(checkProgram(assemble(text))).toEqual([]);
  expect(README).toContain(`\`${file}\``);
});

test('the README names every trace', () => {
  const traces = readdirSync('corpora/traces');
  expect(traces.filter((file) => !README.includes(`\`${file}\``))).toEqual([]);
});
