import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, runCommand } from './cli/run-command.ts';

const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** The blocks of code marked as `language`, in order. */
function codeBlocks(language: string): readonly string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(
    ([, code = '']) => code,
  );
}

/** The plugins that stand in the README whole, by the comment in their first line. */
const PLUGINS = ['range-tests.ts', 'unused-checks.ts'];

const pluginNamed = (file: string): string =>
  codeBlocks('ts').find((code) => code.startsWith(`// ${file}\n`)) ?? '';

/** A folder with the example's files, in which the README's commands can be run. */
function exampleFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-readme-'));
  symlinkSync(path.join(ROOT, 'corpora'), path.join(folder, 'corpora'));
  for (const file of PLUGINS) {
    writeFileSync(path.join(folder, file), pluginNamed(file));
  }
  return folder;
}

/** The words of a command line, where single quotes keep words together. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

const SESSIONS = codeBlocks('console').flatMap((block) =>
  block
    .split(/^\$ npx bpfopt /m)
    .slice(1)
    .map((session) => {
      const [command = '', ...output] = session.split('\n');
      return { command, output: output.join('\n').trimEnd() };
    }),
);

describe('the commands of the README', () => {
  const folder = exampleFolder();

  test.each(SESSIONS)('$command', ({ command, output }) => {
    const { status, stdout, stderr } = runCommand(wordsOf(command), { cwd: folder });
    const isMistake = output.startsWith('bpfopt:');
    const isRefused = output.startsWith('refused:');
    expect((isMistake ? stderr : stdout).trimEnd()).toBe(output);
    expect(status, stderr).toBe(isMistake ? 2 : Number(isRefused));
  });

  test('there are some', () => {
    expect(SESSIONS.length).toBeGreaterThanOrEqual(4);
  });
});

describe('the plugin of the README', () => {
  const folder = exampleFolder();

  test('works from a config file too, and counts', () => {
    const config = codeBlocks('ts').find((code) => code.includes('defineConfig('));
    writeFileSync(path.join(folder, 'bpfopt.config.ts'), config ?? '');
    const { status, stdout, stderr } = runCommand(
      ['compile', '--stats', '--format', 'd', 'ip[8] > 9 and ip[8] <= 20'],
      { cwd: folder },
    );
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/1 +range-tests +ranges/);
    expect(stdout).toContain('sub      #10');
  });

  test('is about thirty lines', () => {
    const lines = pluginNamed('range-tests.ts')
      .split('\n')
      .filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThanOrEqual(45);
  });
});

describe('the wrong pass of the README', () => {
  const session = SESSIONS.find(({ output }) => output.startsWith('refused:'));

  test('is refused with a packet', () => {
    expect(session?.output).toMatch(/^ {2}packet: \d+ bytes of \d+: [0-9a-f]+$/m);
  });

  test('is about thirty lines', () => {
    const lines = pluginNamed('unused-checks.ts').split('\n');
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.length).toBeLessThanOrEqual(35);
  });
});

test('the library example of the README runs', async () => {
  const code = codeBlocks('ts').find(
    (one) => one.includes("from 'bpfopt'") && one.includes('lowerToCbpf('),
  );
  const [names = ''] = /(?<=import \{)[^}]*/.exec(code ?? '') ?? [];
  const library: Readonly<Record<string, unknown>> = await import('../src/index.ts');
  for (const name of names.split(',').map((part) => part.trim())) {
    expect(library[name], name).toBeTypeOf('function');
  }
});
