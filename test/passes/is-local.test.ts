import { expect, test } from 'vitest';
import { isLocal } from '../../passes/edit/is-local.ts';
import { parseFilter } from '../../src/ir/parse.ts';

/** In b0: v0, which b0 alone uses; v1, which its branch uses; v2, v3 and v4, which others use too. */
const TEXT = `filter @uses {
b0:
  v0 = load.1 [0]
  v1 = load.1 [v0 + 1]
  v2 = load.1 [2]
  v3 = load.1 [3]
  v4 = load.1 [4]
  v5 = add v2, v3
  branch v1, b1, b2
b1:
  v6 = add v2, v2
  return v6
b2:
  jump b3
b3:
  v7 = phi [b2: v4]
  branch v7, b4, b5
b4:
  return v3
b5:
  return 0x0
}
`;

test.each([
  [0, true, 'used by an instruction of its block'],
  [1, true, 'used by the terminator of its block'],
  [2, false, 'used by an instruction of another block'],
  [3, false, 'used by the terminator of another block'],
  [4, false, 'used by a phi of another block'],
  [5, true, 'used by nothing'],
])('whether v%i is local is %s: %s', (index, expected) => {
  const filter = parseFilter(TEXT);
  const { id, instrs } = filter.block(filter.entry);
  const instr = instrs[index];
  expect(instr !== undefined && isLocal(filter, instr, id)).toBe(expected);
});
