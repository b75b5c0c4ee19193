import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';
import { ROOT, runCommand } from './run-command.ts';

const TRACE = path.join(ROOT, 'corpora/traces/enterprise.pcap');
const TCP = 6;

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'bpfopt-run-'));

/** The packets of Ethernet captures that hold TCP in IPv4, found without any filter. */
function tcpPackets(file: string): number {
  let count = 0;
  for (const { bytes } of readCaptureBuffer(readFileSync(file))) {
    const isIp = bytes[12] === 0x08 && bytes[13] === 0x00;
    count += isIp && bytes[23] === TCP ? 1 : 0;
  }
  return count;
}

test.each(['interpreter', 'cbpf-vm', 'x64'])('%s counts what is there', (engine) => {
  const args = ['run', '-r', TRACE, '--count', '--engine', engine, 'ip proto 6'];
  const { status, stdout, stderr } = runCommand(args);
  if (stderr.includes('x86-64')) {
    expect(status).toBe(2);
    return;
  }
  expect(stdout).toBe(`${tcpPackets(TRACE)}\n`);
  expect(status).toBe(0);
});

test('accepted packets are written as they were read', () => {
  const output = path.join(folder(), 'tcp.pcap');
  const { status } = runCommand(['run', '-r', TRACE, '-w', output, 'ip proto 6']);
  expect(status).toBe(0);
  const kept = [...readCaptureBuffer(readFileSync(output))];
  const expected = [...readCaptureBuffer(readFileSync(TRACE))].filter(
    ({ bytes }) => bytes[12] === 0x08 && bytes[13] === 0x00 && bytes[23] === TCP,
  );
  const essence = (packets: typeof kept): unknown =>
    packets.map(({ bytes, wirelen, timestamp }) => [Buffer.from(bytes), wirelen, timestamp]);
  expect(essence(kept)).toEqual(essence(expected));
});

test('a capture may come from standard input and go to standard output', () => {
  const { status, stdout } = runCommand(['run', '-r', '-', '-w', '-', 'ip and arp'], {
    input: readFileSync(TRACE),
    encoding: 'latin1',
  });
  expect(status).toBe(0);
  expect(stdout.length).toBe(24);
});

test('a truncated capture gives every whole packet, says where it ends, and ends with 2', () => {
  const directory = folder();
  const input = path.join(directory, 'cut.pcap');
  const output = path.join(directory, 'out.pcap');
  writeFileSync(input, readFileSync(TRACE).subarray(0, 100_001));
  const { status, stderr } = runCommand(['run', '-r', input, '-w', output, '']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/at byte \d+, after packet \d+: /);
  const whole = Number(/(\d+) of \d+ packets accepted/.exec(stderr)?.[1]);
  expect(whole).toBeGreaterThan(10);
  expect([...readCaptureBuffer(readFileSync(output))]).toHaveLength(whole);
});

test.each([
  [
    'no capture',
    Buffer.from('hello, this is no capture at all'),
    /in\.pcap: at byte 0: neither pcap nor pcapng/,
  ],
  ['an empty file', Buffer.alloc(0), /in\.pcap: /],
])('%s is refused, and nothing is written', (_, content, message) => {
  const directory = folder();
  const input = path.join(directory, 'in.pcap');
  writeFileSync(input, content);
  const args = ['run', '-r', input, '-w', path.join(directory, 'out.pcap'), 'ip'];
  const { status, stderr } = runCommand(args);
  expect(stderr).toMatch(message);
  expect(status).toBe(2);
  expect(readdirSync(directory)).toEqual(['in.pcap']);
});

test('an unknown engine is refused with the names there are', () => {
  const { status, stderr } = runCommand(['run', '-r', TRACE, '--engine', 'warp', 'ip']);
  expect(stderr).toContain('interpreter, cbpf-vm, x64, libpcap');
  expect(status).toBe(2);
});

test('a wrong expression leaves no file', () => {
  const directory = folder();
  const output = path.join(directory, 'out.pcap');
  const { status, stderr } = runCommand(['run', '-r', TRACE, '-w', output, 'tcp port']);
  expect(stderr).toMatch(/\n {2}tcp port\n/);
  expect(status).toBe(2);
  expect(readdirSync(directory)).toEqual([]);
});
