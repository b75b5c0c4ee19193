import { type BlockId, blockId, type ValueId, valueId } from './ids.ts';
import { isInputName } from './inputs.ts';
import {
  type Address,
  type Instr,
  type InstrDraft,
  type LoadWidth,
  returnConstant,
  type SwitchCase,
  type Terminator,
} from './ir.ts';
import { isKernelOp, KERNEL_OPS } from './kernel-ops.ts';
import { isBinaryOp, isUnaryOp, type Type } from './ops.ts';
import { tableName } from './table-name.ts';

/** A line is not understood; the message says what was expected. Caught by `parseFilter`. */
export class LineError extends Error {
  override readonly name = 'LineError';
}

/** Ids are array indexes, so a stray large one must not claim the memory. */
const LARGEST_ID = 2 ** 24;

/** Reads `v1 = …` or `guard …`; a guard gets the id that `guardId` yields. */
export function parseInstr(line: string, guardId: () => ValueId): Instr | undefined {
  if (line.startsWith('guard ')) {
    return { kind: 'guard', id: guardId(), ...parseAddress(line.slice('guard '.length).trim()) };
  }
  const match = /^(v\d+)\s*=\s*(\S+)\s*(.*)$/.exec(line);
  if (match === null) {
    return undefined;
  }
  const [, result = '', name = '', rest = ''] = match;
  return { ...parseExpression(name, rest), id: parseValue(result) } as Instr;
}

/** Reads `jump …`, `branch …`, `switch …` or `return …`. */
export function parseTerminator(line: string): Terminator | undefined {
  const [, kind = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
  switch (kind) {
    case 'jump':
      return { kind, target: parseBlock(rest) };
    case 'branch':
      return parseBranch(rest);
    case 'switch':
      return parseSwitch(rest);
    case 'return':
      return rest.startsWith('v')
        ? { kind, verdict: { kind: 'value', value: parseValue(rest) } }
        : returnConstant(parseU32(rest));
    default:
      return undefined;
  }
}

export function parseBlock(text: string): BlockId {
  return blockId(parseId('b', text));
}

/** A number in [0, 2^32), decimal or hexadecimal. */
export function parseU32(text: string): number {
  const value = parseNumber(text);
  if (value >= 2n ** 32n) {
    throw new LineError(`expected a number below 2^32, found '${text}'`);
  }
  return Number(value);
}

function parseExpression(name: string, rest: string): InstrDraft {
  const [first = '', ...suffixes] = isInputName(name) ? [name] : name.split('.');
  const op = tableName(first);
  if (name === 'kernel') {
    return parseKernel(rest);
  }
  if (op === 'load') {
    return parseLoad(suffixes, rest);
  }
  const type = parseType(name, suffixes);
  if (op === 'const') {
    return type === 'i64'
      ? { kind: 'const64', value: parseU64(rest) }
      : { kind: 'const', value: parseU32(rest) };
  }
  if (op === 'phi') {
    return { kind: 'phi', type, incoming: parseIncoming(rest) };
  }
  if (op === 'select') {
    const [test, ifTrue, ifFalse] = parseValues(rest, 3);
    return { kind: 'select', type, test, ifTrue, ifFalse };
  }
  if (isBinaryOp(op)) {
    const [lhs, rhs] = parseValues(rest, 2);
    return { kind: 'binary', op, type, lhs, rhs };
  }
  return parseUntyped(tableName(name), rest);
}

function parseUntyped(name: string, rest: string): InstrDraft {
  if (isUnaryOp(name)) {
    const [operand] = parseValues(rest, 1);
    return { kind: 'unary', op: name, operand };
  }
  if (isInputName(name) && rest === '') {
    return { kind: 'input', input: name };
  }
  throw new LineError(`unknown operation '${name}'`);
}

/** Reads `nlattr v0, v1`. */
function parseKernel(rest: string): InstrDraft {
  const [, op = '', values = ''] = /^(\w+)\s*(.*)$/.exec(rest) ?? [];
  if (!isKernelOp(op)) {
    throw new LineError(`the kernel has no operation '${op}'`);
  }
  const count = KERNEL_OPS[op].operands;
  const operands = values === '' ? [] : values.split(',').map((value) => parseValue(value.trim()));
  if (operands.length !== count) {
    throw new LineError(`${op} has ${count} operands`);
  }
  return { kind: 'kernel', op, operands };
}

function parseLoad(suffixes: readonly string[], rest: string): InstrDraft {
  const [, width, native, nocheck] =
    /^([1248])(\.native)?(\.nocheck)?$/.exec(suffixes.join('.')) ?? [];
  const [, address] = /^\[(.*)\]$/.exec(rest) ?? [];
  if (width === undefined || address === undefined) {
    throw new LineError("expected 'load.WIDTH[.native][.nocheck] [ADDRESS]', WIDTH 1, 2, 4 or 8");
  }
  return {
    kind: 'load',
    ...parseAddress(address),
    width: Number(width) as LoadWidth,
    order: native === undefined ? 'network' : 'native',
    checked: nocheck === undefined,
  };
}

/** Reads `12`, `v3` or `v3 + 12`. */
function parseAddress(text: string): Address {
  const [first = '', second, ...others] = text.split('+').map((part) => part.trim());
  const hasBase = first.startsWith('v');
  if (others.length > 0 || (second !== undefined && !hasBase)) {
    throw new LineError(`expected an address such as 'v3 + 12', found '${text}'`);
  }
  return hasBase
    ? { base: parseValue(first), offset: parseU32(second ?? '0') }
    : { base: null, offset: parseU32(first) };
}

function parseType(name: string, suffixes: readonly string[]): Type {
  if (suffixes.length === 0) {
    return 'i32';
  }
  if (suffixes.length === 1 && suffixes[0] === 'i64') {
    return 'i64';
  }
  throw new LineError(`unknown operation '${name}'`);
}

function parseIncoming(text: string): ReadonlyMap<BlockId, ValueId> {
  const incoming = new Map<BlockId, ValueId>();
  for (const pair of parseList(text)) {
    const [from = '', value = ''] = pair.split(':').map((part) => part.trim());
    const block = parseBlock(from);
    if (incoming.has(block)) {
      throw new LineError(`b${block} stands twice in a phi`);
    }
    incoming.set(block, parseValue(value));
  }
  return incoming;
}

function parseBranch(text: string): Terminator {
  const [test = '', ifTrue = '', ifFalse = '', odds, ...others] = text.split(/\s*,\s*/);
  const branch = {
    kind: 'branch',
    test: parseValue(test),
    ifTrue: parseBlock(ifTrue),
    ifFalse: parseBlock(ifFalse),
  } as const;
  if (odds === undefined) {
    return branch;
  }
  const probability = Number(/^probability\s+(\d\S*)$/.exec(odds)?.[1]);
  if (others.length > 0 || !(probability >= 0 && probability <= 1)) {
    throw new LineError(`expected 'probability P' with P from 0 to 1, found '${odds}'`);
  }
  return { ...branch, probability };
}

function parseSwitch(text: string): Terminator {
  const [, value, cases, otherwise] = /^(v\d+)\s*,\s*(\[.*\])\s*,\s*(b\d+)$/.exec(text) ?? [];
  if (value === undefined || cases === undefined || otherwise === undefined) {
    throw new LineError("expected 'switch VALUE, [LOW..HIGH: BLOCK, …], BLOCK'");
  }
  return {
    kind: 'switch',
    value: parseValue(value),
    cases: parseList(cases).map(parseCase),
    otherwise: parseBlock(otherwise),
  };
}

function parseCase(text: string): SwitchCase {
  const [range = '', target = ''] = text.split(':').map((part) => part.trim());
  const [low = '', high = low] = range.split('..');
  return { low: parseU32(low), high: parseU32(high), target: parseBlock(target) };
}

/** The parts of `[a, b, c]`. */
function parseList(text: string): readonly string[] {
  const [, inner] = /^\[(.*)\]$/.exec(text) ?? [];
  if (inner === undefined) {
    throw new LineError(`expected a list in brackets, found '${text}'`);
  }
  return inner.trim() === '' ? [] : inner.split(',').map((part) => part.trim());
}

/** A tuple of `Length` values. */
type Values<Length extends 1 | 2 | 3> = [
  [ValueId],
  [ValueId, ValueId],
  [ValueId, ValueId, ValueId],
][Length extends 1 ? 0 : Length extends 2 ? 1 : 2];

function parseValues<Length extends 1 | 2 | 3>(text: string, length: Length): Values<Length> {
  const parts = text === '' ? [] : text.split(',').map((part) => part.trim());
  if (parts.length !== length) {
    throw new LineError(`expected ${length} operand(s), found ${parts.length}`);
  }
  return parts.map(parseValue) as Values<Length>;
}

function parseValue(text: string): ValueId {
  return valueId(parseId('v', text));
}

function parseId(prefix: 'b' | 'v', text: string): number {
  const digits = text.slice(1);
  const id = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
  if (!text.startsWith(prefix) || !(id <= LARGEST_ID)) {
    const what = prefix === 'b' ? 'a block such as b3' : 'a value such as v7';
    throw new LineError(`expected ${what}, found '${text}'`);
  }
  return id;
}

function parseU64(text: string): bigint {
  const value = parseNumber(text);
  if (value >= 2n ** 64n) {
    throw new LineError(`expected a number below 2^64, found '${text}'`);
  }
  return value;
}

function parseNumber(text: string): bigint {
  if (!/^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text)) {
    throw new LineError(`expected a number, found '${text}'`);
  }
  return BigInt(text);
}
