import { invariant } from '../../support/invariant.ts';

/**
 * Where an operand goes in the bytes, by the letters of Intel's opcode map:
 *
 * | letter | operand | goes to |
 * |---|---|---|
 * | `E` | register or memory | `rm` of the ModRM byte |
 * | `M` | memory | `rm` of the ModRM byte |
 * | `G` | register | `reg` of the ModRM byte |
 * | `B` | register | `vvvv` of the VEX prefix |
 * | `Z` | register | low three bits of the opcode |
 * | `A` | `al`, `ax`, `eax`, `rax` | nowhere |
 * | `C` | `cl` | nowhere |
 * | `1` | the constant 1 | nowhere |
 * | `I` | immediate | after the address |
 * | `J` | label | last, relative to the end of the instruction |
 */
export type OperandPlace = 'E' | 'M' | 'G' | 'B' | 'Z' | 'A' | 'C' | '1' | 'I' | 'J';

/**
 * The width of an operand, by the letters of Intel's opcode map: `b w d q` are 8, 16, 32 and 64
 * bits; `v` is 16, 32 or 64, `y` 32 or 64, the same for every operand of the instruction; `z` is an
 * immediate of 16 bits where `v` is 16 and else of 32, sign-extended; and, not Intel's, `s` is an
 * immediate of 8 bits that is sign-extended.
 */
export type OperandSize = 'b' | 'w' | 'd' | 'q' | 'v' | 'y' | 'z' | 's';

/** Which operands one place of an encoding takes. */
export interface OperandForm {
  readonly place: OperandPlace;
  readonly size: OperandSize;
}

/** The fixed fields of a VEX prefix. */
export interface VexPrefix {
  /** The `pp` field: 1 stands for 66, 2 for f3, 3 for f2. */
  readonly pp: number;
  /** The `mmmmm` field: 2 stands for 0f 38, 3 for 0f 3a. */
  readonly map: number;
}

/** One way to encode one shape of instruction. */
export interface Encoding {
  readonly operands: readonly OperandForm[];
  readonly vex: VexPrefix | null;
  /** The opcode with its escape bytes, one to three bytes. */
  readonly opcode: readonly number[];
  /** Whether a ModRM byte follows the opcode. */
  readonly modrm: boolean;
  /** The constant `reg` field of the ModRM byte; `null` where an operand goes there. */
  readonly digit: number | null;
  /** Whether an operand's width shows in the prefixes: 66 for 16 bits, REX.W for 64. */
  readonly sized: boolean;
  /** Whether the operand size is 64 bits without a REX.W prefix. */
  readonly defaults64: boolean;
  /** The indices of the operands that go to the fields for registers; -1 where none does. */
  readonly fields: { readonly reg: number; readonly rm: number; readonly vvvv: number };
  /** Whether the operand at `fields.rm` goes to the low three bits of the opcode. */
  readonly inOpcode: boolean;
}

const PP: Readonly<Record<string, number>> = { 66: 1, f3: 2, f2: 3 };
const MAP: Readonly<Record<string, number>> = { '0f38': 2, '0f3a': 3 };
const OPERAND_FORM = /^([EMGBZIJ])([bwdqvyzs])$/;

/** The operands that stand for one register or constant. */
const FIXED_OPERANDS: Readonly<Record<string, OperandForm>> = {
  AL: { place: 'A', size: 'b' },
  rAX: { place: 'A', size: 'v' },
  CL: { place: 'C', size: 'b' },
  '1': { place: '1', size: 'b' },
};

/**
 * Reads one row of the encoding table.
 *
 * @param operands operand forms with commas between, as `Ev,Is`; empty for none.
 * @param bytes `[d64] [vex.PP.MAP] OPCODE… [/r | /DIGIT]`, bytes in hexadecimal.
 */
export function parseEncoding(operands: string, bytes: string): Encoding {
  const words = bytes.split(' ');
  const defaults64 = words[0] === 'd64';
  if (defaults64) {
    words.shift();
  }
  const vex = words[0]?.startsWith('vex.') ? parseVex(words.shift() ?? '') : null;
  const last = words.at(-1) ?? '';
  const modrm = last.startsWith('/');
  if (modrm) {
    words.pop();
  }
  const forms = operands === '' ? [] : operands.split(',').map(parseOperandForm);
  const indexOf = (places: string): number =>
    forms.findIndex(({ place }) => places.includes(place));
  return {
    operands: forms,
    vex,
    opcode: words.map((word) => Number.parseInt(word, 16)),
    modrm,
    digit: modrm && last !== '/r' ? Number(last.slice(1)) : null,
    sized: forms.some(({ size }) => 'vyqwd'.includes(size)),
    defaults64,
    fields: { reg: indexOf('G'), rm: indexOf('EMZ'), vvvv: indexOf('B') },
    inOpcode: indexOf('Z') >= 0,
  };
}

function parseVex(word: string): VexPrefix {
  const [, prefix = '', escapeBytes = ''] = word.split('.');
  const pp = PP[prefix];
  const map = MAP[escapeBytes];
  invariant(pp !== undefined && map !== undefined, `unknown prefix ${word}`);
  return { pp, map };
}

function parseOperandForm(text: string): OperandForm {
  const fixed = FIXED_OPERANDS[text];
  if (fixed !== undefined) {
    return fixed;
  }
  const match = OPERAND_FORM.exec(text);
  invariant(match !== null, `unknown operand form ${text}`);
  return { place: match[1] as OperandPlace, size: match[2] as OperandSize };
}
