import type { OperandForm } from '../../../src/isa/x64/encoding-notation.ts';
import { ENCODINGS } from '../../../src/isa/x64/encodings.ts';
import {
  type Address,
  type Instruction,
  imm,
  instruction,
  mem,
  type Operand,
  reg,
} from '../../../src/isa/x64/instruction.ts';
import { REGISTERS, type Register, type Width } from '../../../src/isa/x64/registers.ts';

/** Addresses that take every path of the address encoder. */
const ADDRESSES: readonly Address<Register>[] = [
  ...REGISTERS.map((base) => ({ base })),
  { base: 'rdi', disp: 12 },
  { base: 'rbp', disp: -128 },
  { base: 'r13', disp: 127 },
  { base: 'rsp', disp: -8 },
  { base: 'r12', disp: 128 },
  { base: 'rax', disp: -129 },
  { base: 'rdi', disp: 0x7fffffff },
  { base: 'rdi', index: 'rcx' },
  { base: 'rbp', index: 'rax', scale: 2 },
  { base: 'r13', index: 'r12', scale: 4 },
  { base: 'r12', index: 'r13', scale: 8, disp: 5 },
  { base: 'rsp', index: 'rbp', scale: 8, disp: 0x1234 },
  { index: 'r9', scale: 4, disp: 16 },
  { disp: 0x1000 },
];

const WIDTHS: Readonly<Record<string, readonly Width[]>> = {
  b: [8],
  w: [16],
  d: [32],
  q: [64],
  v: [16, 32, 64],
  y: [32, 64],
};

/** The immediates to try for each size, within what every width of the instruction takes. */
const IMMEDIATES: Readonly<Record<string, readonly bigint[]>> = {
  b: [0n, 5n, 0x7fn],
  s: [-128n, -1n, 3n, 127n],
  z: [0x1234n, -0x1234n],
  v: [0x1234n],
};

function operandsFor({ place, size }: OperandForm, width: Width): readonly Operand[] {
  const own = WIDTHS[size]?.length === 1 ? (WIDTHS[size]?.[0] ?? width) : width;
  switch (place) {
    case 'A':
      return [reg('rax', own)];
    case 'C':
      return [reg('rcx', 8)];
    case '1':
      return [imm(1)];
    case 'I':
      return (IMMEDIATES[size] ?? []).map(imm);
    case 'J':
      return [];
    case 'E':
      return [...REGISTERS.map((each) => reg(each, own)), ...ADDRESSES.map((a) => mem(own, a))];
    case 'M':
      return ADDRESSES.map((address) => mem(own, address));
    default:
      return REGISTERS.map((each) => reg(each, own));
  }
}

/** Pairs the lists element by element, starting the shorter ones again until the longest ends. */
function zipCyclic<Item>(lists: readonly (readonly Item[])[]): readonly Item[][] {
  const length = Math.max(1, ...lists.map((list) => list.length));
  return Array.from({ length }, (_, row) =>
    lists.flatMap((list, column) => {
      const item = list[(row + 3 * column) % list.length];
      return item === undefined ? [] : [item];
    }),
  );
}

/** Every encoding in the table except jumps to labels, in every width and with varied operands. */
export function instructionSamples(): readonly Instruction[] {
  const samples: Instruction[] = [];
  for (const [mnemonic, encodings] of ENCODINGS) {
    for (const { operands } of encodings) {
      if (operands.some(({ place }) => place === 'J')) {
        continue;
      }
      const varying = operands.find(({ size }) => size === 'v' || size === 'y');
      for (const width of WIDTHS[varying?.size ?? 'q'] ?? []) {
        const lists = operands.map((form) => operandsFor(form, width));
        samples.push(...zipCyclic(lists).map((each) => instruction(mnemonic, ...each)));
      }
    }
  }
  return samples;
}
