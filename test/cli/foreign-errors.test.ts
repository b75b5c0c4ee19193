import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CommandOutcome, ENTERPRISE, runCommand } from './run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-foreign-'));
const output = path.join(folder, 'out');

/** Compiles `ip` to a file with a plugin, the pass of which is `other`. */
function compileWith(name: string, plugin: string, passes: string): CommandOutcome {
  const file = path.join(folder, `${name}.mjs`);
  writeFileSync(file, `export default ${plugin};`);
  const words = ['--plugin', file, '--passes', passes, '-o', output];
  return runCommand(['compile', ...words, 'ip'], { cwd: folder });
}

const pass = (run: string): string => `{ name: 'other', summary: 'Serves a test.', ${run} }`;

describe("a plugin's fault ends with status 2, without a stack, and nothing is written", () => {
  test.each([
    ['async', pass('async run() { throw new Error("late"); }'), 'O2,other', 'returned a promise'],
    ['throws', pass('run() { throw new Error("no luck"); }'), 'other', 'failed: no luck'],
    [
      'number',
      pass('run(f) { f.append(f.entry, { kind: "const", value: 2 ** 40 }); }'),
      'O2,other',
      'broke the IR: a number leaves its type',
    ],
    [
      'settles',
      pass('run(f) { f.setCount(f.entry, 1); }'),
      'repeat(other)',
      "'other' of plugin 'other' still changes the filter",
    ],
    ['endless', pass('run() { for (;;); }'), 'other', 'failed: it had no end after 10 s'],
    ['hook', '{ name: "hook", pipeline() { throw new Error("no luck"); } }', 'O2', 'no luck'],
    ['null', '{ name: "hook", pipeline() { return null; } }', 'O2', 'found null'],
    ['watch', '{ name: "hook", onPass() { throw new Error("no luck"); } }', 'O2', 'no luck'],
  ])('%s', (name, plugin, passes, message) => {
    const { status, stderr } = compileWith(name, plugin, passes);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at |a defect of bpfopt/m);
    expect(status).toBe(2);
    expect(existsSync(output)).toBe(false);
  });

  test.each([
    ['stray', 'run() { (async () => { await 0; throw new Error("late"); })(); }'],
    ['timer', 'run() { setTimeout(() => { throw new Error("late"); }); }'],
  ])('%s: but for what was done before it showed', (name, run) => {
    const { status, stderr } = compileWith(name, pass(run), 'other');
    const file = path.join(folder, `${name}.mjs`);
    expect(stderr).toBe(`bpfopt: ${file} failed when nothing waited for it any more: late\n`);
    expect(status).toBe(2);
  });
});

test('to see it again takes the plugin', () => {
  const { stderr } = compileWith('again', pass('run() { throw new Error("no luck"); }'), 'other');
  const command = /to see it again: bpfopt (.*) --passes 'other'/.exec(stderr)?.[1] ?? '';
  const again = runCommand([...command.split(' '), '--passes', 'other'], { cwd: folder });
  expect(again.stderr).toContain("pass 'other' of plugin 'other' (application 1) failed: no luck");
});

test('a pass that loops for ever is told of by an experiment, and the others are measured', () => {
  writeFileSync(path.join(folder, 'loops.mjs'), `export default ${pass('run() { for (;;); }')};`);
  const config = {
    name: 'endless',
    filters: [{ group: 'two', expressions: ['ip', 'tcp port 80'] }],
    traces: [ENTERPRISE],
    pipelines: ['O0', 'other'],
    plugins: ['./loops.mjs'],
  };
  writeFileSync(path.join(folder, 'endless.json'), JSON.stringify(config));
  const words = ['experiment', 'endless.json', '--no-timing', '-o', 'endless-folder'];
  const { stderr } = runCommand(words, { cwd: folder });
  expect(stderr).toMatch(/not compiled: other, two-1: pass 'other' .* it had no end after 10 s/);
  expect(stderr).toMatch(/not compiled: other, two-2: pass 'other' .* it had no end after 0.3 s/);
  expect(stderr).not.toContain('not compiled: O0');
});

describe('what is measured by a plugin that fails', () => {
  const trace = { traces: [ENTERPRISE], pipelines: ['O0', 'other'] };
  const file = path.join(folder, 'measured.mjs');
  writeFileSync(file, `export default ${pass('run() { throw new Error("no luck"); }')};`);

  test('is told of, pipeline by pipeline', () => {
    const filters = [{ group: 'one', expressions: ['ip'] }];
    const config = { name: 'failing', filters, ...trace, plugins: ['./measured.mjs'] };
    writeFileSync(path.join(folder, 'failing.json'), JSON.stringify(config));
    const words = ['experiment', 'failing.json', '--no-timing', '-o', 'out-folder'];
    const { stderr } = runCommand(words, { cwd: folder });
    expect(stderr).toContain("not compiled: other, one-1: pass 'other' of plugin 'other'");
    expect(stderr).not.toContain('not compiled: O0');
  });

  test('is nothing, and so the status is not 0', () => {
    const words = ['--trace', ENTERPRISE, '--plugin', file, '--seconds', '0.01'];
    const all = runCommand(['bench', 'ip', ...words, '--pipelines', 'other']);
    expect(all.stdout).toContain("not measured: other for 'ip': pass 'other' of plugin 'other'");
    expect(all.status).toBe(2);
  });
});

test('in a batch, a pass that fails is the answer for its line', () => {
  const file = path.join(folder, 'batch.mjs');
  writeFileSync(file, `export default ${pass('run(f) { if (f.blockCount > 3) throw 1; }')};`);
  const { status, stdout } = runCommand(
    ['compile', '--filters', '-', '--json', '--plugin', file, '--passes', 'other'],
    { input: 'ip\ntcp port 80\nip6\n' },
  );
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).error?.code)).toEqual([
    undefined,
    'PASS_FAILED',
    undefined,
  ]);
  expect(status).toBe(1);
});
