import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pluginsOf } from '../../src/compiler/plugins-of.ts';
import { loadConfig, loadPlugin } from '../../src/project/load-module.ts';

let folder: string;
const inFolder = (name: string): string => path.join(folder, name);
const PASS = (name: string): string =>
  `{ name: '${name}', summary: 'Does nothing.', run: () => undefined }`;

const FILES: Readonly<Record<string, string>> = {
  'pass.ts': `export default ${PASS('bare')};`,
  'plugin.ts': `export default { name: 'some', passes: [${PASS('one')}] };`,
  'list.ts': `export default [${PASS('first')}, { name: 'some', passes: [${PASS('second')}] }];`,
  'made.ts': `export default () => [${PASS('made')}];`,
  'empty.ts': 'export default [];',
  'package.json': '{ "name": "x", "version": "1.0.0" }',
  'number.ts': 'export default [5];',
  'bpfopt.config.ts': `export default { plugins: ['./pass.ts', ${PASS('inline')}, [${PASS('nested')}]] };`,
  'wrong.config.ts': `export default { plugins: ['./pass.ts', { name: 'x' }] };`,
};

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-'));
  for (const [name, text] of Object.entries(FILES)) {
    writeFileSync(inFolder(name), text);
  }
});

describe('a plugin file', () => {
  test.each([
    ['pass.ts', 'bare', ['bare']],
    ['plugin.ts', 'some', ['one']],
    ['list.ts', 'first+some', ['first', 'second']],
    ['made.ts', 'made', ['made']],
  ])('%s', async (file, name, passes) => {
    const plugin = await loadPlugin(inFolder(file));
    expect(plugin.name).toBe(name);
    expect(plugin.passes?.map((pass) => pass.name)).toEqual(passes);
  });

  test.each([
    [
      'package.json',
      /package\.json: its default export: expected a pass, .* found an object with name, version/,
    ],
    ['empty.ts', /empty\.ts: its default export: expected a pass or a plugin, found an empty list/],
    [
      'number.ts',
      /number\.ts: its default export\[0\]: expected a pass or a plugin, found a number/,
    ],
  ])('%s is none', async (file, message) => {
    await expect(loadPlugin(inFolder(file))).rejects.toThrow(message);
  });
});

describe('a file of settings', () => {
  test('may name files beside it, passes, and lists of them', async () => {
    const { plugins = [] } = await loadConfig(undefined, folder);
    expect(pluginsOf(plugins).map(({ name }) => name)).toEqual(['bare', 'inline', 'nested']);
  });

  test('is refused for a plugin that is none', async () => {
    await expect(loadConfig(inFolder('wrong.config.ts'))).rejects.toThrow(
      /wrong\.config\.ts: plugins\[1\]: expected a pass, .* found an object with name/,
    );
  });
});
