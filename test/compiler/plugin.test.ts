import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import {
  definePass,
  insertAfter,
  insertBefore,
  PlacementError,
} from '../../src/compiler/plugin.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { printPipeline } from '../../src/pass/pipeline.ts';

const added = definePass({ name: 'added', summary: 'Does nothing.', run: () => undefined });
const parse = (text: string) => parsePipeline(text, builtinPasses);
const placedAfter = (text: string, name: string) =>
  printPipeline(insertAfter(parse(text), name, added));
const placedBefore = (text: string, name: string) =>
  printPipeline(insertBefore(parse(text), name, added));

describe('a pass is placed by another', () => {
  test.each([
    ['gvn,repeat(dead-code,gvn)', 'gvn', 'gvn,added,repeat(dead-code,gvn,added)'],
    [
      'switch-formation<lists>,switch-formation',
      'switch-formation',
      'switch-formation<lists>,switch-formation,added',
    ],
  ])('%s after %s', (text, name, expected) => {
    expect(placedAfter(text, name)).toBe(expected);
  });

  test('before each place, within repeat too', () => {
    expect(placedBefore('gvn,repeat(dead-code,gvn)', 'gvn')).toBe(
      'added,gvn,repeat(dead-code,added,gvn)',
    );
  });

  test('that is not there, and the error says which are', () => {
    expect(() => placedAfter('gvn,dead-code', 'peephole')).toThrow(
      new PlacementError("no pass 'peephole' in the pipeline: gvn, dead-code"),
    );
    expect(() => placedAfter('', 'hoisting')).toThrow(PlacementError);
    expect(() => placedAfter('gvn', 'switch-formation')).toThrow(PlacementError);
  });
});

describe('a name that the pass had before', () => {
  test.each([
    [
      'value-numbering',
      'gvn,added,tail-duplication<large>,switch-formation<lists>,switch-formation',
    ],
    [
      'path-specialization',
      'gvn,tail-duplication<large>,added,switch-formation<lists>,switch-formation',
    ],
    [
      'list-formation',
      'gvn,tail-duplication<large>,switch-formation<lists>,added,switch-formation',
    ],
    ['test-merging', 'gvn,tail-duplication<large>,switch-formation<lists>,switch-formation,added'],
  ])('%s means the pass that does its work now', (name, expected) => {
    const text = 'gvn,tail-duplication<large>,switch-formation<lists>,switch-formation';
    expect(placedAfter(text, name)).toBe(expected);
  });

  test('means any variant where that one is not there', () => {
    expect(placedBefore('tail-duplication<large>,gvn', 'path-splitting')).toBe(
      'added,tail-duplication<large>,gvn',
    );
    expect(placedAfter('switch-formation,gvn,switch-formation<trees>', 'list-formation')).toBe(
      'switch-formation,added,gvn,switch-formation<trees>,added',
    );
  });

  test('is refused where no pass does that work', () => {
    expect(() => placedAfter('gvn,dead-code', 'hoisting')).toThrow(
      new PlacementError("no pass 'hoisting' in the pipeline: gvn, dead-code"),
    );
  });
});
