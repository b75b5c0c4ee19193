import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENTERPRISE, runCommand } from '../run-command.ts';

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'bpfopt-output-'));

describe("a file that can't be read is named, and so is the reason", () => {
  const NOWHERE = 'no/such.file';
  test.each([
    [['run', 'ip', '-r', NOWHERE]],
    [['compile', '--input', NOWHERE]],
    [['compile', '--filters', NOWHERE]],
    [['compile', '--profile', NOWHERE, 'ip']],
    [['bench', 'ip', '--trace', NOWHERE]],
    [['bisect', 'ip', '-r', NOWHERE]],
    [['fuzz', '--case', NOWHERE]],
    [['report', NOWHERE]],
    [['experiment', `${NOWHERE}.json`]],
  ])('%j', (args) => {
    const { status, stderr } = runCommand(args);
    expect(stderr).toMatch(/no\/such\.file.*no such file or directory \(ENOENT\)\n$/);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(status).toBe(2);
  });

  test.each([
    [['run', 'ip', '-r', 'src']],
    [['compile', '--input', 'src']],
    [['compile', '--profile', 'src', 'ip']],
    [['bench', 'ip', '--trace', 'src']],
    [['verify', 'src', 'ip']],
    [['report', 'src']],
  ])('%j', (args) => {
    expect(runCommand(args)).toMatchObject({
      status: 2,
      stderr: "bpfopt: can't read src: illegal operation on a directory (EISDIR)\n",
    });
  });

  test
    .skipIf(!existsSync('/proc/self/mem'))
    .each([
      [['run', 'ip', '-r', '/proc/self/mem']],
      [['compile', '--input', '/proc/self/mem']],
      [['compile', '--profile', '/proc/self/mem', 'ip']],
    ])('%j', (args) => {
    expect(runCommand(args)).toMatchObject({
      status: 2,
      stderr: "bpfopt: can't read /proc/self/mem: i/o error (EIO)\n",
    });
  });

  test('a socket by its name', async () => {
    const directory = folder();
    const server = createServer().listen(path.join(directory, 'socket'));
    await once(server, 'listening');
    const reason = 'no such device or address (ENXIO)\n';
    for (const [args, doing] of [
      [['run', 'ip', '-r', 'socket'], 'read'],
      [['compile', '--input', 'socket'], 'read'],
      [['compile', '-o', 'socket', 'ip'], 'write'],
    ] as const) {
      expect(runCommand(args, { cwd: directory }), args.join(' ')).toMatchObject({
        status: 2,
        stderr: `bpfopt: can't ${doing} socket: ${reason}`,
      });
    }
    server.close();
  });

  test('standard input by a name, though it is a socket', () => {
    const read = (name: string) =>
      runCommand(['run', 'ip', '-r', name, '--count'], { input: readFileSync(ENTERPRISE) });
    expect(read('/dev/stdin')).toEqual(read('-'));
    expect(read('/dev/stdin').status).toBe(0);
  });
});
