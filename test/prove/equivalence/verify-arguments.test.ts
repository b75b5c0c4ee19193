import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z3Version } from '../../../src/prove/solver/z3-process.ts';
import { runCommand } from '../../cli/run-command.ts';

// What `verify` says to arguments that are no filters or times, and to programs that don't tell what they are for.

const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-verify-arguments-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

test('a program that does not tell its machine is for that of the other', () => {
  // By its constant this one is for system calls, whose data is never too short.
  const calls = fileWith(
    'calls.asm',
    'ld [4]\njne #0xc000003e, other\nld [0]\nret #0x7fff0000\nother: ret #0x7fff0000',
  );
  const always = fileWith('always.asm', 'ret #0x7fff0000');
  for (const pair of [
    [calls, always],
    [always, calls],
  ]) {
    const { status, stdout } = runCommand(['verify', ...pair]);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^equivalent/)]);
  }
});

test.each([
  ['link that leads nowhere', 'ENOENT'],
  ['link to itself', 'ELOOP'],
])('says of a %s that it can not be read', (name, code) => {
  const link = path.join(folder, name.replaceAll(' ', '-'));
  symlinkSync(code === 'ELOOP' ? link : path.join(folder, 'nowhere'), link);
  const { status, stderr } = runCommand(['verify', link, 'tcp']);
  expect(status).toBe(2);
  expect(stderr).toBe(
    `bpfopt: can't read ${link}: ${code === 'ELOOP' ? 'too many symbolic links encountered' : 'no such file or directory'} (${code})\n`,
  );
});

test('reads no file without an end', () => {
  const { status, stderr } = runCommand(['verify', '/dev/zero', 'tcp']);
  expect([status, stderr]).toEqual([2, "bpfopt: can't read /dev/zero: it has more than 256 MiB\n"]);
});

test.each(['0', '-1', 'NaN', 'Infinity', '1e-9', '1e99', '2000000', 'soon'])(
  'takes no time of %s seconds',
  (time) => {
    const { status, stderr } = runCommand(['verify', 'ip', 'ip', '--timeout', time]);
    expect(status).toBe(2);
    expect(stderr).toContain('expected a time in seconds from 0.001 to 1,000,000');
  },
);

const noZ3 = z3Version() === null ? ' (skipped: no z3 on the PATH)' : '';

test.skipIf(noZ3 !== '').each(['0.001', '1000000'])(`takes a time of %s seconds${noZ3}`, (time) => {
  const pair = ['(ip[8] + ip[9]) * 2 = 10', 'ip[8] * 2 + ip[9] * 2 = 10'];
  const { status, stderr } = runCommand(['verify', ...pair, '--timeout', time]);
  expect([status, stderr]).toEqual([time === '0.001' ? 3 : 0, '']);
});
