import { ANCILLARY_BASE, type AncillaryWord, ancillaryAt, ancillaryNamed } from './ancillary.ts';
import { CbpfSyntaxError } from './errors.ts';
import { type CbpfOpcode, type CbpfOperand, findCbpfOpcode, isCbpfMnemonic } from './opcodes.ts';
import type { Token, TokenCursor } from './scanner.ts';

/** Whose assembly text: `bpf_asm` of the Linux tree, or the listings of `tcpdump -d`. */
export type Dialect = 'bpf-asm' | 'tcpdump';

/** The instructions whose immediate operand is a number to count with; others are bit patterns. */
const DECIMAL: ReadonlySet<string> = new Set([
  'add',
  'sub',
  'mul',
  'div',
  'mod',
  'lsh',
  'rsh',
  'ret',
]);

/** The operand of an instruction as assembly text; empty where it has none. */
export function printOperand(opcode: CbpfOpcode, k: number, dialect: Dialect): string {
  const decimal = printDecimal(k, dialect);
  switch (opcode.operand) {
    case 'immediate':
      return DECIMAL.has(opcode.mnemonic) ? `#${decimal}` : `#${hex(k)}`;
    case 'absolute':
      return printAbsolute(k, dialect);
    case 'indirect':
      return `[x + ${decimal}]`;
    case 'scratch':
      return `M[${decimal}]`;
    case 'length':
      return dialect === 'tcpdump' ? '#pktlen' : '#len';
    case 'header-length':
      return `4*([${decimal}]&0xf)`;
    case 'index':
      return 'x';
    case 'accumulator':
      return dialect === 'tcpdump' ? '' : 'a';
    case 'none':
    case 'target':
      return '';
  }
}

function printAbsolute(k: number, dialect: Dialect): string {
  const word = ancillaryAt(k);
  if (word !== undefined && dialect === 'tcpdump') {
    return `[${word.listing}]`;
  }
  const extension = word?.extensions[0];
  return extension === undefined ? `[${printDecimal(k, dialect)}]` : `#${extension}`;
}

/** `tcpdump -d` writes numbers from 2^31 up as negative. */
function printDecimal(k: number, dialect: Dialect): string {
  if (dialect === 'tcpdump') {
    return String(k | 0);
  }
  return k < 0x8000_0000 ? String(k) : hex(k);
}

function hex(k: number): string {
  return `0x${k.toString(16)}`;
}

/** An operand as read. */
export interface ParsedOperand {
  readonly operand: CbpfOperand;
  /** A u32; 0 where the form has no number. */
  readonly k: number;
}

/**
 * Reads the operand of an instruction that is no `ja`, of either dialect. Where none of the forms
 * starts here, it yields `none` and takes nothing.
 */
export function parseOperand(cursor: TokenCursor): ParsedOperand {
  const { kind, text } = cursor.peek();
  if (kind === 'number' || text === '-' || text === '+') {
    return parseBareNumber(cursor);
  }
  switch (text.toLowerCase()) {
    case '#':
      cursor.next();
      return parseAfterHash(cursor);
    case '[':
      return parseBracket(cursor);
    case 'm':
      return parseScratch(cursor);
    case '%':
      cursor.next();
      return parseRegister(cursor) ?? cursor.fail("'x' or 'a'");
    default:
      return parseRegister(cursor) ?? parseBareExtension(cursor) ?? { operand: 'none', k: 0 };
  }
}

/** `4*([k]&0xf)`, or a constant without its `#`. */
function parseBareNumber(cursor: TokenCursor): ParsedOperand {
  if (cursor.peek(1).text !== '*') {
    return { operand: 'immediate', k: cursor.u32() };
  }
  expectNumber(cursor, 4);
  cursor.expect('*', '(', '[');
  const k = cursor.u32();
  cursor.expect(']', '&');
  expectNumber(cursor, 0xf);
  cursor.expect(')');
  return { operand: 'header-length', k };
}

/** Only `4 * (byte & 0xf)` exists. */
function expectNumber(cursor: TokenCursor, value: number): void {
  if (Number(cursor.peek().text) !== value) {
    cursor.fail(value === 4 ? '4' : hex(value));
  }
  cursor.u32();
}

function parseAfterHash(cursor: TokenCursor): ParsedOperand {
  if (cursor.peek().kind !== 'word') {
    return { operand: 'immediate', k: cursor.u32() };
  }
  return parseBareExtension(cursor) ?? cursor.fail("a number, 'len' or an extension");
}

/** The name of an extension, the length of the packet included; `null` takes nothing. */
function parseBareExtension(cursor: TokenCursor): ParsedOperand | null {
  const { kind, text } = cursor.peek();
  if (kind !== 'word' || cursor.peek(1).text === ':') {
    return null;
  }
  if (text === 'len' || text === 'pktlen') {
    cursor.next();
    return { operand: 'length', k: 0 };
  }
  const word = ancillaryNamed(text);
  if (word === undefined) {
    return null;
  }
  cursor.next();
  return atWord(word);
}

function atWord(word: AncillaryWord): ParsedOperand {
  return { operand: 'absolute', k: ANCILLARY_BASE + word.offset };
}

/** `[k]`, `[x + k]` or `[extension]`. */
function parseBracket(cursor: TokenCursor): ParsedOperand {
  cursor.expect('[');
  const word = ancillaryNamed(cursor.peek().text);
  if (word !== undefined) {
    cursor.next();
    cursor.expect(']');
    return atWord(word);
  }
  const prefixed = cursor.accept('%');
  if (cursor.accept('x')) {
    cursor.expect('+');
    const k = cursor.u32();
    cursor.expect(']');
    return { operand: 'indirect', k };
  }
  if (prefixed) {
    cursor.fail("'x'");
  }
  const k = cursor.u32();
  cursor.expect(']');
  return { operand: 'absolute', k };
}

function parseScratch(cursor: TokenCursor): ParsedOperand {
  if (cursor.peek(1).text !== '[') {
    return { operand: 'none', k: 0 };
  }
  cursor.expect('m', '[');
  const k = cursor.u32();
  cursor.expect(']');
  return { operand: 'scratch', k };
}

/** A register that is not a label; `null` takes nothing. */
function parseRegister(cursor: TokenCursor): ParsedOperand | null {
  if (cursor.peek(1).text === ':') {
    return null;
  }
  if (cursor.accept('x')) {
    return { operand: 'index', k: 0 };
  }
  return cursor.accept('a') ? { operand: 'accumulator', k: 0 } : null;
}

/** The forms of operand in messages. */
const OPERAND_NAMES: Readonly<Record<CbpfOperand, string>> = {
  none: 'no operand',
  immediate: 'a constant',
  absolute: 'a byte offset',
  indirect: 'a byte offset from x',
  scratch: 'scratch memory',
  length: 'the packet length',
  'header-length': 'a header length',
  index: 'x',
  accumulator: 'a',
  target: 'a label',
};

/**
 * The opcode that `mnemonic` names with this form of operand.
 *
 * @throws {@link CbpfSyntaxError} at the line of `name`, where there is none.
 */
export function opcodeFor(name: Token, mnemonic: string, operand: CbpfOperand): CbpfOpcode {
  const base = mnemonic === 'ldx' && operand === 'header-length' ? 'ldxb' : mnemonic;
  const opcode = findCbpfOpcode(base, operand);
  if (opcode !== undefined) {
    return opcode;
  }
  const detail = isCbpfMnemonic(base)
    ? `${name.text} has no form with ${OPERAND_NAMES[operand]}`
    : `no instruction is called '${name.text}'`;
  throw new CbpfSyntaxError(detail, { line: name.line });
}
