import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { captureEncoder } from '../../../src/trace/encode-capture.ts';
import { ENTERPRISE, runCommand } from '../run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-captures-'));

/** A capture of `count` packets of zeros. */
function capture(name: string, linktype: number, count: number): string {
  const encoder = captureEncoder({ format: 'pcap', linktype });
  const packet = { bytes: new Uint8Array(64), wirelen: 64, timestamp: 0n };
  const records = Array.from({ length: count }, () => encoder.record(packet));
  const file = path.join(folder, name);
  writeFileSync(file, Buffer.concat([encoder.header(), ...records]));
  return file;
}

const EMPTY = capture('empty.pcap', 1, 0);
const RAW = capture('raw.pcap', 101, 3);

describe('a capture without packets', () => {
  test.each([
    ['a port', 'tcp port 70000', /port number 70000 is greater than 65535\n.*\n +\^/],
    ['syntax', 'tcp and', /expected/],
    ['meaning', 'ip broadcast', /netmask/],
  ])('does not hide what is wrong with %s', (_, expression, message) => {
    for (const more of [['--count'], ['-w', path.join(folder, 'out.pcap')], ['--json']]) {
      const { status, stdout, stderr } = runCommand(['run', expression, '-r', EMPTY, ...more]);
      expect(stderr).toMatch(message);
      expect([status, stdout]).toEqual([2, '']);
    }
  });

  test('counts none of a filter that is right', () => {
    const { status, stdout } = runCommand(['run', 'tcp port 80', '-r', EMPTY, '--count']);
    expect([status, stdout]).toEqual([0, '0\n']);
  });

  test('is compiled for by its link type', () => {
    const serial = capture('serial.pcap', 250, 0);
    expect(runCommand(['run', 'tcp', '-r', serial, '--count']).status).toBe(2);
    expect(runCommand(['run', 'tcp', '-r', capture('ip.pcap', 101, 0), '--count']).status).toBe(0);
  });
});

describe('a profile', () => {
  const message = 'packet 1 of the profile has link type RAW, and the filter is for EN10MB\n';

  test('of another link type is refused', () => {
    const { status, stderr } = runCommand(['compile', '--profile', RAW, 'ip']);
    expect([status, stderr]).toEqual([2, `bpfopt: ${message}`]);
    expect(runCommand(['run', 'ip', '-r', ENTERPRISE, '--profile', RAW, '--count']).status).toBe(2);
  });

  test('of the right one is taken, and so is any for what knows no link type', () => {
    expect(runCommand(['compile', '--profile', RAW, '--dlt', 'RAW', 'ip']).status).toBe(0);
    expect(runCommand(['compile', '--profile', RAW, '--dlt', '12', 'ip']).status).toBe(0);
    const program = { input: '1\n6 0 0 1\n' };
    const words = ['compile', '--from', 'cbpf', '--input', '-', '--profile', RAW];
    expect(runCommand(words, program).status).toBe(0);
  });

  test('is refused for the lines of a batch alone that are for others', () => {
    const { stdout } = runCommand(['compile', '--filters', '-', '--json', '--profile', RAW], {
      input: 'ip\n# dlt: RAW\nip\n',
    });
    const [ether, raw] = stdout
      .split('\n')
      .slice(0, 2)
      .map((line) => JSON.parse(line));
    expect(ether.error).toMatchObject({ code: 'PROFILE' });
    expect(raw.error).toBeUndefined();
  });
});

describe('a damaged capture is named', () => {
  const damaged = path.join(folder, 'damaged.pcap');
  writeFileSync(damaged, 'no capture at all, whatever its name');
  test.each([
    [['compile', '--profile', damaged, 'ip']],
    [['run', 'ip', '-r', damaged]],
    [['bisect', 'ip', '-r', damaged]],
    [['bench', 'ip', '--trace', damaged]],
  ])('%j', (args) => {
    const { status, stderr } = runCommand(args);
    expect(stderr.startsWith(`bpfopt: ${damaged}: `), stderr).toBe(true);
    expect(status).toBe(2);
  });
});
