import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import { ANY_MACHINE, type MachineCosts } from '../../src/ir/machine-costs.ts';
import { printFilter } from '../../src/ir/print.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { passesOf } from '../../src/pass/pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { invariant } from '../../src/support/invariant.ts';
import { targetNamed } from '../../src/target/targets.ts';
import { verify } from '../../src/verify/verify.ts';
import { BLESS, fileTests } from '../filetest.ts';
import { internetFilter } from '../internet-filter.ts';

const FILES = fileTests('passes');

describe.each(FILES)('$name', ({ pipeline, input, expected, runs, header, bless }) => {
  const semantics = header('semantics') === 'relaxed' ? 'relaxed' : 'strict';
  const target = costsOf(header('target'));

  test('gives the expected IR', () => {
    const filter = internetFilter(input);
    const before = printFilter(filter);
    expect(verify(filter)).toEqual([]);
    runPasses(filter, parsePipeline(pipeline, builtinPasses), {
      verifyEach: true,
      semantics,
      target,
    });
    const after = printFilter(filter);
    const actual = after === before ? 'unchanged' : after.trim();
    if (BLESS) {
      bless(actual);
    }
    expect(actual).toBe(BLESS ? actual : expected);
  });

  test.each(runs)('$text', ({ packet, verdict }) => {
    const filter = internetFilter(input);
    // In relaxed semantics a file's runs tell what the optimized filter may do.
    if (semantics === 'strict') {
      expect(interpret(filter, packet)).toBe(verdict);
    }
    runPasses(filter, parsePipeline(pipeline, builtinPasses), { semantics, target });
    expect(interpret(filter, packet)).toBe(verdict);
  });
});

test('every pass has golden files, one of which it leaves as it is', () => {
  for (const name of builtinPasses.keys()) {
    const own = FILES.filter(({ pipeline }) =>
      passesOf(parsePipeline(pipeline, builtinPasses)).some((pass) => pass.name === name),
    );
    expect(own.length, name).toBeGreaterThanOrEqual(3);
    expect(own.filter(({ expected }) => expected === 'unchanged').length, name).toBeGreaterThan(0);
  }
});

/** The machine that a file is about, as its line `; target: NAME` names it. */
function costsOf(name: string | null): MachineCosts {
  if (name === null) {
    return ANY_MACHINE;
  }
  const target = targetNamed(name);
  invariant(target !== null, `there is no target '${name}'`);
  return target.costs;
}
