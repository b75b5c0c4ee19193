import { describe, expect, test } from 'vitest';
import { parseProgram } from '../../src/isa/cbpf/formats.ts';
import { CaseFileError, parseCase, printCase } from '../../src/prove/trial/case-file.ts';
import type { Finding, Trial } from '../../src/prove/trial/trial.ts';

const packet = { bytes: new Uint8Array([1, 2, 255]), wirelen: 60 };
const failure = { kind: 'verdict', expected: 1, actual: 0 } as const;

const finding = (trial: Partial<Trial>): Finding => ({
  failure,
  packet,
  trial: {
    source: { kind: 'pcap-filter', text: 'tcp' },
    options: { dlt: 'EN10MB', semantics: 'strict' },
    passes: 'dead-code',
    engine: 'interpreter',
    ...trial,
  },
});

const PROGRAM = parseProgram('2\n40 0 0 12\n6 0 0 1\n', 'ddd');

describe('a case is read as it was written', () => {
  test.each<Partial<Trial>>([
    {},
    { source: { kind: 'cbpf', program: PROGRAM }, options: {}, engine: 'x64' },
    { source: { kind: 'ir', text: 'filter @x {\nb0:\n  return 0x0\n}\n' }, engine: 'cbpf-vm' },
    { options: { target: 'x64' }, passes: 'O3' },
    { options: { machine: 'seccomp' }, source: { kind: 'cbpf', program: PROGRAM } },
    { options: { encapsulation: 'scoped', extensions: true } },
    { options: { dlt: 12, netmask: 0xffff_ff00, snaplen: 96, linux: true }, passes: '' },
  ])('%j', (trial) => {
    const written = finding(trial);
    const read = parseCase(printCase(written, ['/plugins/wrong.ts']));
    expect(read).toEqual({ trial: written.trial, packet, plugins: ['/plugins/wrong.ts'] });
  });

  test('without a packet, and with words that are not in it', () => {
    const none = parseCase(printCase({ ...finding({}), packet: null }, []));
    expect(none).toMatchObject({ packet: null, plugins: [] });
    const tagged = { ...packet, ancillary: { 'aux.vlan_tag': 7 } };
    expect(parseCase(printCase({ ...finding({}), packet: tagged }, [])).packet).toEqual(tagged);
  });
});

test.each([
  ['', /no JSON/],
  ['{}', /it is no case/],
  ['{"bpfopt": "case", "engine": "abacus"}', /engine/],
])('what is no case is refused: %s', (text, message) => {
  expect(() => parseCase(text)).toThrow(CaseFileError);
  expect(() => parseCase(text)).toThrow(message);
});
