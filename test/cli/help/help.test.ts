import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMAND_NOTES, statusesOf } from '../../../src/cli/help/command-notes.ts';
import { ROOT, runCommand, runShell } from '../run-command.ts';

/** The names in the list of commands that `--help` prints. */
function commandNames(): readonly string[] {
  const { stdout } = runCommand(['--help']);
  const [, list = ''] = stdout.split('\nCommands:\n');
  return [...list.matchAll(/^ {2}([a-z][\w-]*) /gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help' && name !== 'bpfopt');
}

const NAMES = commandNames();

const hasGroff = spawnSync('groff', ['--version']).status === 0;

describe('the help', () => {
  test('knows the notes of every command, and of no other', () => {
    expect(NAMES.toSorted()).toEqual(Object.keys(COMMAND_NOTES).toSorted());
  });

  test.each(NAMES)('of %s says what its statuses mean, and has examples', (name) => {
    const { status, stdout } = runCommand([name, '--help']);
    const notes = COMMAND_NOTES[name] ?? { examples: [] };
    expect(status).toBe(0);
    for (const [code, what] of statusesOf(notes)) {
      expect(stdout).toMatch(new RegExp(`^ {2}${code} +`, 'm'));
      expect(stdout).toContain(what);
    }
    expect(notes.examples.length).toBeGreaterThan(0);
    for (const [example] of notes.examples) {
      expect(stdout).toContain(`bpfopt ${example}`);
      expect(example.split(' ')[0]).toBe(name);
    }
  });

  test('advertises nothing that is not there yet', () => {
    const { stdout } = runCommand(['compile', '--help']);
    expect(stdout).not.toMatch(/ebpf|xdp|--context|--verdict/);
    const refused = runCommand(['compile', '--emit', 'ebpf', 'ip']);
    expect(refused.stderr).toBe(
      'bpfopt: --emit ebpf is not there yet; there is ir, cbpf, x64, cfg\n',
    );
    expect(refused.status).toBe(2);
  });

  test.each([
    [['attach'], "there is no command 'attach'; bpfopt --help"],
    [['attach', '--help'], "there is no command 'attach'; bpfopt --help"],
    [['help', 'attach'], "there is no command 'attach'; bpfopt --help"],
    [['complie', 'ip'], "there is no command 'complie'; did you mean 'compile'?"],
  ])('of what is no command is an error: %j', (args, message) => {
    const { status, stdout, stderr } = runCommand(args);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([2, '']);
  });
});

/** The examples that need nothing but the checkout, and are soon done. */
const QUICK = [
  'compile',
  'run',
  'verify',
  'passes',
  'engines',
  'dlts',
  'completions',
  'man',
].flatMap((name) => COMMAND_NOTES[name]?.examples ?? []);

test.each(QUICK)('the example works: %s', (line) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-help-'));
  writeFileSync(path.join(folder, 'filters.txt'), 'ip\n');
  writeFileSync(path.join(folder, 'program.ddd'), '1\n6 0 0 262144\n');
  const pass = "{ name: 'my-pass', summary: 'Does nothing.', run() {} }";
  writeFileSync(path.join(folder, 'my-pass.ts'), `export default ${pass};`);
  const trace = path.join(ROOT, 'corpora/traces');
  const set = `cp ${trace}/enterprise.pcap capture.pcap; cp ${trace}/ipv6-heavy.pcapng capture.pcapng`;
  const words = line.replace(/> \S*bash-completion\S*/, '> out').replace(/\| man .*/, '');
  const { status, stderr } = runShell(`${set}; $BPFOPT ${words}`, folder);
  expect([0, 1], stderr).toContain(status);
});

describe('names that there are not', () => {
  test.each([
    [['compile', '--dlt', 'FOO', 'ip'], 'dlts'],
    [['verify', '--dlt', '99999', 'ip', 'ip'], 'dlts'],
    [['compile', '--passes', 'value-numbring', 'ip'], 'passes'],
    [['compile', '--passes', 'gvn<fast>', 'ip'], 'passes'],
    [['run', '--engine', 'foo', '-r', 'corpora/traces/odd.pcap', 'ip'], 'engines'],
    [['bench', '--engines', 'foo', '--trace', 'corpora/traces/enterprise.pcap', 'ip'], 'engines'],
    [['bench', '--pipelines', 'foo', '--trace', 'corpora/traces/enterprise.pcap', 'ip'], 'passes'],
    [['bench', '--dlt', 'foo', '--trace', 'corpora/traces/enterprise.pcap', 'ip'], 'dlts'],
  ])('point to the list: %j', (args, list) => {
    const { status, stderr } = runCommand(args);
    expect(stderr).toContain(`\n  \`bpfopt ${list}\` lists`);
    expect(status).toBe(2);
  });
});

describe('the manual page', () => {
  const { stdout } = runCommand(['man']);

  test('has every command with its examples', () => {
    for (const name of NAMES) {
      expect(stdout).toContain(`.SS "${name.replaceAll('-', '\\-')}"`);
    }
    expect(stdout).toContain('.B \\-o, \\-\\-output <file>');
    expect(stdout).not.toContain('ebpf');
  });

  test.skipIf(!hasGroff)(`is right by groff${hasGroff ? '' : ' (skipped: no groff)'}`, () => {
    const {
      status,
      stdout: shown,
      stderr,
    } = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-P-cbou'], {
      input: stdout,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(shown).toContain("bpfopt compile -d 'tcp dst port 443'");
  });
});

describe('completions for bash', () => {
  /** What the shell offers for the last of `words`. */
  function completed(...words: readonly string[]): readonly string[] {
    const line = `eval "$($BPFOPT completions bash)"; COMP_WORDS=(bpfopt ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _bpfopt; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = runShell(line, ROOT);
    expect(stderr).toBe('');
    return stdout.trim().split('\n');
  }

  test('offer commands, options, choices and files', () => {
    expect(completed('ch')).toEqual(['check-pass']);
    expect(completed('run', '--co')).toEqual(['--count', '--config']);
    expect(completed('compile', '--emit', '')).toEqual(['ir', 'cbpf', 'x64', 'cfg']);
    expect(completed('run', '-r', 'package.js')).toEqual(['package.json']);
    expect(completed('verify', 'package.js')).toEqual(['package.json']);
    expect(completed('compile', '--cont')).toEqual(['']);
  });

  test('there are scripts for other shells, and no others', () => {
    expect(runCommand(['completions', 'zsh']).stdout).toMatch(/^#compdef bpfopt\n/);
    expect(runCommand(['completions', 'fish']).stdout).toMatch(
      /^complete -c bpfopt -n '__fish_seen_subcommand_from run' -s w -l write -r /m,
    );
    expect(runCommand(['completions', 'tcsh']).status).toBe(2);
  });
});
