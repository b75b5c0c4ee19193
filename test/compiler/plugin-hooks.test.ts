import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import { definePass, type Plugin } from '../../src/compiler/plugin.ts';
import type { Pipeline } from '../../src/pass/pipeline.ts';

const added = definePass({ name: 'added', summary: 'Does nothing.', run: () => undefined });

/** What is said of a plugin with `hooks`, as somebody may write them who has no types. */
function faultOf(hooks: Readonly<Record<string, unknown>>): string {
  try {
    compile('ip', { config: { plugins: [{ name: 'other', ...hooks } as Plugin] } });
  } catch (error) {
    return `${(error as { readonly code?: string }).code}: ${(error as Error).message}`;
  }
  return 'nothing';
}

const refusal = (detail: string): string =>
  `PLUGIN: pipeline() of plugin 'other' answers no pipeline: ${detail}`;

function nested(depth: number): Pipeline {
  return depth === 0 ? [added] : [{ repeat: nested(depth - 1) }];
}

describe('an answer of pipeline() that is no pipeline is refused', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'expected a list of passes, found undefined'],
    ['null', null, 'expected a list of passes, found null'],
    [
      'the name of a pipeline',
      'O2',
      "expected a list of passes, found 'O2'; parsePipeline makes one of text",
    ],
    [
      'a promise',
      Promise.resolve([]),
      'expected a list of passes, found a promise; a plugin answers at once, without async',
    ],
    ['a pass', added, 'expected a list of passes, found an object with name, summary, run'],
    ['junk', [added, 5], '[1]: expected a pass, found a number'],
    ['a hole', [added, undefined, added], '[1]: expected a pass, found undefined'],
    ['names', ['gvn'], "[0]: expected a pass, found 'gvn'"],
    [
      'no list in a repeat',
      [{ repeat: added }],
      'expected a list of passes as [0].repeat, found an object with name, summary, run',
    ],
    [
      'junk in a repeat',
      [{ repeat: [{ name: 'x', summary: 'y' }] }],
      "[0].repeat[0]: run of pass 'x' is a function, found undefined",
    ],
    ['too deep', nested(18), 'repeat is nested more than 16 deep'],
  ])('%s', (_, answer, expected) => {
    expect(faultOf({ pipeline: () => answer })).toBe(refusal(expected));
  });

  test('by the settings too', () => {
    const pipeline = (() => null) as unknown as () => Pipeline;
    expect(() => compile('ip', { config: { pipeline } })).toThrow(
      'pipeline() of the settings answers no pipeline: expected a list of passes, found null',
    );
  });

  test('one that is nested is taken', () => {
    expect(faultOf({ pipeline: () => nested(16) })).toBe('nothing');
    expect(faultOf({ pipeline: () => [] })).toBe('nothing');
  });
});

const fails = () => {
  throw new RangeError('no luck');
};

describe('a hook that fails is named', () => {
  test('pipeline()', () => {
    expect(faultOf({ pipeline: fails })).toBe(
      "PLUGIN: pipeline() of plugin 'other' failed: no luck",
    );
  });

  test('onPass(), with the pass', () => {
    expect(faultOf({ onPass: fails })).toMatch(
      /^PLUGIN: onPass\(\) of plugin 'other' failed after pass '[\w-]+' \(application 1\): no luck$/,
    );
  });

  test('onPass() that goes on after it has returned', () => {
    expect(faultOf({ onPass: async () => await Promise.reject(new Error('late')) })).toMatch(
      /^PLUGIN: onPass\(\) of plugin 'other' returned a promise after pass/,
    );
  });

  test('a pass that only the pipeline of a plugin has', () => {
    const own = { ...added, run: fails };
    const pipeline = (passes: Pipeline) => [own, ...passes];
    expect(faultOf({ pipeline })).toBe(
      "PASS_FAILED: pass 'added' of plugin 'other' (application 1) failed: no luck",
    );
    const pushing = (passes: Pipeline) => {
      (passes as unknown[]).unshift(own);
      return passes;
    };
    expect(faultOf({ pipeline: pushing })).toContain("of plugin 'other'");
  });

  test('a pass of our own is not laid to a plugin that moves it', () => {
    const pipeline = (passes: Pipeline) => passes.toReversed();
    expect(faultOf({ pipeline })).toBe('nothing');
  });
});
