import { assemble } from './assemble.ts';
import { decodeProgram } from './decode.ts';
import { disassemble } from './disassemble.ts';
import { encodeProgram } from './encode.ts';
import { CbpfSyntaxError } from './errors.ts';
import type { CbpfProgram } from './instruction.ts';
import { parseListing, printListing } from './listing.ts';
import {
  parseDecimals,
  parseInitializers,
  parseXtBpf,
  printDecimals,
  printInitializers,
  printXtBpf,
} from './numeric-forms.ts';
import { skipBlank } from './scanner.ts';

/** The formats of text. */
export type CbpfTextFormat = 'asm' | 'd' | 'dd' | 'ddd' | 'xt' | 'tc';

/** The formats in which a program comes and goes. */
export type CbpfFormat = CbpfTextFormat | 'raw';

interface TextFormat {
  /** What it is, for the help. */
  readonly summary: string;
  readonly print: (program: CbpfProgram) => string;
  readonly parse: (text: string) => CbpfProgram;
  /** What the text starts with, after space and comments; the first format that matches is it. */
  readonly start: RegExp;
}

/** The formats of text, the one that takes any start last. */
const TEXT_FORMATS: Readonly<Record<CbpfTextFormat, TextFormat>> = {
  d: {
    summary: 'the listing of tcpdump -d',
    print: printListing,
    parse: parseListing,
    start: /^\(\s*\d/,
  },
  dd: {
    summary: 'C initializers, as tcpdump -dd',
    print: printInitializers,
    parse: parseInitializers,
    start: /^\{/,
  },
  xt: {
    summary: 'one line for iptables -m bpf, as nfbpf_compile',
    print: printXtBpf,
    parse: parseXtBpf,
    start: /^\d+\s*,/,
  },
  tc: {
    summary: 'one line for tc filter or action bpf bytecode',
    print: printXtBpf,
    parse: parseXtBpf,
    start: /^\d+\s*,/,
  },
  ddd: {
    summary: 'decimal numbers, as tcpdump -ddd',
    print: printDecimals,
    parse: parseDecimals,
    start: /^\d/,
  },
  asm: {
    summary: 'assembly text, as bpf_asm',
    print: disassemble,
    parse: assemble,
    start: /^/,
  },
};

/** What each format is, for the help. */
export const CBPF_FORMATS: Readonly<Record<CbpfFormat, string>> = {
  asm: TEXT_FORMATS.asm.summary,
  d: TEXT_FORMATS.d.summary,
  dd: TEXT_FORMATS.dd.summary,
  ddd: TEXT_FORMATS.ddd.summary,
  xt: TEXT_FORMATS.xt.summary,
  tc: TEXT_FORMATS.tc.summary,
  raw: 'struct sock_filter, little-endian, 8 bytes an instruction',
};

export function isCbpfFormat(name: string): name is CbpfFormat {
  return Object.hasOwn(CBPF_FORMATS, name);
}

/**
 * Prints a program: bytes for `raw`, else text that ends in a line break.
 *
 * @throws {@link BytecodeError} for `asm`, where the program has an opcode that does not exist or a
 * jump that leaves it; the other formats show any program.
 */
export function printProgram(program: CbpfProgram, format: CbpfTextFormat): string;
export function printProgram(program: CbpfProgram, format: 'raw'): Uint8Array;
export function printProgram(program: CbpfProgram, format: CbpfFormat): string | Uint8Array;
export function printProgram(program: CbpfProgram, format: CbpfFormat): string | Uint8Array {
  return format === 'raw' ? encodeProgram(program) : TEXT_FORMATS[format].print(program);
}

/**
 * Reads a program. Text may come as its UTF-8 bytes, and `raw` as a string of hexadecimal digits.
 *
 * @throws {@link CbpfSyntaxError} at the first line that is not understood.
 * @throws {@link BytecodeError} for `raw`, where the last instruction is not whole.
 */
export function parseProgram(source: string | Uint8Array, format: CbpfFormat): CbpfProgram {
  if (format === 'raw') {
    return decodeProgram(typeof source === 'string' ? bytesOf(source) : source);
  }
  return TEXT_FORMATS[format].parse(textOf(source));
}

/**
 * Tells the format of a program from how it starts. Bytes with a NUL among them are `raw`: every
 * opcode leaves the high half of its u16 empty. Text that is none of the others is taken for `asm`.
 */
export function detectFormat(source: string | Uint8Array): CbpfFormat {
  if (typeof source !== 'string' && source.includes(0)) {
    return 'raw';
  }
  const text = textOf(source);
  const start = text.slice(skipBlank(text));
  const formats = Object.keys(TEXT_FORMATS) as CbpfTextFormat[];
  return formats.find((format) => TEXT_FORMATS[format].start.test(start)) ?? 'asm';
}

function textOf(source: string | Uint8Array): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}

/** The bytes that hexadecimal digits stand for, two digits a byte. */
function bytesOf(hex: string): Uint8Array {
  const digits = hex.trim();
  if (!/^(?:[\da-f]{2})*$/i.test(digits)) {
    throw new CbpfSyntaxError('expected two hexadecimal digits a byte', { line: 1 });
  }
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
}
