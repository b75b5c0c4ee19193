import { describe, expect, test } from 'vitest';
import type { Filter } from '../../src/ir/filter.ts';
import { blockId } from '../../src/ir/ids.ts';
import { type BasicBlock, type Instr, returnConstant } from '../../src/ir/ir.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { printFilter } from '../../src/ir/print.ts';
import type { Pass } from '../../src/pass/pass.ts';
import { EndlessRepeatError, PassError, VerifyError } from '../../src/pass/pass-error.ts';
import type { Pipeline } from '../../src/pass/pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';

const TEXT = `filter @small {
b0:
  v0 = load.2 [12]
  v1 = const 0x800
  v2 = eq v0, v1
  branch v2, b1, b2
b1:
  v3 = const 0x7
  jump b3
b2:
  v4 = const 0x8
  jump b3
b3:
  v5 = phi [b1: v3, b2: v4]
  return v5
}
`;

/** A pass as somebody may write it who has no types. */
const foreign = (run: (filter: Filter) => unknown): Pass => ({
  name: 'foreign',
  summary: 'Serves a test.',
  run: run as Pass['run'],
});

const ownerOf = (): string => "plugin 'other'";

function failureOf(pipeline: Pipeline): Error {
  const filter = parseFilter(TEXT);
  try {
    runPasses(filter, pipeline, { ownerOf });
  } catch (error) {
    if (error instanceof Error) {
      return error;
    }
  }
  throw new Error(`nothing is found wrong with ${printFilter(filter)}`);
}

/** What may be changed only by who does not look at types. */
type Loose<Type> = { -readonly [Key in keyof Type]: Type[Key] };
const loose = <Type>(value: Type): Loose<Type> => value;

const firstBlock = (filter: Filter): BasicBlock => filter.block(filter.entry);
const constant = (filter: Filter, block: number): Instr & { kind: 'const' } => {
  const instr = filter.block(blockId(block)).instrs.find(({ kind }) => kind === 'const');
  return instr as Instr & { kind: 'const' };
};

describe("what a pass changes behind the filter's back is found", () => {
  test.each<[string, (filter: Filter) => void]>([
    [
      'a constant',
      (filter) => {
        loose(constant(filter, 1)).value = 9;
      },
    ],
    [
      'a new field of an instruction',
      (filter) => {
        Object.assign(constant(filter, 1), { mark: true });
      },
    ],
    ['a list made shorter', (filter) => (firstBlock(filter).instrs as Instr[]).pop()],
    ['a list in another order', (filter) => (firstBlock(filter).instrs as Instr[]).reverse()],
    [
      'an instruction in place of another',
      (filter) => {
        const instrs = filter.block(blockId(1)).instrs as Instr[];
        instrs[0] = { ...constant(filter, 1), value: 9 };
      },
    ],
    [
      'a terminator',
      (filter) => {
        loose(filter.block(blockId(3))).terminator = returnConstant(1);
      },
    ],
    [
      'the targets of a branch, swapped',
      (filter) => {
        const block = firstBlock(filter);
        const { terminator } = block;
        if (terminator.kind === 'branch') {
          const { ifTrue, ifFalse } = terminator;
          loose(block).terminator = { ...terminator, ifTrue: ifFalse, ifFalse: ifTrue };
        }
      },
    ],
    [
      'the values of a phi, swapped',
      (filter) => {
        const [phi] = filter.block(blockId(3)).instrs;
        const [one, other] = [constant(filter, 1).id, constant(filter, 2).id];
        if (phi?.kind === 'phi') {
          (phi.incoming as Map<unknown, unknown>).set(blockId(1), other).set(blockId(2), one);
        }
      },
    ],
    [
      'a list, beside an edit by the methods',
      (filter) => {
        (filter.block(blockId(1)).instrs as Instr[]).unshift({ ...constant(filter, 2) });
        filter.append(filter.entry, { kind: 'const', value: 1 });
      },
    ],
    [
      'an edge, beside an edit by the methods',
      (filter) => {
        loose(filter.block(blockId(2))).terminator = returnConstant(0);
        filter.append(filter.entry, { kind: 'const', value: 1 });
      },
    ],
  ])('%s', (_, run) => {
    const error = failureOf([foreign(run as (filter: Filter) => unknown)]);
    expect(error).toBeInstanceOf(PassError);
    expect(error.message).toContain(
      "pass 'foreign' of plugin 'other' (application 1) failed: it changed the IR behind the filter's back",
    );
    expect((error as PassError).before).toBe(TEXT);
  });
});

describe('what can be no IR is found without verification', () => {
  test.each<[string, (filter: Filter) => void]>([
    [
      'a number that is none of 32 bits',
      (filter) => filter.replace({ ...constant(filter, 1), value: 2 ** 40 }),
    ],
    ['a fraction', (filter) => filter.replace({ ...constant(filter, 1), value: 0.5 })],
    ['no number', (filter) => filter.replace({ ...constant(filter, 1), value: Number.NaN })],
    [
      'a jump to itself',
      (filter) => filter.setTerminator(blockId(3), { kind: 'jump', target: blockId(3) }),
    ],
    [
      'a jump to nowhere',
      (filter) => filter.setTerminator(blockId(3), { kind: 'jump', target: blockId(99) }),
    ],
    ['an instruction of no kind', (filter) => filter.append(blockId(1), { kind: 'what' } as never)],
    [
      'a terminator of no kind',
      (filter) => filter.setTerminator(blockId(3), { kind: 'what' } as never),
    ],
  ])('%s', (_, run) => {
    const error = failureOf([foreign(run as (filter: Filter) => unknown)]);
    expect(error instanceof PassError || error instanceof VerifyError, error.stack).toBe(true);
    expect(error.message).toContain("pass 'foreign' of plugin 'other' (application 1)");
  });
});

describe('a pass that is not over when it returns', () => {
  test.each<[string, () => unknown]>([
    ['async', async () => await Promise.reject(new Error('late'))],
    ['that yields a promise', () => Promise.resolve()],
  ])('%s', (_, run) => {
    expect(failureOf([foreign(run)]).message).toBe(
      "pass 'foreign' of plugin 'other' (application 1) failed: run returned a promise; a pass is done when it returns, without async",
    );
  });
});

test('what is thrown need not be an error', () => {
  const thrower = foreign(() => {
    throw null;
  });
  expect(failureOf([thrower]).message).toMatch(/failed: null$/);
});

test('a pass that never settles in repeat is named with its plugin', () => {
  const settles = foreign(() => {});
  const never = { ...foreign((filter) => filter.setCount(filter.entry, 1)), name: 'never' };
  const error = failureOf([{ repeat: [settles, never] }]);
  expect(error).toBeInstanceOf(EndlessRepeatError);
  expect(error.message).toContain("'never' of plugin 'other' still changes the filter");
});

test('a pass that keeps to the methods may do what it likes', () => {
  const filter = parseFilter(TEXT);
  const edits = foreign((one) => {
    one.replace({ ...constant(one, 1), value: 9 });
    one.setIncoming(one.block(blockId(3)).instrs[0]?.id as never, blockId(1), constant(one, 1).id);
    const block = one.addBlock();
    one.setTerminator(blockId(2), { kind: 'jump', target: block });
  });
  expect(runPasses(filter, [edits], { ownerOf })).toHaveLength(1);
  expect(printFilter(filter)).toContain('v3 = const 0x9');
});
