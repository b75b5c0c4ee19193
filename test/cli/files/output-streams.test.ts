import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandWords, ENTERPRISE, ROOT, runCommand, runShell } from '../run-command.ts';

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'bpfopt-output-'));

/** Compiles to `file`, in a format whose output begins with a known word. */
const compileTo = (file: string, cwd: string = ROOT) =>
  runCommand(['compile', '--format', 'd', '-o', file, 'ip'], { cwd });

const hasFull = existsSync('/dev/full');

describe('what is open already, devices and pipes are written to', () => {
  test.each(['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1', '-'])('%s', (name) => {
    const directory = folder();
    const line = `{ echo before; $BPFOPT compile --format d -o ${name} ip; echo behind; } > out`;
    expect(runShell(line, directory).status).toBe(0);
    const text = readFileSync(path.join(directory, 'out'), 'utf8');
    expect(text).toMatch(/^before\n\(000\)[\s\S]*\nbehind\n$/);
    expect(readdirSync(directory)).toEqual(['out']);
  });

  test('packets go to standard output by any name, and the count does not', () => {
    const count = runShell(
      '$BPFOPT run ip -r $ENTERPRISE -w /dev/stdout --count | wc -c',
      ROOT,
    ).stdout;
    expect(count).toBe(
      runShell('$BPFOPT run ip -r $ENTERPRISE -w - 2> /dev/null | wc -c', ROOT).stdout,
    );
  });

  test('a link to standard output stays one', () => {
    const directory = folder();
    symlinkSync('/dev/stdout', path.join(directory, 'link'));
    expect(compileTo('link', directory).stdout).toMatch(/^\(000\)/);
    expect(readlinkSync(path.join(directory, 'link'))).toBe('/dev/stdout');
  });

  test('another open file', () => {
    const directory = folder();
    expect(runShell('$BPFOPT compile --format d -o /dev/fd/7 ip 7> out', directory).status).toBe(0);
    expect(readFileSync(path.join(directory, 'out'), 'utf8')).toMatch(/^\(000\)/);
    const { status, stderr } = runShell('$BPFOPT compile -o /dev/fd/77 ip', directory);
    expect([status, stderr]).toEqual([
      2,
      "bpfopt: can't write /dev/fd/77: bad file descriptor (EBADF)\n",
    ]);
  });

  test('a named pipe', () => {
    const directory = folder();
    const line = 'mkfifo pipe; cat pipe > out & $BPFOPT compile --format d -o pipe ip; wait';
    expect(runShell(line, directory).status).toBe(0);
    expect(readFileSync(path.join(directory, 'out'), 'utf8')).toMatch(/^\(000\)/);
    expect(lstatSync(path.join(directory, 'pipe')).isFIFO()).toBe(true);
  });

  test.skipIf(!hasFull)('a full device', () => {
    const message = "bpfopt: can't write /dev/full: no space left on device (ENOSPC)\n";
    expect(compileTo('/dev/full')).toMatchObject({ status: 2, stderr: message });
    const run = runCommand(['run', 'ip', '-r', ENTERPRISE, '-w', '/dev/full']);
    expect(run).toMatchObject({ status: 2, stderr: message });
  });
});

describe('standard output', () => {
  test
    .skipIf(!hasFull)
    .each([
      [['compile', 'tcp']],
      [['compile', '--filters', 'corpora/filters/everyday.txt']],
      [['run', 'ip', '-r', ENTERPRISE, '--count']],
      [['run', 'ip', '-r', ENTERPRISE, '-w', '-']],
      [['passes']],
      [['verify', 'ip', 'ip']],
      [['dlts', '--json']],
      [['engines']],
      [['compile', '--help']],
      [['--version']],
    ])('that is full is one line and status 2: %j', (args) => {
    const [program, ...words] = commandWords();
    const { status, stderr } = spawnSync(program, [...words, ...args], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    });
    expect(stderr).toBe("bpfopt: can't write standard output: no space left on device (ENOSPC)\n");
    expect(status).toBe(2);
  });

  test.each([
    'dlts',
    '--help',
    'run ip -r $ENTERPRISE -w -',
    'compile --filters corpora/filters/everyday.txt',
  ])('whose reader has seen enough ends quietly: %s', (args) => {
    const { status, stderr } = runShell(`$BPFOPT ${args} | true; exit \${PIPESTATUS[0]}`, ROOT);
    expect([status, stderr]).toEqual([0, '']);
  });

  test.skipIf(!hasFull)('errors that can not be told still have their status', () => {
    expect(runShell('$BPFOPT compile "tcp port 70000" 2> /dev/full', ROOT).status).toBe(2);
  });
});
