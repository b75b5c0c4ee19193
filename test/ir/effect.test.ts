import { describe, expect, test } from 'vitest';
import { effectOf, mayDivideByZero, mayReject } from '../../src/ir/effect.ts';
import { eachOperand, operands } from '../../src/ir/ir.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { printInstr } from '../../src/ir/print.ts';

const FILTER = parseFilter(`filter @effects {
b0:
  v0 = load.1 [0]
  guard 20
  v1 = load.2.nocheck [12]
  v2 = wirelen
  v3 = const 0x0
  v4 = const 0x4
  v5 = div v1, v4
  v6 = mod v1, v3
  v7 = div v1, v0
  v8 = add v1, v0
  v9 = sext8 v0
  v10 = select v0, v1, v2
  v11 = const.i64 0x2
  v12 = zext32 v0
  v13 = div.i64 v12, v11
  branch v0, b1, b2
b1:
  jump b2
b2:
  v14 = phi [b0: v8, b1: v9]
  return v14
}
`);

const instrs = [...FILTER.blocks()].flatMap((block) => block.instrs);
const printed = (those: typeof instrs): readonly string[] => those.map(printInstr);

describe('what instructions do besides yielding values', () => {
  test('loads and guards that check bounds, and divisions, may reject', () => {
    expect(printed(instrs.filter((one) => effectOf(one) === 'bounds-check'))).toEqual([
      'v0 = load.1 [0]',
      'guard 20',
    ]);
    expect(printed(instrs.filter((one) => effectOf(one) === 'division'))).toEqual([
      'v5 = div v1, v4',
      'v6 = mod v1, v3',
      'v7 = div v1, v0',
      'v13 = div.i64 v12, v11',
    ]);
    expect(instrs.filter(mayReject)).toHaveLength(6);
  });

  test('a division by a constant other than 0 never rejects', () => {
    expect(printed(instrs.filter((one) => mayDivideByZero(one, FILTER)))).toEqual([
      'v6 = mod v1, v3',
      'v7 = div v1, v0',
    ]);
  });
});

test('operands are visited in the order in which they are printed', () => {
  for (const instr of instrs) {
    const visited: number[] = [];
    eachOperand(instr, (operand) => visited.push(operand));
    expect(visited).toEqual(operands(instr));
    const [, ...named] = [...`${printInstr(instr)}`.matchAll(/v(\d+)/g)].map(([, id]) =>
      Number(id),
    );
    expect(visited).toEqual(instr.kind === 'guard' ? [] : named);
  }
});
