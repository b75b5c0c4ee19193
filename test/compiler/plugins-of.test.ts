import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import type { Extension } from '../../src/compiler/plugin.ts';
import { ExtensionError, pluginOf, pluginsOf } from '../../src/compiler/plugins-of.ts';

const pass = (name: string) => ({ name, summary: 'Does nothing.', run: () => undefined });
const plugin = { name: 'some', passes: [pass('one'), pass('two')] };

describe('an extension', () => {
  test.each<[string, Extension, readonly string[]]>([
    ['a plugin', plugin, ['some: one two']],
    ['a pass', pass('bare'), ['bare: bare']],
    ['a function that makes a pass', () => pass('made'), ['made: made']],
    ['a function that makes a list', () => [pass('a'), plugin], ['a: a', 'some: one two']],
    ['a list in a list', [[pass('a')], [plugin]], ['a: a', 'some: one two']],
    ['an empty list', [], []],
    ['a plugin that only watches', { name: 'watch', onPass: () => undefined }, ['watch:']],
  ])('%s', (_, given, expected) => {
    expect(
      pluginsOf(given).map(({ name, passes = [] }) =>
        `${name}: ${passes.map((one) => one.name).join(' ')}`.trim(),
      ),
    ).toEqual(expected);
  });
});

describe('no extension', () => {
  test.each<[string, unknown, string]>([
    ['text', ['x'], "plugins[0]: expected a pass or a plugin, found 'x'"],
    ['null', [pass('a'), null], 'plugins[1]: expected a pass or a plugin, found null'],
    [
      'an object like package.json',
      { name: 'x', version: '1' },
      'plugins: expected a pass, which has a name, a summary and run, or a plugin, which has a name and one of passes, pipeline and onPass; found an object with name, version',
    ],
    [
      'a promise',
      async () => pass('a'),
      'what plugins returns: expected a pass, which has a name, a summary and run, or a plugin, which has a name and one of passes, pipeline and onPass; found a promise; a plugin answers at once, without async',
    ],
    [
      'a function with options',
      (options: unknown) => options,
      'plugins: expected a pass or a plugin, found a function with parameters; call it with its options',
    ],
    [
      'a function that throws',
      () => {
        throw new Error('no luck');
      },
      'plugins failed: no luck',
    ],
    [
      'a pass without summary',
      { name: 'a', run() {} },
      "plugins: the summary of pass 'a' is a string, found undefined",
    ],
    [
      'a name in capitals',
      { ...pass('A') },
      "plugins: the name of a pass is kebab-case, found 'A'",
    ],
    [
      'no function',
      { ...pass('a'), run: 5 },
      "plugins: run of pass 'a' is a function, found a number",
    ],
    [
      'a hook that is none',
      { name: 'p', pipeline: 'O2' },
      "plugins: pipeline of plugin 'p' is a function, found 'O2'",
    ],
    [
      'passes that are no list',
      { name: 'p', passes: pass('a') },
      "plugins: passes of plugin 'p' is a list, found an object with name, summary, run",
    ],
    [
      'a bad pass within',
      { name: 'p', passes: [pass('a'), {}] },
      "plugins: passes[1] of plugin 'p': the name of a pass is kebab-case, found undefined",
    ],
    [
      'a plugin without name',
      { passes: [] },
      'plugins: the name of a plugin is a string, found undefined',
    ],
  ])('%s', (_, given, message) => {
    expect(() => pluginsOf(given as Extension)).toThrow(new ExtensionError(message));
  });
});

test('several are one plugin that does what they do, in order', () => {
  const seen: string[] = [];
  const first = {
    name: 'first',
    passes: [pass('a')],
    pipeline: () => [pass('a')],
    onPass: () => void seen.push('first'),
  };
  const second = {
    name: 'second',
    pipeline: (steps: readonly unknown[]) => [...(steps as []), pass('b')],
    onPass: () => void seen.push('second'),
  };
  const both = pluginOf([first, second]);
  expect(both.name).toBe('first+second');
  const { records } = compile('ip', { config: { plugins: [both, pass('b')] } });
  expect(records.map((record) => record.pass)).toEqual(['a', 'b']);
  expect(seen).toEqual(['first', 'second', 'first', 'second']);
  expect(() => pluginOf([])).toThrow('plugin: expected a pass or a plugin, found an empty list');
});

test('compile takes a pass where plugins stand', () => {
  const { records } = compile('ip', { passes: 'bare', config: { plugins: [pass('bare')] } });
  expect(records.map((record) => record.pass)).toEqual(['bare']);
});
