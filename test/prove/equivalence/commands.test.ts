import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z3Version } from '../../../src/prove/solver/z3-process.ts';
import { readCaptureBuffer } from '../../../src/trace/read-capture.ts';
import { runCommand } from '../../cli/run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** A pass that exchanges the ways of the first branch. */
const SWAPPING_PASS = `
export default {
  name: 'swap-ways',
  summary: 'Exchanges the ways of the first branch.',
  run(filter) {
    for (const { id, terminator } of [...filter.blocks()]) {
      if (terminator.kind === 'branch') {
        const { ifTrue, ifFalse } = terminator;
        filter.setTerminator(id, { ...terminator, ifTrue: ifFalse, ifFalse: ifTrue });
        return;
      }
    }
  },
};
`;

describe('bpfopt verify', () => {
  test('proves an expression equivalent to the program made of it', () => {
    const { stdout } = runCommand(['compile', 'tcp port 80', '--format', 'ddd']);
    const program = fileWith('port-80.ddd', stdout);
    const answer = runCommand(['verify', 'tcp port 80', program]);
    expect(answer).toMatchObject({ status: 0, stdout: expect.stringMatching(/^equivalent/) });
  });

  test('reads IR and assembly', () => {
    const ir = fileWith('all.bir', 'filter @all {\nb0:\n  return 0x40000\n}\n');
    const asm = fileWith('all.asm', 'ret #262144\n');
    expect(runCommand(['verify', ir, asm]).status).toBe(0);
  });

  const isRefutable = z3Version() !== null;

  test.skipIf(!isRefutable)(
    `finds a packet, and writes it${isRefutable ? '' : ' (skipped: no z3 on the PATH)'}`,
    () => {
      const capture = path.join(folder, 'differs.pcap');
      const args = ['verify', 'ip[8] < 5', 'ip[8] <= 5', '--json', '-w', capture];
      const { status, stdout } = runCommand(args);
      expect(status).toBe(1);
      const answer = JSON.parse(stdout);
      expect(answer).toMatchObject({
        outcome: 'different',
        counterexample: { verdicts: [0, 262_144] },
      });
      const [packet] = [...readCaptureBuffer(readFileSync(capture))];
      expect(Buffer.from(packet?.bytes ?? []).toString('hex')).toBe(answer.counterexample.packet);
      expect(packet?.bytes[22]).toBe(5);
    },
  );

  const LOOKS_FURTHER = ['ip[8] = 1', 'ip[8] = 1 and ip[9] >= 0'];

  test('says from which length on filters are the same that differ on short packets', () => {
    const { status, stdout } = runCommand(['verify', ...LOOKS_FURTHER]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^different: verdicts 262144 and 0 on 23 bytes of 23: [0-9a-f]{46}; only on short packets: the same from 24 captured bytes on\n$/,
    );
    const json = runCommand(['verify', '--json', ...LOOKS_FURTHER]);
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ outcome: 'different', equivalentFrom: 24 });
  });

  test('says nothing of lengths where long packets make a difference too', () => {
    const { status, stdout } = runCommand(['verify', 'ip[8] < 5', 'ip[8] <= 5']);
    expect([status, stdout]).toEqual([1, expect.not.stringContaining('short')]);
    const json = runCommand(['verify', '--json', 'ip[8] < 5', 'ip[8] <= 5']);
    expect(JSON.parse(json.stdout)).toMatchObject({ equivalentFrom: null });
  });

  test('says which file is missing, and where an expression is wrong', () => {
    const missing = runCommand(['verify', 'ip', 'missing.ddd']);
    expect(missing).toMatchObject({ status: 2, stderr: expect.stringContaining('missing.ddd') });
    const wrong = runCommand(['verify', 'ip', 'ip prot 3']);
    expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('^') });
  });
});

describe('bpfopt compile --prove', () => {
  test('proves every pass and the program', () => {
    const { status, stderr } = runCommand(['compile', '--prove', 'host 1.2.3.4 and port 80']);
    expect(status).toBe(0);
    expect(stderr).toMatch(/jump-threading +\d+ +0 /);
    expect(stderr).toMatch(/lowering to cbpf +1 +0/);
  });

  test('names a pass that is wrong, with a packet and the filter before it', () => {
    const plugin = fileWith('swap-ways.mjs', SWAPPING_PASS);
    const args = ['compile', '--prove', '--plugin', plugin, '--passes', 'peephole,swap-ways', 'ip'];
    const { status, stdout, stderr } = runCommand(args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/pass 'swap-ways' \(application 2\) is wrong: verdict \d+ in place of/);
    const [, file = ''] = /given is in ([^;]+);/.exec(stderr) ?? [];
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain('filter @');
    rmSync(path.dirname(file), { recursive: true });
  });

  test('runs x86-64 code on packets', () => {
    const { status, stderr } = runCommand(['compile', '--prove', '--emit', 'x64', 'tcp port 80']);
    expect(status).toBe(0);
    expect(stderr).toMatch(/x86-64 code .*(run on \d+ packets|x86-64)/);
  });
});

test('bpfopt bench --prove tells what is proved of each pass', () => {
  const { status, stdout } = runCommand(['bench', '--prove', 'tcp port 80', 'net 10.0.0.0/8']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^all passes +\d+ /m);
  expect(stdout).toMatch(/^wrong steps +0 +0.00 +holds/m);
});
