import type { Instruction, Mnemonic, PlainMnemonic } from './instruction.ts';
import type { Register } from './registers.ts';

/** What an instruction does with a register operand: reads it, writes it, or both in that order. */
export type Access = 'r' | 'w' | 'rw';

/** Which registers an instruction reads and writes, apart from those in addresses, which it reads. */
export interface Effects {
  /** What happens to each operand. */
  readonly operands: readonly Access[];
  /** The registers that it reads without naming them. */
  readonly reads: readonly Register[];
  /** The registers that it writes without naming them. */
  readonly writes: readonly Register[];
}

const explicit = (...operands: Access[]): Effects => ({ operands, reads: [], writes: [] });

const MOVES: Effects = explicit('w', 'r');
const COMPUTES: Effects = explicit('rw', 'r');
const COMPARES: Effects = explicit('r', 'r');
const UPDATES: Effects = explicit('rw');
const COMPUTES_APART: Effects = explicit('w', 'r', 'r');
const DIVIDES: Effects = { operands: ['r'], reads: ['rax', 'rdx'], writes: ['rax', 'rdx'] };

/**
 * The effects of each instruction on registers. `call` is absent: what it does, its target says.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, chapters 3 to 5.
 */
const EFFECTS: Readonly<Record<Exclude<PlainMnemonic, 'call'>, Effects>> = {
  mov: MOVES,
  movzx: MOVES,
  movsx: MOVES,
  movsxd: MOVES,
  movbe: MOVES,
  bswap: UPDATES,
  lea: MOVES,
  xchg: explicit('rw', 'rw'),
  push: explicit('r'),
  pop: explicit('w'),
  add: COMPUTES,
  adc: COMPUTES,
  sub: COMPUTES,
  sbb: COMPUTES,
  and: COMPUTES,
  or: COMPUTES,
  xor: COMPUTES,
  cmp: COMPARES,
  test: COMPARES,
  inc: UPDATES,
  dec: UPDATES,
  neg: UPDATES,
  not: UPDATES,
  mul: { operands: ['r'], reads: ['rax'], writes: ['rax', 'rdx'] },
  imul: COMPUTES,
  div: DIVIDES,
  idiv: DIVIDES,
  shl: COMPUTES,
  shr: COMPUTES,
  sar: COMPUTES,
  rol: COMPUTES,
  ror: COMPUTES,
  shlx: COMPUTES_APART,
  shrx: COMPUTES_APART,
  sarx: COMPUTES_APART,
  rorx: COMPUTES_APART,
  bt: COMPARES,
  jmp: explicit('r'),
  ret: explicit(),
  nop: explicit('r'),
};

/** `xor eax, eax` is how a register is zeroed: nothing depends on what was there. */
const ZEROES: Effects = explicit('w', 'w');

/** What `instruction` does with registers; not for `call`. */
export function effectsOf<R>({ mnemonic, operands }: Instruction<R>): Effects {
  const [first, second] = operands;
  if (mnemonic === 'xor' && first?.kind === 'reg' && second?.kind === 'reg') {
    return first.reg === second.reg ? ZEROES : COMPUTES;
  }
  if (mnemonic === 'imul' && operands.length === 3) {
    return COMPUTES_APART;
  }
  return isPlain(mnemonic) ? EFFECTS[mnemonic] : conditionalEffects(mnemonic);
}

function isPlain(mnemonic: Mnemonic): mnemonic is keyof typeof EFFECTS {
  return Object.hasOwn(EFFECTS, mnemonic);
}

function conditionalEffects(mnemonic: Mnemonic): Effects {
  if (mnemonic.startsWith('cmov')) {
    return COMPUTES;
  }
  return explicit(mnemonic.startsWith('set') ? 'w' : 'r');
}
