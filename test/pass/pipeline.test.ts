import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { checkOrdering, ORDERING } from '../../src/pass/ordering.ts';
import { PipelineSyntaxError, parsePipeline } from '../../src/pass/parse-pipeline.ts';
import type { Pass } from '../../src/pass/pass.ts';
import { passesOf, printPipeline } from '../../src/pass/pipeline.ts';

const parse = (text: string) => parsePipeline(text, builtinPasses);

function failure(text: string): PipelineSyntaxError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof PipelineSyntaxError) {
      return error;
    }
    throw error;
  }
  throw new Error(`'${text}' was read`);
}

describe('a textual pipeline', () => {
  test.each(['', 'peephole', 'peephole,dead-code', 'repeat(peephole)'])(
    '%s prints as read',
    (text) => {
      expect(printPipeline(parse(text))).toBe(text);
    },
  );

  test('may nest, and blanks are free', () => {
    const pipeline = parse(' gvn , repeat( peephole,repeat(dead-code ,block-merging) ) ');
    expect(printPipeline(pipeline)).toBe('gvn,repeat(peephole,repeat(dead-code,block-merging))');
    expect(passesOf(pipeline).map(({ name }) => name)).toEqual([
      'gvn',
      'peephole',
      'dead-code',
      'block-merging',
    ]);
  });

  test('makes a pass of its own for each place', () => {
    const [first, second] = passesOf(parse('peephole,peephole'));
    expect(first).not.toBe(second);
  });

  test.each([
    [
      'peephole,',
      10,
      "column 10: expected the name of a pass or of a pipeline, or 'repeat(…)', found the end",
    ],
    ['peephole dead-code', 10, "column 10: expected ',' or the end, found 'dead-code'"],
    ['repeat peephole', 8, "column 8: expected '(' after 'repeat', found 'peephole'"],
    ['repeat(peephole', 16, "column 16: expected ',' or ')', found the end"],
    [
      'repeat()',
      8,
      "column 8: expected the name of a pass or of a pipeline, or 'repeat(…)', found ')'",
    ],
    ['peephole)', 9, "column 9: expected ',' or the end, found ')'"],
    [
      ',peephole',
      1,
      "column 1: expected the name of a pass or of a pipeline, or 'repeat(…)', found ','",
    ],
  ])('%s is refused at column %i', (text, column, message) => {
    const error = failure(text);
    expect(error.code).toBe('PIPELINE_SYNTAX');
    expect(error.column).toBe(column);
    expect(error.message).toBe(message);
  });

  test('names the known passes and the nearest one where a name is unknown', () => {
    const { message, column } = failure('dead-code,peep-hole');
    expect(column).toBe(11);
    expect(message).toContain("unknown pass 'peep-hole'; did you mean 'peephole'?");
    expect(message).toContain([...builtinPasses.keys()].join(', '));
    expect(failure('zzz').message).not.toContain('did you mean');
  });

  test('is refused where it nests too deep, however deep that is', () => {
    const deep = 100_000;
    const { message } = failure(`${'repeat('.repeat(deep)}peephole${')'.repeat(deep)}`);
    expect(message).toBe("column 119: 'repeat' is nested more than 16 deep");
  });
});

describe('ordering constraints', () => {
  test('name passes that there are, and give reasons', () => {
    for (const [first, second, reason] of ORDERING) {
      expect(builtinPasses.has(first), first).toBe(true);
      expect(builtinPasses.has(second), second).toBe(true);
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  test('can all be kept', () => {
    expect(checkOrdering(parse([...builtinPasses.keys()].join(',')))).toEqual([]);
  });

  test('are reported where a pipeline disobeys', () => {
    const [broken, ...others] = checkOrdering(parse('repeat(gvn,peephole)'));
    expect(others).toEqual([]);
    expect(broken).toBe(
      "'peephole' should stand before 'gvn': congruent values written in two forms are found only in one canonical form",
    );
  });

  test('count the first place of a pass, and say nothing of passes that are not there', () => {
    expect(checkOrdering(parse('peephole,gvn,peephole'))).toEqual([]);
    expect(checkOrdering(parse('dead-code,block-merging'))).toEqual([]);
  });
});

describe('names that passes had before', () => {
  test.each([
    ['constant-folding', 'sparse-constant-propagation'],
    ['edge-threading', 'jump-threading'],
    ['redundant-predicates', 'jump-threading'],
    ['path-splitting', 'tail-duplication'],
    ['path-specialization', 'tail-duplication<large>'],
    ['list-bypass', 'tail-duplication'],
    ['rule-bypass', 'tail-duplication<large>'],
    ['value-numbering', 'gvn'],
    ['test-grouping', 'branch-reordering'],
    ['test-ordering', 'branch-reordering'],
    ['test-merging', 'switch-formation'],
    ['superfluous-branches', 'switch-formation'],
    ['list-formation', 'switch-formation<lists>'],
    ['hoisting', 'code-motion'],
    ['check-hoisting', 'code-motion'],
    ['guard-elimination', 'check-elimination'],
    ['value-numbering,repeat(constant-folding)', 'gvn,repeat(sparse-constant-propagation)'],
  ])('%s is read as %s', (before, now) => {
    expect(printPipeline(parse(before))).toBe(now);
    expect(builtinPasses.has(before)).toBe(false);
  });

  test('are those of a pass that has one of them itself, as one of a plugin may', () => {
    const own: Pass = { name: 'hoisting', summary: 'Does nothing.', run: () => undefined };
    const [pass] = passesOf(parsePipeline('hoisting', new Map([['hoisting', () => own]])));
    expect(pass).toBe(own);
  });
});

describe('variants', () => {
  test('are part of the name', () => {
    expect(printPipeline(parse('switch-formation<lists>, switch-formation'))).toBe(
      'switch-formation<lists>,switch-formation',
    );
  });

  test.each([
    ['gvn<lists>', 1, "column 1: 'gvn' has no variants, so no '<lists>'"],
    [
      'gvn,switch-formation<list>',
      5,
      "column 5: 'switch-formation' has no variant '<list>' (known: switch-formation<lists>, switch-formation, switch-formation<trees>)",
    ],
    [
      'tail-duplication<>',
      1,
      "column 1: 'tail-duplication' has no variant '<>' (known: tail-duplication, tail-duplication<large>)",
    ],
    ['switch-formation<lists', 23, "column 23: expected '>' after 'switch-formation<lists'"],
    ['switch-formation< lists>', 18, "column 18: expected '>' after 'switch-formation<'"],
    ['switch-formation <lists>', 18, "column 18: expected ',' or the end, found '<'"],
    [
      '<lists>',
      1,
      "column 1: expected the name of a pass or of a pipeline, or 'repeat(…)', found '<'",
    ],
  ])('%s is refused at column %i', (text, column, message) => {
    const error = failure(text);
    expect(error.column).toBe(column);
    expect(error.message).toBe(message);
  });

  test('of passes that nobody knows are no help', () => {
    expect(failure('peep-hole<lists>').message).toContain("unknown pass 'peep-hole<lists>'");
  });
});
