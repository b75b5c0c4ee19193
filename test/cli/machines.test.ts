import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeProgram } from '../../src/isa/cbpf/encode.ts';
import { parseProgram } from '../../src/isa/cbpf/formats.ts';
import { firstNotTaken, SECCOMP } from '../../src/isa/cbpf/machines.ts';
import { testWhere } from '../engine/test-where.ts';
import { largeProgram } from '../generators/large-programs.ts';
import { runCommand } from './run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-machines-'));

function fileOf(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

const REPORTS = '../shared/data/reports';
const noReports = existsSync(REPORTS) ? null : `no ${REPORTS}`;

for (const name of ['seccomp-masked-arg.bin', 'seccomp-min.asm']) {
  testWhere(noReports)(`${name} stays what seccomp takes`, () => {
    for (const level of ['-O0', '-O1', '-O2', '-O3']) {
      const input = path.join(REPORTS, name);
      const options = ['--from', 'cbpf', '--input', input, level, '--format', 'ddd'];
      const { stdout, stderr, status } = runCommand(['compile', ...options]);
      expect(status, stderr).toBe(0);
      expect(firstNotTaken(parseProgram(stdout, 'ddd'), SECCOMP), stdout).toBeNull();
    }
  });
}

describe('iptables', () => {
  test('sees packets from the IP header on, unless another link type is named', () => {
    const here = runCommand(['compile', '--format', 'xt', 'udp port 53']);
    const raw = runCommand(['compile', '--format', 'xt', '--dlt', 'RAW', 'udp port 53']);
    const ethernet = runCommand(['compile', '--format', 'xt', '--dlt', 'EN10MB', 'udp port 53']);
    expect(here.stdout).toBe(raw.stdout);
    expect(ethernet.stdout).not.toBe(raw.stdout);
  });

  test('takes 64 instructions', () => {
    const hosts = Array.from({ length: 90 }, (_, index) => `host 10.${index % 9}.${index}.1`);
    const { status, stdout, stderr } = runCommand([
      'compile',
      '--format',
      'xt',
      hosts.join(' or '),
    ]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^bpfopt: the program would have \d+ instructions, and xt_bpf takes 64$/m,
    );
  });
});

describe('a program that is handed out as it came in', () => {
  const program = largeProgram(0, { length: 4_096, words: 16, jumps: 25, scratch: 25 });
  const input = fileOf('large.bin', encodeProgram(program));

  test('is what is printed, and said', () => {
    const options = ['--from', 'cbpf', '--input', input, '-O0', '--format', 'ddd'];
    const { status, stdout, stderr } = runCommand(['compile', ...options]);
    expect(status, stderr).toBe(0);
    expect(parseProgram(stdout, 'ddd')).toEqual(program);
    expect(stderr).toMatch(/^remark: the program is handed out as it came in: /m);
  });
});

describe('a file without an instruction', () => {
  test.each([
    ['raw', new Uint8Array(0)],
    ['ddd', '0\n'],
    ['xt', '0\n'],
    ['d', '\n'],
    ['asm', '; nothing but a comment\n'],
    ['bin', ' \n\n'],
  ])('is no program (.%s)', (extension, content) => {
    const input = fileOf(`empty.${extension}`, content);
    for (const command of [
      ['compile', '--from', 'cbpf', '--input', input],
      ['verify', input, 'tcp'],
      ['verify', 'tcp', input],
    ]) {
      const { status, stdout, stderr } = runCommand(command);
      expect({ status, stdout }, stderr).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(input);
      expect(stderr).toMatch(
        /there is no instruction; a program that accepts every packet is|is empty; a filter/,
      );
    }
  });

  test('such as /dev/null', () => {
    const { status, stderr } = runCommand(['verify', '/dev/null', 'tcp']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/\/dev\/null is empty/);
  });
});
