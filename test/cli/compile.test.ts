import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from './run-command.ts';

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'bpfopt-cli-'));

const ACCEPT_IP = '(000) ldh      [12]\n(001) jeq      #0x800           jt 2\tjf 3\n';

test('an expression in several words is one expression', () => {
  const one = runCommand(['compile', '--format', 'd', 'ip and tcp']);
  const several = runCommand(['compile', '--format', 'd', 'ip', 'and', 'tcp']);
  expect(one.status).toBe(0);
  expect(several.stdout).toBe(one.stdout);
});

test.each([
  ['d', ACCEPT_IP],
  ['ddd', '4\n40 0 0 12\n21 0 1 2048\n'],
  ['xt', '5,48 0 0 0,37 2 0 79,'],
  ['tc', '4,40 0 0 12,21 0 1 2048,'],
  ['dd', '{ 0x28, 0, 0, 0x0000000c },\n'],
])('classic BPF as %s', (format, start) => {
  const { stdout, status } = runCommand(['compile', '--format', format, 'ip']);
  expect(status).toBe(0);
  expect(stdout.startsWith(start), stdout).toBe(true);
});

test('what is printed is read back, form by form', () => {
  const directory = folder();
  for (const [from, ...printed] of [
    ['ir', '--emit', 'ir'],
    ['cbpf', '--format', 'raw'],
    ['cbpf', '--format', 'ddd'],
    ['cbpf-asm', '--format', 'asm'],
    ['cbpf-asm', '--format', 'd'],
  ]) {
    const file = path.join(directory, 'filter');
    const made = runCommand(['compile', ...printed, '-o', file, 'tcp port 80']);
    expect(made.status, made.stderr).toBe(0);
    const again = runCommand(['compile', '--from', from ?? '', '--input', file, '--format', 'ddd']);
    const direct = runCommand(['compile', '--format', 'ddd', 'tcp port 80']);
    expect(again.stdout, from).toBe(direct.stdout);
  }
});

test('a batch answers every line, in order, and is done', () => {
  const { status, stdout } = runCommand(
    ['compile', '--filters', '-', '--json', '--format', 'raw'],
    { input: '# a comment\nip\n\nudp and\ntcp port 99999\n# dlt: RAW\nip\n' },
  );
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(status).toBe(1);
  expect(answers).toEqual([
    {
      filter: 'ip',
      dlt: 'EN10MB',
      result: '280000000c000000150000010008000006000000000004000600000000000000',
    },
    {
      filter: 'udp and',
      dlt: 'EN10MB',
      error: { code: 'FILTER_SYNTAX', message: expect.any(String), column: 8 },
    },
    {
      filter: 'tcp port 99999',
      dlt: 'EN10MB',
      error: { code: 'FILTER_RANGE', message: expect.any(String), column: 10 },
    },
    { filter: 'ip', dlt: 'RAW', result: expect.stringMatching(/^[0-9a-f]+$/) },
  ]);
});

test('a filter that never accepts compiles, with a warning', () => {
  const { status, stdout, stderr } = runCommand(['compile', '--format', 'd', 'ip and arp']);
  expect(status).toBe(0);
  expect(stdout).toBe('(000) ret      #0\n');
  expect(stderr).toContain('warning: the filter accepts no packet');
});

test.each([
  ['an expression', ['tcp and port'], /expected.*\n {2}tcp and port\n {14}\^/],
  ['a link type', ['--dlt', 'NOPE', 'ip'], /unknown link type NOPE/],
  ['a pipeline', ['--passes', 'peephol', 'ip'], /unknown pass 'peephol'; did you mean 'peephole'/],
  [
    'a format',
    ['--emit', 'x64', '--format', 'ddd', 'ip'],
    /has no format 'ddd'; there is asm, raw/,
  ],
  ['an option', ['--emitt', 'x64', 'ip'], /unknown option '--emitt'/],
  ['no filter', [], /expected an expression/],
  ['two pipelines', ['-O2', '--passes', 'peephole', 'ip'], /both name a pipeline/],
  ['a missing file', ['--input', '/nonexistent/file'], /no such file/],
  [
    'a missing plugin',
    ['--plugin', '/nonexistent/plugin.ts', 'ip'],
    /plugin\.ts: there is no such file/,
  ],
])('bad input, %s: says so, status 2, no stack', (_, args, message) => {
  const { status, stdout, stderr } = runCommand(['compile', ...args]);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

test.each([
  [
    'ir',
    'filter @x {\nb0:\n  v0 = lod.2 [12]\n  return 0x0\n}\n',
    /line 3: unknown operation 'lod\.2'/,
  ],
  ['ir', 'filter @x {\nb0:\n  branch v0, b0, b0\n}\n', /IR_/],
  ['cbpf', '2\n21 0 9 2048\n6 0 0 0\n', /instruction 0: /],
  ['cbpf-asm', 'ldh [12]\nfoo #1\n', /line 2: /],
])('a bad %s file: the place, status 2', (from, text, message) => {
  const { status, stderr } = runCommand(['compile', '--from', from, '--input', '-'], {
    input: text,
  });
  expect(stderr).toMatch(message);
  expect(status).toBe(2);
});

test('an output that can not be written leaves what was there', () => {
  const directory = folder();
  const file = path.join(directory, 'out.txt');
  writeFileSync(file, 'precious');
  const failed = runCommand(['compile', '-o', file, 'tcp port']);
  expect(failed.status).toBe(2);
  expect(readFileSync(file, 'utf8')).toBe('precious');

  const nowhere = runCommand(['compile', '-o', path.join(directory, 'no/such/folder'), 'ip']);
  expect(nowhere.status).toBe(2);
  expect(readdirSync(directory)).toEqual(['out.txt']);
});

test('a pass that breaks the IR is named, and what it was given is on disk', () => {
  const directory = folder();
  const plugin = path.join(directory, 'breaks.ts');
  writeFileSync(
    plugin,
    `import { definePass } from 'bpfopt';
     export default definePass({
       name: 'breaks',
       summary: 'Uses a value that nobody defines.',
       run(filter) {
         filter.setTerminator(filter.entry, {
           kind: 'return',
           verdict: { kind: 'value', value: filter.newValue() },
         });
       },
     });`,
  );
  const { status, stderr } = runCommand([
    'compile',
    '--plugin',
    plugin,
    '--verify-each',
    '--passes',
    'peephole,breaks',
    'ip',
  ]);
  expect(stderr).toMatch(/pass 'breaks' of plugin 'breaks' \(application 2\) broke the IR/);
  const file = /the filter before the pass is in (\S+\.bir)/.exec(stderr)?.[1] ?? '';
  const again = runCommand(['compile', '--from', 'ir', '--input', file, '--format', 'd']);
  expect(again.stdout).toContain('jeq      #0x800');
  expect(status).toBe(2);
});

test('a plugin file that is none is refused with the reason', () => {
  const directory = folder();
  const plugin = path.join(directory, 'none.js');
  writeFileSync(plugin, 'export default { name: "Not Kebab", run: 5 };');
  const { status, stderr } = runCommand(['compile', '--plugin', plugin, 'ip']);
  expect(stderr).toContain(
    "none.js: its default export: the name of a pass is kebab-case, found 'Not Kebab'",
  );
  expect(status).toBe(2);
});

test('insight goes to standard error, the result to standard output', () => {
  const { stdout, stderr, status } = runCommand([
    'compile',
    '--print-changed',
    '--time-passes',
    '--stats',
    '--format',
    'ddd',
    'tcp port 80',
  ]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^\d+\n/);
  expect(stderr).toContain('; *** input ***');
  expect(stderr).toMatch(/all passes +[\d.]+ ms/);
  expect(stderr).toMatch(/\d+ +gvn/);
});

test('a bisect limit of 0 runs no pass', () => {
  const limited = runCommand(['compile', '--opt-bisect-limit', '0', '--emit', 'ir', 'tcp port 80']);
  const none = runCommand(['compile', '-O0', '--emit', 'ir', 'tcp port 80']);
  expect(limited.stdout).toBe(none.stdout);
});

test('an ancillary word is told about unless Linux is meant', () => {
  const input = 'ld #vlan_tci\njeq #5, yes, no\nyes: ret #1\nno: ret #0\n';
  const args = ['compile', '--from', 'cbpf-asm', '--input', '-', '--format', 'd'];
  const elsewhere = runCommand(args, { input });
  expect(elsewhere.stderr).toMatch(/instruction 0: load of ancillary word 0xfffff02c/);
  expect(elsewhere.stdout).not.toContain('vlan_tci');
  const linux = runCommand([...args, '--linux'], { input });
  expect(linux.stderr).toBe('');
  expect(linux.stdout).toContain('vlan_tci');
});

test('a load from a header that Linux found is told about unless Linux is meant', () => {
  const input = 'ldb [0xfff00009]\nret a\n';
  const args = ['compile', '--from', 'cbpf-asm', '--input', '-', '--format', 'd'];
  const elsewhere = runCommand(args, { input });
  expect(elsewhere.stderr).toMatch(/instruction 0: load from the network header, 0xfff00009/);
  const linux = runCommand([...args, '--linux'], { input });
  expect(linux.stderr).toBe('');
  expect(linux.stdout).toContain('-1048567');
});

test.each([
  [['--context', 'xdp', '--verdict', 'action']],
  [['--emit', 'x64', '--context', 'xdp']],
  [['--emit', 'ir', '--context', 'tc']],
])('an option of another target is refused: %j', (args) => {
  const { status, stderr } = runCommand(['compile', ...args, 'tcp port 80']);
  expect(stderr).toMatch(/--context is for --emit ebpf, not for --emit \w+/);
  expect(status).toBe(2);
});
