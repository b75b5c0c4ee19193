import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodeCapture } from '../../src/trace/encode-capture.ts';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';
import { interfaceBlock, packetBlock, section } from '../trace/pcapng-blocks.ts';
import { commandWords, ENTERPRISE, runCommand } from './run-command.ts';

const ETHERNET = 1;
const COOKED = 113;
const TAGGED = Uint8Array.from([...new Uint8Array(12), 0x81, 0, 0, 5, 8, 0, ...new Uint8Array(40)]);

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'bpfopt-captures-'));

/** Writes `content` to a new folder; yields the file and one beside it that does not exist. */
function prepared(content: Uint8Array): { readonly input: string; readonly output: string } {
  const directory = folder();
  const input = path.join(directory, 'in.pcap');
  writeFileSync(input, content);
  return { input, output: path.join(directory, 'out.pcap') };
}

const named = (linktype: number, name: string): Uint8Array =>
  interfaceBlock(linktype, 0, [[16, 2], [16, 3], Buffer.from(`${name}\0`), [32, 0]]);

const ethernetFirst = [named(ETHERNET, 'lan'), named(COOKED, 'any')];

test.each([
  ['second', ethernetFirst, [0, 1, 1, 0, 1, 0], 'interface 1 (any)'],
  ['first', ethernetFirst.toReversed(), [0, 1, 0, 1, 0, 1], 'interface 0 (any)'],
])(
  'the %s interface, where a filter has no meaning, is named once and passed over',
  (_, interfaces, order, place) => {
    const packets = order.map((id, index) => packetBlock(id, BigInt(index), TAGGED));
    const { input, output } = prepared(Buffer.concat([section(), ...interfaces, ...packets]));
    const { status, stderr } = runCommand(['run', '-r', input, '-w', output, 'vlan 5']);
    expect(stderr).toBe(
      `warning: ${place}: packets of type LINUX_SLL have no VLAN tags; none of its packets is accepted\n` +
        '3 of 6 packets accepted\n',
    );
    expect(status).toBe(0);
    const kept = [...readCaptureBuffer(readFileSync(output))];
    expect(kept.map(({ linktype }) => linktype)).toEqual([ETHERNET, ETHERNET, ETHERNET]);
  },
);

test('a filter without a meaning for any packet is refused, and nothing is written', () => {
  const packet = packetBlock(0, 1n, TAGGED);
  const { input, output } = prepared(Buffer.concat([section(), named(COOKED, 'any'), packet]));
  const { status, stderr } = runCommand(['run', '-r', input, '-w', output, 'vlan']);
  expect(stderr).toContain('bpfopt: packets of type LINUX_SLL have no VLAN tags');
  expect(status).toBe(2);
  expect(readdirSync(path.dirname(output))).toEqual(['in.pcap']);
});

test.each(['pcap', 'pcapng'] as const)(
  'an expression is compiled where a %s has no packet',
  (format) => {
    const { input } = prepared(encodeCapture([], { format, linktype: ETHERNET }));
    const { status, stderr } = runCommand(['run', '-r', input, '--count', 'tcp port 70000']);
    expect(stderr).toContain('port number 70000 is greater than 65535');
    expect(status).toBe(2);
  },
);

test.each([
  ['len > 3', '1\n'],
  ['link[0] = 2', '1\n'],
  ['link[1] = 2', '0\n'],
])('packets of type 147 take %s', (expression, answer) => {
  const packet = { bytes: Uint8Array.of(2, 3, 4, 5), wirelen: 4, timestamp: 0n };
  const { input } = prepared(encodeCapture([packet], { format: 'pcap', linktype: 147 }));
  expect(runCommand(['run', '-r', input, '--count', expression]).stdout).toBe(answer);
});

test.each([
  ['1', (length: number) => length],
  ['40', () => 40],
])('a program that returns %s', (verdict, expected) => {
  const { input, output } = prepared(readFileSync(ENTERPRISE));
  const program = path.join(path.dirname(input), 'program.ddd');
  writeFileSync(program, `4\n40 0 0 12\n21 0 1 2048\n6 0 0 ${verdict}\n6 0 0 0\n`);
  runCommand(['run', '-r', input, '-w', output, '--from', 'cbpf', '--input', program]);
  const isIp = ({ bytes }: { readonly bytes: Uint8Array }): boolean =>
    bytes[12] === 8 && bytes[13] === 0;
  const lengths = [...readCaptureBuffer(readFileSync(input))]
    .filter(isIp)
    .map(({ bytes }) => bytes.length);
  const kept = [...readCaptureBuffer(readFileSync(output))].map(({ bytes }) => bytes.length);
  expect(kept).toEqual(lengths.map(expected));
});

test('an expression with --snaplen 1 does keep one byte', () => {
  const { input, output } = prepared(readFileSync(ENTERPRISE));
  runCommand(['run', '-r', input, '-w', output, '--snaplen', '1', 'ip']);
  expect(
    [...readCaptureBuffer(readFileSync(output))].every(({ bytes }) => bytes.length === 1),
  ).toBe(true);
});

test('a capture compressed with gzip is read, from a file and from a pipe', () => {
  const content = gzipSync(readFileSync(ENTERPRISE));
  const { input } = prepared(content);
  const plain = runCommand(['run', '-r', ENTERPRISE, '--count', 'tcp']).stdout;
  expect(runCommand(['run', '-r', input, '--count', 'tcp']).stdout).toBe(plain);
  expect(runCommand(['run', '-r', '-', '--count', 'tcp'], { input: content }).stdout).toBe(plain);
});

test.each([
  ['cut', (content: Buffer) => content.subarray(0, 20_000), /the gzip data ends early/],
  [
    'damaged',
    (content: Buffer) => content.fill(0xff, content.length - 8, content.length - 4),
    /the gzip data is damaged: /,
  ],
])('a %s gzip file gives what comes before', (_, spoil, message) => {
  const { input } = prepared(spoil(gzipSync(readFileSync(ENTERPRISE))));
  const { status, stderr } = runCommand(['run', '-r', input, '']);
  expect(stderr).toMatch(message);
  expect(Number(/(\d+) of/.exec(stderr)?.[1])).toBeGreaterThan(90);
  expect(status).toBe(2);
});

test('each packet goes on as it comes', async () => {
  const content = readFileSync(ENTERPRISE);
  const [program, ...words] = commandWords();
  const child = spawn(program, [...words, 'run', '-r', '-', '-U', '-w', '-', ''], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [first, second] = readCaptureBuffer(content);
  const end = second?.fileOffset ?? 0;
  child.stdin.write(content.subarray(0, end));
  let taken = Buffer.alloc(0);
  for await (const piece of child.stdout) {
    taken = Buffer.concat([taken, piece]);
    if (taken.length >= end) {
      break;
    }
  }
  expect([...readCaptureBuffer(taken)]).toHaveLength(first === undefined ? 0 : 1);
  child.stdin.destroy();
  child.kill();
});

test('a profile may be compressed with gzip', () => {
  const { input } = prepared(gzipSync(readFileSync(ENTERPRISE)));
  const compiled = (profile: string): string =>
    runCommand(['compile', '--profile', profile, 'udp port 53 or tcp port 80 or arp']).stdout;
  expect(compiled(input)).toBe(compiled(ENTERPRISE));
  expect(compiled(input)).not.toBe('');
});
