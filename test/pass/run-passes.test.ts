import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { dominatorTree } from '../../src/analysis/control-flow/dominator-tree.ts';
import type { Filter } from '../../src/ir/filter.ts';
import { blockId, valueId } from '../../src/ir/ids.ts';
import { returnConstant, type Terminator } from '../../src/ir/ir.ts';
import { ANY_MACHINE } from '../../src/ir/machine-costs.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { printFilter } from '../../src/ir/print.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import type { Pass, PassContext } from '../../src/pass/pass.ts';
import { EndlessRepeatError, PassError, VerifyError } from '../../src/pass/pass-error.ts';
import type { PassRecord } from '../../src/pass/pass-record.ts';
import type { Pipeline } from '../../src/pass/pipeline.ts';
import { type RunOptions, runPasses } from '../../src/pass/run-passes.ts';

const TEXT = `filter @small {
b0:
  v0 = load.2 [12]
  v1 = const 0x800
  v2 = eq v0, v1
  branch v2, b1, b2
b1:
  return 0x40000
b2:
  return 0x0
}
`;

const pass = (name: string, run: (filter: Filter, context: PassContext) => void): Pass => ({
  name,
  summary: 'Serves a test.',
  run,
});

const nothing = (): Pass => pass('nothing', () => {});

/** Lowers the verdict of b1 by one, down to 3. */
const countdown = (): Pass =>
  pass('countdown', (filter, { count }) => {
    const { terminator } = filter.block(blockId(1));
    const verdict = terminator.kind === 'return' ? terminator.verdict.value : 0;
    if (verdict > 3) {
      filter.setTerminator(blockId(1), returnConstant(Math.min(verdict - 1, 10)));
      count('steps');
    }
  });

const verdictOf = (value: number): Terminator => ({
  kind: 'return',
  verdict: { kind: 'value', value: valueId(value) },
});

const breaks = (): Pass => pass('breaks', (filter) => filter.removeInstrs(new Set([valueId(1)])));

const throws = (): Pass =>
  pass('throws', () => {
    throw new RangeError('no luck');
  });

function run(pipeline: Pipeline, options: RunOptions = {}): [Filter, readonly PassRecord[]] {
  const filter = parseFilter(TEXT);
  return [filter, runPasses(filter, pipeline, options)];
}

function failure<Failure>(
  kind: new (...args: never[]) => Failure,
  pipeline: Pipeline,
  options: RunOptions = {},
): Failure {
  try {
    run(pipeline, options);
  } catch (error) {
    if (error instanceof kind) {
      return error;
    }
    throw error;
  }
  throw new Error('the pipeline ran');
}

describe('a record', () => {
  test('tells what a pass did', () => {
    const [, records] = run([nothing(), countdown()]);
    expect(
      records.map(({ application, pass: name, changed }) => [application, name, changed]),
    ).toEqual([
      [1, 'nothing', false],
      [2, 'countdown', true],
    ]);
    expect(records[1]?.statistics).toEqual(new Map([['steps', 1]]));
    expect(records[1]?.duration).toBeGreaterThanOrEqual(0);
    expect(records[1]?.after).toEqual({ blocks: 3, instructions: 3 });
  });

  test('has the sizes before and after', () => {
    const filter = parseFilter(TEXT);
    filter.append(blockId(2), { kind: 'const', value: 1 });
    const [record] = runPasses(filter, parsePipeline('dead-code', builtinPasses));
    expect(record?.before).toEqual({ blocks: 3, instructions: 4 });
    expect(record?.after).toEqual({ blocks: 3, instructions: 3 });
  });

  test('holds remarks only where they were asked for, and no counter that is 0', () => {
    const talks = pass('talks', (_, { count, remark }) => {
      count('nothing', 0);
      remark('missed', 'b1', 'is too hard');
    });
    const [, silent] = run([talks]);
    expect(silent[0]?.remarks).toEqual([]);
    expect(silent[0]?.statistics.size).toBe(0);
    const [, loud] = run([talks], { remarks: true });
    expect(loud[0]?.remarks).toEqual([{ kind: 'missed', where: 'b1', message: 'is too hard' }]);
  });
});

describe('repeat', () => {
  test('goes on until nothing changes, and no farther', () => {
    const [filter, records] = run([{ repeat: [nothing(), countdown()] }]);
    expect(printFilter(filter)).toContain('return 0x3');
    expect(records.filter(({ changed }) => changed)).toHaveLength(8);
    // After the last change each pass has to be seen doing nothing once.
    expect(records.slice(-2).map(({ changed }) => changed)).toEqual([false, false]);
    expect(records).toHaveLength(2 * 8 + 2);
  });

  test('of an empty pipeline ends', () => {
    expect(run([{ repeat: [] }])[1]).toEqual([]);
  });

  test('may stand in another', () => {
    const [filter, records] = run([{ repeat: [{ repeat: [countdown()] }, nothing()] }]);
    expect(printFilter(filter)).toContain('return 0x3');
    expect(records.filter(({ changed }) => changed)).toHaveLength(8);
  });

  test('of two passes that undo each other is a defect', () => {
    const flip = pass('flip', (filter) => filter.setTerminator(blockId(1), returnConstant(7)));
    expect(() => run([{ repeat: [nothing(), flip] }])).toThrow(
      new EndlessRepeatError(1_000, { passes: ['flip'], owners: [] }),
    );
  });
});

describe('the bisect limit', () => {
  test.each([0, 1, 5])('%i stops after so many applications', (bisectLimit) => {
    const [, records] = run([nothing(), { repeat: [countdown()] }], { bisectLimit });
    expect(records.map(({ application }) => application)).toEqual(
      Array.from({ length: bisectLimit }, (_, index) => index + 1),
    );
  });
});

describe('a failure', () => {
  test('of a pass that throws names it, with the filter before it and the cause', () => {
    const error = failure(PassError, [countdown(), throws()]);
    expect(error.code).toBe('PASS_FAILED');
    expect(error.pass).toBe('throws');
    expect(error.application).toBe(2);
    expect(error.message).toBe("pass 'throws' (application 2) failed: no luck");
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(error.before).toBe(TEXT.replace('0x40000', '0xa'));
  });

  test('to keep the IR names the pass that broke it, with the filter before it', () => {
    const error = failure(VerifyError, [countdown(), breaks(), nothing()], { verifyEach: true });
    expect(error.code).toBe('IR_INVALID');
    expect(error.pass).toBe('breaks');
    expect(error.before).toBe(TEXT.replace('0x40000', '0xa'));
    expect(error.violations.map(({ code }) => code)).toEqual(['IR_UNDEFINED']);
    expect(error.message).toContain("pass 'breaks' (application 2) broke the IR");
  });

  test('is worked out again with what the passes were told', () => {
    const told = pass('told', (filter, { profile, semantics, target }) => {
      const knows = profile !== null && semantics === 'relaxed';
      filter.setTerminator(blockId(1), returnConstant(knows ? target.instructionLimit : 0));
    });
    const error = failure(PassError, [told, throws()], {
      profile: { entries: () => new Map() },
      semantics: 'relaxed',
      target: { ...ANY_MACHINE, instructionLimit: 7 },
    });
    expect(error.before).toBe(TEXT.replace('0x40000', '0x7'));
  });

  test('to keep the IR is looked for in the end, and laid to the pass since which it is', () => {
    const error = failure(VerifyError, [countdown(), breaks(), nothing()]);
    expect(error.message).toContain("pass 'breaks' (application 2) broke the IR");
    expect(error.before).toBe(TEXT.replace('0x40000', '0xa'));
  });

  test('to keep what takes dominators to see is looked for only where that is asked for', () => {
    const early = pass('early', (filter) => filter.setTerminator(blockId(1), verdictOf(1)));
    const late = pass('late', (filter) => {
      const value = filter.append(blockId(2), { kind: 'const', value: 3 });
      filter.setTerminator(blockId(1), verdictOf(value));
    });
    expect(run([early, late])[1]).toHaveLength(2);
    expect(failure(VerifyError, [early, late], { verifyEach: true }).pass).toBe('late');
  });
});

test('observers see the filter after each pass', () => {
  const seen: string[] = [];
  run([countdown(), countdown()], {
    onPass: (filter, record) => {
      seen.push(`${record.application} ${/return (0x[1-9a-f]\w*)/.exec(printFilter(filter))?.[1]}`);
    },
  });
  expect(seen).toEqual(['1 0xa', '2 0x9']);
});

test('a pass gets the analyses of the filter as it is, even amid its edits', () => {
  const reached: boolean[] = [];
  const looks = pass('looks', (filter, { get }) => {
    reached.push(get(dominatorTree).reaches(blockId(2)));
    filter.setTerminator(blockId(0), { kind: 'jump', target: blockId(1) });
    reached.push(get(dominatorTree).reaches(blockId(2)));
  });
  run([looks]);
  expect(reached).toEqual([true, false]);
});

test('a pass is told the semantics, strict where nothing is said', () => {
  const told: string[] = [];
  const asks = pass('asks', (_, { semantics }) => {
    told.push(semantics);
  });
  run([asks]);
  run([asks], { semantics: 'relaxed' });
  expect(told).toEqual(['strict', 'relaxed']);
});
