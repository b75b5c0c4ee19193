import { CbpfSyntaxError } from './errors.ts';
import type { CbpfInstruction, CbpfProgram } from './instruction.ts';
import { cbpfOpcode, isConditionalJump, MAX_CONDITIONAL_SKIP } from './opcodes.ts';
import { opcodeFor, parseOperand, printOperand } from './operand-syntax.ts';
import { scan, type Token, TokenCursor } from './scanner.ts';

/**
 * Prints a program as `tcpdump -d` does, byte for byte: the index of each instruction, and jumps by
 * the index where they go on.
 *
 *     (000) ldh      [12]
 *     (001) jeq      #0x800           jt 2	jf 3
 *     (002) ret      #262144
 *     (003) ret      #0
 *
 * Any program can be shown, an invalid one too: opcodes that do not exist print as `unimp`, which
 * does not read back.
 */
export function printListing(program: CbpfProgram): string {
  return program.map((instruction, index) => `${printLine(instruction, index)}\n`).join('');
}

function printLine({ code, jt, jf, k }: CbpfInstruction, index: number): string {
  const opcode = cbpfOpcode(code);
  const mnemonic = (opcode?.mnemonic ?? 'unimp').padEnd(8);
  const start = `(${String(index).padStart(3, '0')}) ${mnemonic} `;
  if (opcode === undefined) {
    return `${start}0x${code.toString(16)}`;
  }
  const next = index + 1;
  if (opcode.operand === 'target') {
    return `${start}${(next + k) | 0}`;
  }
  const operand = printOperand(opcode, k, 'tcpdump');
  return isConditionalJump(opcode)
    ? `${start}${operand.padEnd(16)} jt ${next + jt}\tjf ${next + jf}`
    : start + operand;
}

/**
 * Reads a listing as `tcpdump -d` prints it; `;` may start a comment on each line. A `ja` may go
 * back, as in libpcap's code for `protochain`: k is then its distance modulo 2^32, which the program
 * checker refuses. Linear time.
 *
 * @throws {@link CbpfSyntaxError} at the first line that is not understood, whose index is out of
 * order, or whose condition jumps back or further than it can.
 */
export function parseListing(text: string): CbpfProgram {
  const cursor = new TokenCursor(scan(text));
  const program: CbpfInstruction[] = [];
  while (cursor.peek().kind !== 'end') {
    program.push(parseLine(cursor, program.length));
  }
  return program;
}

function parseLine(cursor: TokenCursor, index: number): CbpfInstruction {
  parseIndex(cursor, index);
  const name = cursor.peek();
  const mnemonic = cursor.word('an instruction').toLowerCase();
  if (mnemonic === 'ja') {
    const { code } = opcodeFor(name, mnemonic, 'target');
    return { code, jt: 0, jf: 0, k: parseTarget(cursor, index) >>> 0 };
  }
  const { operand, k } = parseOperand(cursor);
  const bareReturn = mnemonic === 'ret' && operand === 'none';
  const opcode = opcodeFor(name, mnemonic, bareReturn ? 'accumulator' : operand);
  if (!isConditionalJump(opcode)) {
    return { code: opcode.code, jt: 0, jf: 0, k };
  }
  cursor.expect('jt');
  const jt = parseConditionalTarget(cursor, index);
  cursor.expect('jf');
  const jf = parseConditionalTarget(cursor, index);
  return { code: opcode.code, jt, jf, k };
}

/** Takes `(003)`, where the instruction is the one with index 3. */
function parseIndex(cursor: TokenCursor, index: number): void {
  cursor.expect('(');
  const token = cursor.peek();
  if (indexOf(token) !== index) {
    cursor.fail(`instruction ${index}`);
  }
  cursor.next();
  cursor.expect(')');
}

/** An index is decimal, whatever zeros it starts with; `null` where it is none. */
function indexOf({ text }: Token): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** Takes the index where a jump goes on; yields the number of instructions that it skips. */
function parseTarget(cursor: TokenCursor, index: number): number {
  const target = indexOf(cursor.peek()) ?? cursor.fail('the index of an instruction');
  cursor.next();
  return target - index - 1;
}

/** Takes a target of a conditional jump. */
function parseConditionalTarget(cursor: TokenCursor, index: number): number {
  const { line, text } = cursor.peek();
  const skip = parseTarget(cursor, index);
  if (skip < 0) {
    throw new CbpfSyntaxError(`jump back to ${text}; conditional jumps only go forward`, { line });
  }
  if (skip > MAX_CONDITIONAL_SKIP) {
    throw new CbpfSyntaxError(
      `${text} is ${skip} instructions away, and a conditional jump skips at most ${MAX_CONDITIONAL_SKIP}`,
      { line },
    );
  }
  return skip;
}
