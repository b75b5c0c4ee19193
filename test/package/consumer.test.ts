import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../cli/run-command.ts';
import {
  type Consumer,
  installedBundle,
  makeConsumer,
  processorTime,
  runInstalled,
  startOf,
  typeCheck,
} from './packed.ts';

let consumer: Consumer;
beforeAll(() => {
  consumer = makeConsumer();
}, 120_000);

const STRICT = {
  strict: true,
  module: 'nodenext',
  target: 'es2023',
  skipLibCheck: false,
  noEmit: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
};

/** Filters of which both ends of a range are tested. */
const RANGES = [
  'ip[8] > 9 and ip[8] <= 20',
  'ip[9] > 1 and ip[9] <= 5',
  'len > 60 and len <= 200',
  'ip[2:2] > 40 and ip[2:2] <= 1500',
  'tcp[2:2] > 79 and tcp[2:2] <= 90',
  'udp[4:2] > 8 and udp[4:2] <= 512',
];

/** Makes a folder of a project with `files`, to be checked with `options` beside the strict ones. */
function project(
  name: string,
  files: Readonly<Record<string, string>>,
  options: Readonly<Record<string, unknown>> = {},
): string {
  const folder = path.join(consumer.folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  const compilerOptions = { ...STRICT, ...options };
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['**/*.ts'] }),
  );
  return folder;
}

/** The blocks of TypeScript in the README, each a file. */
function readmeFiles(): Readonly<Record<string, string>> {
  const text = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  return Object.fromEntries(
    blocks.map((code, index) => [/^\/\/ ([\w.-]+\.ts)\n/.exec(code)?.[1] ?? `${index}.ts`, code]),
  );
}

/** The files of built-in passes, with the entry of the package in place of the paths into it. */
function passFiles(): Readonly<Record<string, string>> {
  const folder = path.join(ROOT, 'passes');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    names
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [
        name,
        readFileSync(path.join(folder, name), 'utf8').replaceAll(
          /from '(?:\.\.\/)+src\/[^']+'/g,
          "from 'bpfopt'",
        ),
      ]),
  );
}

describe('in a project with the package installed', () => {
  test('the TypeScript of the README is right in the strictest settings', () => {
    const files = readmeFiles();
    expect(Object.keys(files).length).toBeGreaterThan(4);
    expect(Object.keys(files)).toContain('range-tests.ts');
    expect(typeCheck(project('readme', files))).toMatchObject({ stdout: '', status: 0 });
  });

  test('the built-in passes need nothing but its entry', () => {
    const files = passFiles();
    expect(Object.keys(files).length).toBeGreaterThan(50);
    const folder = project('passes', files, { allowImportingTsExtensions: true });
    expect(typeCheck(folder)).toMatchObject({ stdout: '', status: 0 });
  });

  test('the command runs, with a plugin of the project before and behind O2', () => {
    writeFileSync(path.join(consumer.folder, 'mine.ts'), readmeFiles()['range-tests.ts'] ?? '');
    for (const passes of ['O2,range-tests', 'range-tests,O2', 'O2 - gvn,range-tests']) {
      const run = runInstalled(consumer, [
        ...['compile', '--plugin', 'mine.ts', '--passes', passes, '--format', 'd'],
        'ip[8] > 9 and ip[8] <= 20',
      ]);
      expect(run.status, run.stderr).toBe(0);
      expect(run.stdout).toContain('ldb      [22]');
    }
  });
});

test('two pipelines with O2 in them, one with a pass of the project, are compared and exported', () => {
  const files = readmeFiles();
  const folder = project('experiment', {
    'range-tests.ts': files['range-tests.ts'] ?? '',
    'ranges.ts': `import { defineExperiment } from 'bpfopt';

export default defineExperiment({
  name: 'ranges',
  filters: [{ group: 'ranges', expressions: [${RANGES.map((text) => `'${text}'`).join(', ')}] }],
  traces: ['../node_modules/bpfopt/corpora/traces/odd.pcap'],
  plugins: ['./range-tests.ts'],
  pipelines: { plain: 'O2', mine: 'O2,range-tests', without: 'O2 - gvn,range-tests' },
  engines: ['cbpf-vm'],
  repetitions: 1,
  timing: { seconds: 0.005 },
});
`,
  });
  expect(typeCheck(folder)).toMatchObject({ stdout: '', status: 0 });
  const made = runInstalled(consumer, ['experiment', 'experiment/ranges.ts', '--output', 'out']);
  expect(made.status, made.stderr).toBe(0);
  const compare = (...args: readonly string[]): string => {
    const both = ['out/ranges.json', '--pipelines', 'plain;mine'];
    const run = runInstalled(consumer, ['compare', ...both, ...args]);
    expect(run.status, run.stderr).toBe(0);
    return run.stdout;
  };
  expect(compare('--csv')).toMatch(/^measure,/m);
  expect(compare('--latex')).toContain('\\toprule');
  const { measures } = JSON.parse(compare('--json')) as {
    readonly measures: readonly { readonly groups: readonly { readonly filters: number }[] }[];
  };
  expect(measures.length).toBeGreaterThan(1);
  expect(measures[0]?.groups[0]?.filters).toBe(RANGES.length);
});

describe('the command', () => {
  test('is one script, whose code V8 has ready', () => {
    expect(installedBundle(consumer, 'hasFreshBundle()')).toBe('true\n');
    expect(installedBundle(consumer, 'new BundleScript().isCached')).toBe('true\n');
  });

  test('takes at most three times the processor time of Node alone', () => {
    const compiling = processorTime(consumer, [startOf(consumer), 'compile', 'tcp port 80']);
    expect(compiling / processorTime(consumer, ['-e', '0'])).toBeLessThan(3);
  });

  test('gives plugins its own library, and a stack of modules where it is asked for', () => {
    const pass = `import { definePass, dominatorTree, InvariantError } from 'bpfopt';
      export default definePass({
        name: 'asks', summary: 'Asks for an analysis.',
        run(filter, { get }) { get(dominatorTree); if (filter.blockCount > 9) throw new InvariantError('nine'); },
      });`;
    const folder = project('own-library', { 'asks.ts': pass });
    const args = ['compile', '--plugin', path.join(folder, 'asks.ts'), '--passes', 'asks'];
    expect(runInstalled(consumer, [...args, 'ip'])).toMatchObject({ status: 0, stderr: '' });
    const failed = runInstalled(consumer, [...args, '--debug', 'tcp port 80']);
    expect(failed.stderr).toContain('nine');
    expect(failed.stderr).toContain('dist/src/pass/run-passes.js');
  });
});

describe('the package', () => {
  const files = (folder: string): readonly string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' });

  test('has all that its pages link to', () => {
    const pages = files(consumer.installed).filter((name) => /^(?!node_modules).*\.md$/.test(name));
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md']));
    const missing = pages.flatMap((page) => {
      const text = readFileSync(path.join(consumer.installed, page), 'utf8');
      return [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, link = '']) => path.join(path.dirname(page), link))
        .filter((link) => !existsSync(path.join(consumer.installed, link)));
    });
    expect(missing).toEqual([]);
  });

  test('has a license', () => {
    expect(readFileSync(path.join(consumer.installed, 'LICENSE'), 'utf8')).toContain('MIT License');
  });

  test('has the sources that its maps name', () => {
    const maps = files(path.join(consumer.installed, 'dist')).filter((name) =>
      name.endsWith('.map'),
    );
    expect(maps.length).toBeGreaterThan(100);
    const missing = maps.flatMap((name) => {
      const file = path.join(consumer.installed, 'dist', name);
      const { sources } = JSON.parse(readFileSync(file, 'utf8')) as {
        readonly sources: readonly string[];
      };
      return sources.filter((source) => !existsSync(path.join(path.dirname(file), source)));
    });
    expect(missing).toEqual([]);
  });
});
