import { BytecodeError, CbpfSyntaxError } from '../errors.ts';
import type { CbpfProgram } from '../instruction.ts';
import { decodeEitherOrder } from './raw-order.ts';

/** A line of scmp_bpf_disasm and of `seccomp-tools dump`: index, code, jt, jf, k and a comment. */
const SECCOMP_LINE =
  /^[ \t]*(\d{4,}):[ \t]+(0x[\da-f]{2,4})[ \t]+(0x[\da-f]{2})[ \t]+(0x[\da-f]{2})[ \t]+(0x[\da-f]{8})\b.*$/gim;

export const hasSeccompDump = (text: string): boolean => text.search(SECCOMP_LINE) !== -1;

/** @throws {@link CbpfSyntaxError} where lines are missing. */
export function parseSeccompDump(text: string): CbpfProgram {
  return [...text.matchAll(SECCOMP_LINE)].map((match, index) => {
    const [code = 0, jt = 0, jf = 0, k = 0] = match.slice(2).map(Number);
    if (Number(match[1]) !== index) {
      throw new CbpfSyntaxError(`expected instruction ${index}, found ${match[1]}`, {
        line: text.slice(0, match.index).split('\n').length,
      });
    }
    return { code, jt, jf, k };
  });
}

/** What `ss -b` says of a socket with a filter: the count, and the instructions. */
const SS_FILTER = /\bbpf filter \((\d+)\):((?:\s*0x[\da-f]+ \d+ \d+ \d+,?)*)/gi;

export const hasSocketFilter = (text: string): boolean => text.search(SS_FILTER) !== -1;

/** @throws {@link CbpfSyntaxError} where sockets have several filters, or instructions are missing. */
export function parseSocketFilter(text: string): CbpfProgram {
  const filters = [...text.matchAll(SS_FILTER)];
  const [[, count = '', instructions = ''] = []] = filters;
  if (new Set(filters.map((filter) => filter[2]?.trim())).size > 1) {
    const message = `${filters.length} sockets have a filter; leave the lines of one`;
    throw new CbpfSyntaxError(message, { line: 1 });
  }
  const program = [...instructions.matchAll(/(0x[\da-f]+) (\d+) (\d+) (\d+)/gi)].map((match) => {
    const [code = 0, jt = 0, jf = 0, k = 0] = match.slice(1).map(Number);
    return { code, jt, jf, k };
  });
  if (program.length !== Number(count)) {
    const message = `${count} instructions announced, ${program.length} found`;
    throw new CbpfSyntaxError(message, { line: 1 });
  }
  return program;
}

/** The bytes of a line between its offset and its characters, as xxd has them, and hexdump -C. */
const DUMP_LINE =
  /^\s*[\da-f]{7,8}(?::((?: [\da-f]{2,8})+)(?: {2}.*)?|((?: {1,2}[\da-f]{2,4})+)(?: *\|.*\|)?)?\s*$/i;

/** The lines without what stands beside the bytes; `null` where one is no line of a dump. */
function dumpedBytes(text: string): string | null {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => DUMP_LINE.exec(line));
  return lines.some((line) => line === null)
    ? null
    : lines.map((line) => line?.[1] ?? line?.[2] ?? '').join(' ');
}

/** Strings with `\x28`, as Python and C write bytes. */
const ESCAPES = /^[^"']*(?:b?["'](?:\\x[\da-f]{2})+["'][\s+\\]*)+[^"']*$/i;

/** The hexadecimal digits that a text stands for; `null` where it holds anything else. */
function hexDigits(text: string): string | null {
  if (ESCAPES.test(text)) {
    return [...text.matchAll(/\\x([\da-f]{2})/gi)].map(([, digits]) => digits).join('');
  }
  const isDump = /^\s*[\da-f]{7,8}(?:: | {2})/i.test(text);
  const plain = (isDump ? dumpedBytes(text) : null) ?? text;
  const words = plain
    .trim()
    .replace(/^0x/i, '')
    .split(/[\s,:]+/);
  const width = words[0]?.length ?? 0;
  const isHex = words.every((word) => /^(?:[\da-f]{2})+$/i.test(word));
  const isEven = words.length === 1 || words.every((word) => word.length === 2) || width % 4 === 0;
  return isHex && isEven ? words.join('') : null;
}

/** The digits of one instruction. */
const DIGITS = 16;

export function hasHex(text: string): boolean {
  const digits = hexDigits(text);
  return digits !== null && digits.length >= DIGITS;
}

/** @throws {@link BytecodeError} where the last instruction is not whole. */
export function parseHex(text: string): CbpfProgram {
  const digits = hexDigits(text) ?? '';
  if (digits.length % DIGITS !== 0) {
    const message = `expected ${DIGITS} digits an instruction, found ${digits.length % DIGITS}`;
    const index = Math.floor(digits.length / DIGITS);
    throw new BytecodeError(message, { code: 'CBPF_TRUNCATED', index });
  }
  return decodeEitherOrder(
    Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
      Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
    ),
  );
}
