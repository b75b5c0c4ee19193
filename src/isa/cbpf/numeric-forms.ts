import { CbpfSyntaxError } from './errors.ts';
import type { CbpfInstruction, CbpfProgram } from './instruction.ts';
import { scan, type Token, TokenCursor } from './scanner.ts';

/** Prints a program as `tcpdump -dd` does: an initializer of `struct bpf_insn` a line. */
export function printInitializers(program: CbpfProgram): string {
  return program
    .map(({ code, jt, jf, k }) => {
      const operand = k.toString(16).padStart(8, '0');
      return `{ 0x${code.toString(16)}, ${jt}, ${jf}, 0x${operand} },\n`;
    })
    .join('');
}

/**
 * Reads what `printInitializers` writes; the last comma may be missing.
 *
 * @throws {@link CbpfSyntaxError} at the first line that is not understood.
 */
export function parseInitializers(text: string): CbpfProgram {
  const cursor = new TokenCursor(scan(text));
  const program: CbpfInstruction[] = [];
  while (cursor.peek().kind !== 'end') {
    cursor.expect('{');
    program.push(parseFields(cursor, ','));
    cursor.expect('}');
    if (cursor.peek().kind !== 'end') {
      cursor.expect(',');
    }
  }
  return program;
}

/** Prints a program as `tcpdump -ddd` does: the count, then `code jt jf k` in decimal, a line each. */
export function printDecimals(program: CbpfProgram): string {
  return [program.length, ...program.map(fieldsInDecimal)].map((line) => `${line}\n`).join('');
}

/**
 * Reads what `printDecimals` writes.
 *
 * @throws {@link CbpfSyntaxError} at the first line that is not understood, or where the count is
 * not that of the instructions.
 */
export function parseDecimals(text: string): CbpfProgram {
  return parseCounted(text, '');
}

/** Prints a program as `nfbpf_compile` does for xt_bpf: all on one line, split by commas. */
export function printXtBpf(program: CbpfProgram): string {
  return `${[program.length, ...program.map(fieldsInDecimal)].join(',')}\n`;
}

/**
 * Reads what `printXtBpf` writes; another comma may stand at the end, as `bpf_asm` puts it.
 *
 * @throws {@link CbpfSyntaxError} where it is not understood, or where the count is not that of the
 * instructions.
 */
export function parseXtBpf(text: string): CbpfProgram {
  return parseCounted(text, ',');
}

function fieldsInDecimal({ code, jt, jf, k }: CbpfInstruction): string {
  return `${code} ${jt} ${jf} ${k}`;
}

/** Reads a count and that many instructions, with `separator` before each. */
function parseCounted(text: string, separator: '' | ','): CbpfProgram {
  const cursor = new TokenCursor(scan(text));
  const start = cursor.peek();
  const count = cursor.u32();
  const program: CbpfInstruction[] = [];
  while (!atEnd(cursor, separator)) {
    if (separator !== '') {
      cursor.expect(separator);
    }
    program.push(parseFields(cursor, ''));
  }
  if (count !== program.length) {
    throw new CbpfSyntaxError(`${count} instructions announced, ${program.length} found`, {
      line: start.line,
    });
  }
  return program;
}

function atEnd(cursor: TokenCursor, separator: '' | ','): boolean {
  const trailing = separator !== '' && cursor.peek().text === separator ? 1 : 0;
  return cursor.peek(trailing).kind === 'end';
}

/** Reads `code jt jf k` with `separator` between. */
function parseFields(cursor: TokenCursor, separator: '' | ','): CbpfInstruction {
  const field = (name: string, largest: number): number => {
    const token = cursor.peek();
    const value = cursor.u32();
    checkField(token, name, value, largest);
    return value;
  };
  const separate = (): void => {
    if (separator !== '') {
      cursor.expect(separator);
    }
  };
  const code = field('code', 0xffff);
  separate();
  const jt = field('jt', 0xff);
  separate();
  const jf = field('jf', 0xff);
  separate();
  return { code, jt, jf, k: field('k', 0xffff_ffff) };
}

function checkField(token: Token, name: string, value: number, largest: number): void {
  if (value > largest) {
    throw new CbpfSyntaxError(`${name} is ${token.text}, expected at most ${largest}`, {
      line: token.line,
    });
  }
}
