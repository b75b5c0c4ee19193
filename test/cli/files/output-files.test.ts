import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { commandWords, ENTERPRISE, ROOT, runCommand, runShell } from '../run-command.ts';

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'bpfopt-output-'));

/** Compiles to `file`, in a format whose output begins with a known word. */
const compileTo = (file: string, cwd: string = ROOT) =>
  runCommand(['compile', '--format', 'd', '-o', file, 'ip'], { cwd });

const isRoot = process.getuid?.() === 0;

describe('a file that is written', () => {
  test('keeps its mode, its owner where that is allowed, and no other file beside it', () => {
    const directory = folder();
    const file = path.join(directory, 'out');
    writeFileSync(file, 'old');
    chmodSync(file, 0o640);
    if (isRoot) {
      chownSync(file, 1234, 1234);
    }
    expect(compileTo(file).stderr).toBe('');
    const { mode, uid } = statSync(file);
    expect(mode & 0o7777).toBe(0o640);
    expect(uid).toBe(isRoot ? 1234 : process.getuid?.());
    expect(readdirSync(directory)).toEqual(['out']);
  });

  test('is new with what the mask leaves', () => {
    const directory = folder();
    expect(runShell('umask 027; $BPFOPT compile -o out ip', directory).status).toBe(0);
    expect(statSync(path.join(directory, 'out')).mode & 0o777).toBe(0o640);
  });

  test('stands where links lead, which stay links', () => {
    const directory = folder();
    mkdirSync(path.join(directory, 'real'));
    mkdirSync(path.join(directory, 'links'));
    writeFileSync(path.join(directory, 'real/out'), 'old');
    symlinkSync('../real/out', path.join(directory, 'links/near'));
    symlinkSync(path.join(directory, 'links/near'), path.join(directory, 'far'));
    expect(compileTo(path.join(directory, 'far')).stderr).toBe('');
    expect(readlinkSync(path.join(directory, 'links/near'))).toBe('../real/out');
    expect(lstatSync(path.join(directory, 'far')).isSymbolicLink()).toBe(true);
    expect(readFileSync(path.join(directory, 'real/out'), 'utf8')).toMatch(/^\(000\)/);
    expect(readdirSync(path.join(directory, 'links'))).toEqual(['near']);
  });

  test('is made where a link leads to nothing yet', () => {
    const directory = folder();
    mkdirSync(path.join(directory, 'real'));
    symlinkSync('real/new', path.join(directory, 'link'));
    expect(compileTo('link', directory).stderr).toBe('');
    expect(readFileSync(path.join(directory, 'real/new'), 'utf8')).toMatch(/^\(000\)/);
  });

  test('may have a name as long as names can be', () => {
    const directory = folder();
    const file = path.join(directory, 'x'.repeat(255));
    expect(compileTo(file).stderr).toBe('');
    expect(readdirSync(directory)).toEqual(['x'.repeat(255)]);
  });
});

describe('a file that is not written', () => {
  test('stays as it was where the run fails, with nothing beside it', () => {
    const directory = folder();
    writeFileSync(path.join(directory, 'out.pcap'), 'old');
    const { status } = runCommand(['run', 'tcp port 70000', '-r', ENTERPRISE, '-w', 'out.pcap'], {
      cwd: directory,
    });
    expect(status).toBe(2);
    expect(readFileSync(path.join(directory, 'out.pcap'), 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['out.pcap']);
  });

  test('that links go round to is an error, and so is a folder', () => {
    const directory = folder();
    symlinkSync('b', path.join(directory, 'a'));
    symlinkSync('a', path.join(directory, 'b'));
    expect(compileTo('a', directory)).toMatchObject({
      status: 2,
      stderr: "bpfopt: can't write a: too many symbolic links encountered (ELOOP)\n",
    });
    expect(compileTo('.', directory)).toMatchObject({
      status: 2,
      stderr: 'bpfopt: . is a folder; name a file in it\n',
    });
  });

  test('that has no name is an error', () => {
    expect(compileTo('', folder())).toMatchObject({
      status: 2,
      stderr: 'bpfopt: the name of the output is empty\n',
    });
  });

  test('in a folder that is not there is an error that names it alone', () => {
    expect(compileTo('no/out', folder())).toMatchObject({
      status: 2,
      stderr: "bpfopt: can't write no/out: no such file or directory (ENOENT)\n",
    });
  });
});

test('a run that is interrupted leaves nothing beside its output', async () => {
  const directory = folder();
  const [program, ...words] = commandWords();
  const child = spawn(program, [...words, 'run', 'ip', '-r', '-', '-w', 'out.pcap'], {
    cwd: directory,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.on('error', () => {});
  child.stdin.write(readFileSync(ENTERPRISE));
  while (readdirSync(directory).length === 0) {
    await setTimeout(50);
  }
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect(readdirSync(directory)).toEqual([]);
});
