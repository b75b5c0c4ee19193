import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Instruction, mem, type Operand } from '../../../src/isa/x64/instruction.ts';
import { printInstruction } from '../../../src/isa/x64/print.ts';
import type { Register } from '../../../src/isa/x64/registers.ts';
import { emitMoves, type PlacedMove } from '../../../src/lower/x64/emit/emit-moves.ts';

const REGISTERS: readonly Register[] = ['rax', 'rcx', 'rdx', 'rbx'];
const PLACES: readonly (Register | number)[] = [...REGISTERS, 0, 1, 2];

const slot = (index: number): Operand => mem<Register>(64, { base: 'rsp', disp: -8 * (index + 1) });

/** Names the place that an operand stands for, as a key of the simulated machine. */
function keyOf(operand: Operand | undefined): string | bigint {
  switch (operand?.kind) {
    case 'reg':
      return operand.reg;
    case 'mem':
      return `slot ${-operand.disp / 8 - 1}`;
    case 'imm':
      return operand.value;
    default:
      throw new RangeError('no such operand in a copy');
  }
}

/** What the places hold after `code`, each having held its own name before. */
function simulate(code: readonly Instruction[]): (place: Register | number) => string | bigint {
  const contents = new Map<string, string | bigint>();
  const read = (key: string | bigint): string | bigint =>
    typeof key === 'bigint' ? key : (contents.get(key) ?? key);
  for (const { mnemonic, operands } of code) {
    const [to, from] = operands.map(keyOf);
    if (typeof to !== 'string' || from === undefined) {
      throw new RangeError('a copy has two operands');
    }
    const before = read(to);
    contents.set(to, read(from));
    if (mnemonic === 'xchg' && typeof from === 'string') {
      contents.set(from, before);
    }
  }
  return (place) => read(typeof place === 'number' ? `slot ${place}` : place);
}

const moves: fc.Arbitrary<readonly PlacedMove[]> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...PLACES)),
    fc.array(fc.oneof(fc.constantFrom(...PLACES), fc.bigInt({ min: 0n, max: 1n << 63n })), {
      minLength: PLACES.length,
      maxLength: PLACES.length,
    }),
  )
  .map(([targets, sources]) =>
    targets.map((to, index) => ({ to, from: sources[index] ?? 0n, width: 64 as const })),
  );

test('each place ends with what its source held at the start', () => {
  fc.assert(
    fc.property(moves, (all) => {
      const code = emitMoves(all, { slot, scratch: 'r13' });
      const after = simulate(code);
      for (const place of PLACES) {
        const move = all.find(({ to }) => to === place);
        const before = move?.from ?? place;
        const expected = typeof before === 'number' ? `slot ${before}` : before;
        expect(after(place), code.map(printInstruction).join('\n')).toBe(expected);
      }
    }),
    { numRuns: 5000 },
  );
});

test('a cycle of registers takes one exchange less than it has registers', () => {
  const code = emitMoves(
    [
      { to: 'rax', from: 'rcx', width: 32 },
      { to: 'rcx', from: 'rdx', width: 32 },
      { to: 'rdx', from: 'rax', width: 32 },
    ],
    { slot, scratch: 'r13' },
  );

  expect(code.map(printInstruction)).toEqual(['xchg rax, rcx', 'xchg rcx, rdx']);
});

test('copies to themselves are left out', () => {
  expect(emitMoves([{ to: 'rax', from: 'rax', width: 64 }], { slot, scratch: 'r13' })).toEqual([]);
});
