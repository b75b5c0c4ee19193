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

/** A folder with the example's files, in which the README's commands can be run. */
function exampleFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-readme-'));
  symlinkSync(path.join(ROOT, 'corpora'), path.join(folder, 'corpora'));
  const plugin = codeBlocks('ts').find((code) => code.startsWith('// range-tests.ts'));
  writeFileSync(path.join(folder, 'range-tests.ts'), plugin ?? '');
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
    expect(status, stderr).toBe(isMistake ? 2 : 0);
    expect((isMistake ? stderr : stdout).trimEnd()).toBe(output);
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
    const code = codeBlocks('ts').find((one) => one.startsWith('// range-tests.ts')) ?? '';
    const lines = code.split('\n').filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThanOrEqual(45);
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
