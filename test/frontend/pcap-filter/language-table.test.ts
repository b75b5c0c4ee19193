import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CbpfVm } from '../../../src/engine/cbpf-vm/machine.ts';
import { libpcapCompile, PeerError } from '../../../src/engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../../src/engine/libpcap/library.ts';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { dltByName } from '../../../src/support/link-types.ts';
import { Random } from '../../../src/support/random.ts';
import { verify } from '../../../src/verify/verify.ts';
import { disagreement } from './agreement.ts';
import { directedPacket } from './directed-packets.ts';

const README = readFileSync('src/frontend/pcap-filter/README.md', 'utf8');
const NETMASK = 0xffff_ff00;

interface Row {
  readonly form: string;
  readonly example: string;
  readonly dlt: string;
}

/** The rows of the table under a heading that has an example and a link type. */
function rowsUnder(heading: string): readonly Row[] {
  const [, section = ''] = README.split(`\n## ${heading}\n`);
  const [body = ''] = section.split('\n## ');
  return body
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => {
      const [, form = '', example = '', dlt = ''] = line
        .replaceAll('\\|', '\u0000')
        .split('|')
        .map((cell) => cell.trim().replaceAll('\u0000', '|'));
      return { form, example: example.replace(/^`|`$/g, ''), dlt };
    });
}

const primitives = rowsUnder('Primitives');
const extensions = rowsUnder('Extensions').filter(({ example }) => example !== '');

/** What releases of libpcap before 1.11 don't know, or load otherwise. */
const SINCE_1_11 = /vxlan|DSA_TAG|lsp|isis proto|\$/;

/** The program of libpcap; `null` where it refuses the expression. */
function peerProgram(text: string, dlt: number): CbpfProgram | null {
  try {
    return libpcapCompile(text, { dlt, netmask: NETMASK, optimize: false });
  } catch (error) {
    if (error instanceof PeerError) {
      return null;
    }
    throw error;
  }
}

test('the tables are read', () => {
  expect(primitives.length).toBeGreaterThan(50);
  expect(extensions.length).toBeGreaterThanOrEqual(3);
});

describe('each example compiles to valid IR', () => {
  test.each([...primitives])('$dlt: $example', ({ example, dlt }) => {
    const { filter } = compileExpression(example, { dlt, netmask: NETMASK });
    expect(verify(filter)).toEqual([]);
  });

  test.each([...extensions])('with extensions, $dlt: $example', ({ example, dlt }) => {
    const { filter } = compileExpression(example, { dlt, extensions: true });
    expect(verify(filter)).toEqual([]);
  });
});

const reason = libpcapUnavailable();

describe.skipIf(reason !== null)(`each means what it does in libpcap ${reason ?? ''}`, () => {
  const known = primitives.filter(({ example }) => !SINCE_1_11.test(example));
  test.each([...known])('$dlt: $example', ({ example, dlt }) => {
    const { filter } = compileExpression(example, { dlt, netmask: NETMASK });
    const program = peerProgram(example, dltByName(dlt)?.dlt ?? 0);
    if (program === null) {
      throw new Error(`libpcap refuses '${example}'`);
    }
    const random = new Random(5);
    const packets = Array.from({ length: 300 }, () => directedPacket(program, random));
    expect(disagreement(filter, program, packets)).toBeNull();
  });

  test.each([...extensions])('or libpcap refuses or rejects it all: $example', (row) => {
    const program = peerProgram(row.example, dltByName(row.dlt)?.dlt ?? 0);
    if (program === null) {
      return;
    }
    const random = new Random(5);
    const machine = new CbpfVm(program);
    const verdicts = Array.from({ length: 300 }, () =>
      machine.run(directedPacket(program, random)),
    );
    expect(new Set(verdicts)).toEqual(new Set([0]));
  });
});
