import { BytecodeError } from './errors.ts';
import type { CbpfInstruction, CbpfProgram } from './instruction.ts';
import { cbpfOpcode, isConditionalJump } from './opcodes.ts';
import { printOperand } from './operand-syntax.ts';

/** The jump that stands for one whose true target is the next instruction. */
const INVERSE: ReadonlyMap<string, string> = new Map([
  ['jeq', 'jne'],
  ['jge', 'jlt'],
  ['jgt', 'jle'],
]);

/** The width of the column before the mnemonics, where labels stand. */
const LABEL_COLUMN = 8;

/**
 * Prints a program in the syntax of `bpf_asm`, one instruction a line. Label `L7` stands before the
 * instruction with index 7. Fields that an instruction has no use for are not shown, so they read
 * back as 0.
 *
 *             ldh [12]
 *             jne #0x800, L3
 *             ret #262144
 *     L3:     ret #0
 *
 * @throws {@link BytecodeError} at an opcode that does not exist or a jump that leaves the program.
 */
export function disassemble(program: CbpfProgram): string {
  const lines = program.map((instruction, index) => lineOf(instruction, index));
  const labels = new Set<number>();
  for (const [index, { targets }] of lines.entries()) {
    for (const target of targets) {
      if (target >= program.length) {
        throw new BytecodeError(
          `jumps to ${target}, but the program has ${program.length} instructions`,
          { code: 'CBPF_JUMP_RANGE', index },
        );
      }
      labels.add(target);
    }
  }
  return lines
    .map((line, index) => {
      const label = labels.has(index) ? `L${index}:` : '';
      return `${label.padEnd(LABEL_COLUMN)}${printLine(line)}\n`;
    })
    .join('');
}

/** One instruction, as far as its text says. */
interface Line {
  readonly mnemonic: string;
  /** Empty where there is none. */
  readonly operand: string;
  /** The indices of the instructions whose labels follow the operand. */
  readonly targets: readonly number[];
}

function lineOf({ code, jt, jf, k }: CbpfInstruction, index: number): Line {
  const opcode = cbpfOpcode(code);
  if (opcode === undefined) {
    throw new BytecodeError(`no opcode 0x${code.toString(16)}`, { code: 'CBPF_OPCODE', index });
  }
  const { mnemonic } = opcode;
  const operand = printOperand(opcode, k, 'bpf-asm');
  const next = index + 1;
  if (!isConditionalJump(opcode)) {
    return { mnemonic, operand, targets: opcode.operand === 'target' ? [next + k] : [] };
  }
  if (jf === 0) {
    return { mnemonic, operand, targets: [next + jt] };
  }
  const inverse = jt === 0 ? INVERSE.get(mnemonic) : undefined;
  return inverse === undefined
    ? { mnemonic, operand, targets: [next + jt, next + jf] }
    : { mnemonic: inverse, operand, targets: [next + jf] };
}

function printLine({ mnemonic, operand, targets }: Line): string {
  const operands = [operand, ...targets.map((target) => `L${target}`)];
  return `${mnemonic} ${operands.filter((text) => text !== '').join(', ')}`.trimEnd();
}
