import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from './run-command.ts';

/** A pass that swaps the targets of the last branch. */
const WRONG = `import { definePass } from 'bpfopt';
export default definePass({
  name: 'swapped',
  summary: 'Swaps the targets of the last branch.',
  run(filter) {
    for (const { id, terminator } of [...filter.blocks()].toReversed()) {
      if (terminator.kind === 'branch') {
        const { ifTrue, ifFalse } = terminator;
        filter.setTerminator(id, { ...terminator, ifTrue: ifFalse, ifFalse: ifTrue });
        return;
      }
    }
  },
});
`;

function folderWithPlugin(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-prove-'));
  writeFileSync(path.join(folder, 'wrong.ts'), WRONG);
  return folder;
}

const PASSES = ['--plugin', 'wrong.ts', '--passes', 'jump-threading,swapped,dead-code'];

test('fuzz finds nothing in the compiler, and says how much it did', () => {
  const { status, stdout, stderr } = runCommand(['fuzz', '--count', '15', '--seed', '4']);
  expect(status, stderr).toBe(0);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^15 filters .* seed 4, .*: nothing found\n$/);
});

test('fuzz writes what it finds to files that show it again', () => {
  const cwd = folderWithPlugin();
  const args = ['--plugin', 'wrong.ts', '--pipelines', 'swapped', '--engines', 'interpreter'];
  const found = runCommand(['fuzz', '--count', '20', '--json', ...args], { cwd });
  expect(found.status, found.stderr).toBe(1);
  const { findings } = JSON.parse(found.stdout) as {
    readonly findings: readonly { readonly text: string; readonly file: string }[];
  };
  const [first] = findings;
  expect(first?.text).toContain('passes: swapped');
  const again = runCommand(['fuzz', '--case', first?.file ?? ''], { cwd });
  expect(again.status).toBe(1);
  expect(again.stdout).toContain(first?.text);
});

test('bisect names the application by which compile can be stopped', () => {
  const cwd = folderWithPlugin();
  const { status, stdout, stderr } = runCommand(['bisect', '--json', ...PASSES, 'tcp port 80'], {
    cwd,
  });
  expect(status, stderr).toBe(1);
  const result = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  expect(result).toMatchObject({ kind: 'pass', pass: 'swapped', application: 2, applications: 3 });
  const compiled = (limit: number): string =>
    runCommand(
      ['compile', '--emit', 'ir', ...PASSES, '--opt-bisect-limit', `${limit}`, 'tcp port 80'],
      { cwd },
    ).stdout;
  expect(compiled(1)).toBe(result.before);
  expect(compiled(2)).toBe(result.after);
  expect(compiled(0)).toBe(
    runCommand(['compile', '--emit', 'ir', '-O0', 'tcp port 80'], { cwd }).stdout,
  );
});

test('bisect takes the packet that it is given', () => {
  const cwd = folderWithPlugin();
  const packet = `${'00'.repeat(12)}0806${'00'.repeat(40)}`;
  const args = ['bisect', ...PASSES, '--packet', packet, 'arp'];
  expect(runCommand(args, { cwd }).stdout).toContain(`: ${packet}`);
  const right = runCommand(['bisect', '-O2', '--packet', packet, 'arp'], { cwd });
  expect(right).toMatchObject({ status: 0, stdout: '' });
});

test('reduce writes a small case', () => {
  const cwd = folderWithPlugin();
  const expression = '(host 10.0.0.1 or net 172.16/12) and not udp port 53';
  const { status, stderr } = runCommand(['reduce', ...PASSES, '-o', 'small.json', expression], {
    cwd,
  });
  expect(status, stderr).toBe(0);
  const small = JSON.parse(readFileSync(path.join(cwd, 'small.json'), 'utf8')) as {
    readonly passes: string;
    readonly source: { readonly text: string };
  };
  expect(small.passes).toBe('swapped');
  expect(small.source.text.length).toBeLessThan(20);
  expect(runCommand(['fuzz', '--case', 'small.json'], { cwd }).status).toBe(1);
  runCommand(['reduce', '--case', 'small.json', '--ir', '-o', 'smaller.json'], { cwd });
  const again = runCommand(['fuzz', '--case', 'smaller.json'], { cwd });
  expect(again.status, again.stderr).toBe(1);
  expect(again.stdout).toContain('filter @');
});

test('wrong input ends with 2', () => {
  const cwd = folderWithPlugin();
  writeFileSync(path.join(cwd, 'none.json'), '{}');
  expect(runCommand(['fuzz', '--case', 'none.json'], { cwd }).status).toBe(2);
  expect(runCommand(['fuzz', '--engines', 'abacus'], { cwd }).status).toBe(2);
  expect(runCommand(['check-pass', 'missing.ts'], { cwd }).status).toBe(2);
  expect(runCommand(['bisect', 'tcp', '--packet', 'xyz'], { cwd }).status).toBe(2);
});

test.each([
  ['bisect', 'nope', "unknown pass 'nope'"],
  ['bisect', 'repeat(', 'expected the name of a pass'],
  ['reduce', 'nope', "unknown pass 'nope'"],
])('%s takes no pipeline %s', (command, passes, message) => {
  const { status, stdout, stderr } = runCommand([command, 'tcp', '--passes', passes]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

test('bisect shows what the pass changed, not the whole filter', () => {
  const cwd = folderWithPlugin();
  const { stdout } = runCommand(['bisect', ...PASSES, 'tcp port 80'], { cwd });
  expect(stdout).toContain('; application 2 of 3: swapped');
  const lines = stdout.split('\n');
  expect(lines.filter((line) => line.startsWith('- '))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('+ '))).toHaveLength(1);
  expect(lines.length).toBeLessThan(16);
});

test.each([
  [{ source: { kind: 'pcap-filter', text: 'tcp and' } }, 'unexpected end of the expression'],
  [{ source: { kind: 'cbpf', text: 'junk' } }, "no instruction is called 'junk'"],
  [{ dlt: 'NOPE' }, 'unknown link type NOPE'],
  [{ passes: 'nope' }, "unknown pass 'nope'"],
  [{ plugins: ['missing.ts'] }, 'there is no such file'],
])('a case with %j is refused, not taken for right', (part, message) => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'bpfopt-case-'));
  const right = {
    bpfopt: 'case',
    source: { kind: 'pcap-filter', text: 'tcp' },
    passes: 'O2',
    engine: 'interpreter',
    packet: null,
  };
  writeFileSync(path.join(cwd, 'case.json'), JSON.stringify({ ...right, ...part }));
  for (const command of ['fuzz', 'bisect', 'reduce']) {
    const { status, stdout, stderr } = runCommand([command, '--case', 'case.json'], { cwd });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^bpfopt: case\.json: /);
  }
});

test('no packet is longer than it was on the wire', () => {
  const { status, stderr } = runCommand(['bisect', 'tcp', '--packet', '0011', '--wirelen', '1']);
  expect([status, stderr]).toEqual([2, 'bpfopt: the packet has 2 bytes, and 1 on the wire\n']);
});

test.each([
  ['--encapsulation', 'scoped', '(vlan 3 and tcp) or udp port 53'],
  ['--extensions', 'ip6 and udp port 53'],
])('libpcap is not asked for what only bpfopt means by %s %s', (...args) => {
  const { status, stdout } = runCommand(['bisect', ...args]);
  expect([status, stdout]).toEqual([0, '']);
});
