import { describe, expect, test } from 'vitest';
import { buildPipeline } from '../../src/compiler/build-pipeline.ts';
import { compile } from '../../src/compiler/compile.ts';
import { NAMED_PIPELINES } from '../../src/compiler/named-pipelines.ts';
import { PipelineSyntaxError } from '../../src/pass/parse-pipeline.ts';
import { printPipeline } from '../../src/pass/pipeline.ts';
import { targetNamed } from '../../src/target/targets.ts';

const mine = { name: 'my-pass', summary: 'Does nothing.', run: () => undefined };
const config = { plugins: [mine] };
const x64 = targetNamed('x64');
const { O1, O2, O3 } = NAMED_PIPELINES;

const built = (text: string, target = targetNamed('cbpf')): string =>
  printPipeline(buildPipeline(text, config, target));

const without = (text: string, ...names: readonly string[]): string =>
  text
    .split(',')
    .filter((name) => !names.includes(name.replace(/<.*/, '')))
    .join(',');

describe('a named pipeline within a text', () => {
  test.each([
    ['my-pass,O2', `my-pass,${O2.text}`],
    ['O2,my-pass', `${O2.text},my-pass`],
    ['O1,my-pass,O2', `${O1.text},my-pass,${O2.text}`],
    ['repeat(O1,my-pass)', `repeat(${O1.text},my-pass)`],
    ['O0,my-pass', 'my-pass'],
    ['O0', ''],
  ])('%s', (text, expected) => {
    expect(built(text)).toBe(expected);
  });

  test('has the ending of the target behind all else, once', () => {
    expect(built('O3', x64)).toBe(`${O3.text},check-versioning`);
    expect(built('O3,my-pass', x64)).toBe(`${O3.text},my-pass,check-versioning`);
    expect(built('my-pass,O3', x64)).toBe(`my-pass,${O3.text},check-versioning`);
    expect(built('O3,my-pass,O3', x64)).toBe(`${O3.text},my-pass,${O3.text},check-versioning`);
    expect(built('repeat(O3)', x64)).toBe(`repeat(${O3.text}),check-versioning`);
    expect(built('O2,my-pass', x64)).toBe(`${O2.text},my-pass`);
  });
});

describe('a pass left out', () => {
  test.each([
    ['O2 - gvn', without(O2.text, 'gvn')],
    ['O2 -gvn', without(O2.text, 'gvn')],
    ['O2 - gvn - code-motion', without(O2.text, 'gvn', 'code-motion')],
    ['O2 - value-numbering', without(O2.text, 'gvn')],
    ['O2 - path-splitting', without(O2.text, 'tail-duplication')],
    ['O3 - path-splitting', without(O3.text, 'tail-duplication')],
    ['O3 - switch-formation', without(O3.text, 'switch-formation')],
    ['O3 - switch-formation<trees>', O3.text.replace('switch-formation<trees>,', '')],
    ['my-pass,O2 - gvn,my-pass', `my-pass,${without(O2.text, 'gvn')},my-pass`],
    ['gvn,O2 - gvn', `gvn,${without(O2.text, 'gvn')}`],
    ['repeat(O1,my-pass) - my-pass', `repeat(${O1.text})`],
    ['repeat(my-pass) - my-pass,gvn', 'gvn'],
  ])('%s', (text, expected) => {
    expect(built(text)).toBe(expected);
  });

  test('of the ending too', () => {
    expect(built('O3 - check-versioning', x64)).toBe(O3.text);
    expect(built('O3 - gvn,my-pass', x64)).toBe(
      `${without(O3.text, 'gvn')},my-pass,check-versioning`,
    );
  });

  test.each([
    ['O1 - code-motion', 6, /there is no 'code-motion' in 'O1' to leave out \(it has: sparse-/],
    ['O2 - gvm', 6, /unknown pass 'gvm'; did you mean 'gvn'\?/],
    ['O2 - ', 6, /expected the name of a pass to leave out behind '-', found the end/],
    ['O2 - O1', 6, /unknown pass 'O1'/],
    ['O2-gvn', 1, /unknown pass 'O2-gvn'; to leave a pass out, write 'O2 - gvn'/],
    ['gvn - gvn', 5, /expected ',' or the end, found '-'/],
    ['- gvn', 1, /expected the name of a pass or of a pipeline, or 'repeat\(…\)', found '-'/],
    ['bpf94', 1, /unknown pass 'bpf94'; did you mean 'bpf93'\?.*pipelines: O0, O1/],
  ])('%s is refused at column %i', (text, column, message) => {
    const error = catching(() => built(text));
    expect(error.message).toMatch(message);
    expect(error.column).toBe(column);
  });
});

test('compile takes such a text, and runs the plugin where it stands', () => {
  const { records } = compile('tcp port 80', { config, passes: 'O1 - gvn,my-pass' });
  expect(records.map(({ pass }) => pass)).toEqual([
    ...without(O1.text, 'gvn').split(','),
    'my-pass',
  ]);
});

function catching(run: () => unknown): PipelineSyntaxError {
  try {
    run();
  } catch (error) {
    if (error instanceof PipelineSyntaxError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}
