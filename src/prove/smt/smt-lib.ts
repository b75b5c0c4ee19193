import type { InputName } from '../../ir/inputs.ts';
import { BINARY_OPS, type Scalar, type UnaryOp } from '../../ir/ops.ts';
import { invariant } from '../../support/invariant.ts';
import { neededTerms } from './needed-terms.ts';
import type { BasicCompareOp, BinaryTerm, LoadTerm, Sort, Term, TermId } from './term.ts';
import type { TermTable } from './term-table.ts';

/**
 * A question for a solver: whether some packet makes all of some truths hold. The packet is an array
 * of bytes without an end, `caplen` a word like any other; all names are declared.
 */
export interface SmtQuery {
  /** SMT-LIB 2.6 up to the assertions, without `check-sat`. */
  readonly text: string;
  /** The words whose values make up the packet of an answer. */
  readonly symbols: readonly string[];
  /** The loads, of whose places the bytes are asked for. */
  readonly loads: readonly LoadSymbols[];
}

/** The names of what a load reads. */
export interface LoadSymbols {
  /** The address of the first byte. */
  readonly address: string;
  /** The bytes in the order of their addresses. */
  readonly bytes: readonly string[];
}

/**
 * Addresses have 36 bits, so that the sum of a base and an offset below 2^33 does not wrap, and hex
 * digits suffice to write them.
 */
const ADDRESS_BITS = 36;

const COMPARISONS: Readonly<Record<BasicCompareOp, string>> = {
  eq: '=',
  ult: 'bvult',
  slt: 'bvslt',
};

const SORTS: Readonly<Record<Sort, string>> = {
  bool: 'Bool',
  i32: '(_ BitVec 32)',
  i64: '(_ BitVec 64)',
};

/**
 * Prints the question whether some packet makes all `truths` hold. Each term is defined once, so that
 * the text is linear in the number of terms.
 *
 * Source: Barrett, Fontaine and Tinelli, "The SMT-LIB Standard: Version 2.6", 2017.
 */
export function smtQuery(table: TermTable, truths: readonly TermId[]): SmtQuery {
  const terms = neededTerms(table, truths);
  const inputs = new Set<InputName>(['caplen', 'wirelen']);
  for (const id of terms) {
    const term = table.term(id);
    if (term.kind === 'input') {
      inputs.add(term.input);
    }
  }
  const loads: LoadSymbols[] = [];
  const random: string[] = [];
  const lines = [
    '(set-logic QF_ABV)',
    `(declare-const packet (Array (_ BitVec ${ADDRESS_BITS}) (_ BitVec 8)))`,
    ...[...inputs].map((name) => `(declare-const ${name} ${SORTS.i32})`),
  ];
  for (const id of terms) {
    const term = table.term(id);
    if (term.kind === 'load') {
      loads.push(defineBytes(table, id, term, lines));
    }
    if (term.kind === 'kernel') {
      const name = nameOf(table, id);
      lines.push(`(declare-const ${name} ${SORTS[term.sort]})`);
      if (name === RANDOM) {
        random.push(name);
      }
    } else if (term.kind !== 'input') {
      lines.push(`(define-fun t${id} () ${SORTS[table.sort(id)]} ${definition(table, id, term)})`);
    }
  }
  lines.push(...truths.map((truth) => `(assert t${truth})`));
  return { text: `${lines.join('\n')}\n`, symbols: [...inputs, ...random], loads };
}

/** Names the address and the bytes of a load, so that an answer can tell their values. */
function defineBytes(
  table: TermTable,
  id: TermId,
  { base: baseTerm, offset, width }: LoadTerm,
  lines: string[],
): LoadSymbols {
  const base = baseTerm === null ? null : nameOf(table, baseTerm);
  const address = `a${id}`;
  lines.push(
    `(declare-const ${address} (_ BitVec ${ADDRESS_BITS}))`,
    `(assert (= ${address} ${addressOf(base, offset)}))`,
  );
  const bytes: string[] = [];
  for (let index = 0; index < width; index += 1) {
    const name = `p${id}_${index}`;
    bytes.push(name);
    lines.push(
      `(declare-const ${name} (_ BitVec 8))`,
      `(assert (= ${name} (select packet ${addressOf(base, offset + index)})))`,
    );
  }
  return { address, bytes };
}

/** The name of the first number that the kernel draws. */
const RANDOM = 'aux.random';

const hexLiteral = (value: Scalar, bits: number): string =>
  `#x${value.toString(16).padStart(bits / 4, '0')}`;

/** A place as a term of `ADDRESS_BITS` bits. */
function addressOf(base: string | null, offset: number): string {
  const constant = hexLiteral(offset, ADDRESS_BITS);
  return base === null ? constant : `(bvadd ((_ zero_extend 4) ${base}) ${constant})`;
}

/** The name of a term: inputs go by their own. */
function nameOf(table: TermTable, id: TermId): string {
  const term = table.term(id);
  const isRandom = term.kind === 'kernel' && term.op === 'random' && term.draw === 0;
  return term.kind === 'input' ? term.input : isRandom ? RANDOM : `t${id}`;
}

function definition(
  table: TermTable,
  id: TermId,
  term: Exclude<Term, { readonly kind: 'kernel' }>,
): string {
  const operand = (of: TermId): string => nameOf(table, of);
  switch (term.kind) {
    case 'constant':
      return typeof term.value === 'number'
        ? hexLiteral(term.value, 32)
        : hexLiteral(term.value, 64);
    case 'input':
      return term.input;
    case 'load':
      return loaded(id, term);
    case 'unary':
      return UNARY[term.op](operand(term.operand));
    case 'binary':
      return arithmetic(term, operand(term.lhs), operand(term.rhs));
    case 'compare':
      return `(${COMPARISONS[term.op]} ${operand(term.lhs)} ${operand(term.rhs)})`;
    case 'within':
      return `(bvule ${addressOf(operand(term.base), term.extent)} ((_ zero_extend 4) caplen))`;
    case 'truth':
      return `${term.value}`;
    case 'not':
      return `(not ${operand(term.operand)})`;
    case 'ite':
      return `(ite ${operand(term.test)} ${operand(term.ifTrue)} ${operand(term.ifFalse)})`;
  }
}

function arithmetic({ op, type }: BinaryTerm, lhs: string, rhs: string): string {
  const { bitVector } = BINARY_OPS[op];
  invariant(bitVector !== null, `${op} compares`);
  return bitVector(lhs, rhs, type === 'i64' ? 64 : 32);
}

/** The bytes of a load put together, the most significant first. */
function loaded(id: TermId, { width, order }: LoadTerm): string {
  const bytes = Array.from({ length: width }, (_, index) => `p${id}_${index}`);
  const ordered = order === 'network' ? bytes : bytes.reverse();
  const joined = width === 1 ? ordered.join('') : `(concat ${ordered.join(' ')})`;
  return width === 1 || width === 2 ? extended('zero', 32 - 8 * width, joined) : joined;
}

const extended = (how: 'zero' | 'sign', bits: number, value: string): string =>
  `((_ ${how}_extend ${bits}) ${value})`;

const lowBits = (bits: number, value: string): string => `((_ extract ${bits - 1} 0) ${value})`;

function bytesSwapped(width: number, value: string): string {
  const bytes = Array.from(
    { length: width },
    (_, index) => `((_ extract ${8 * index + 7} ${8 * index}) ${value})`,
  );
  return `(concat ${bytes.join(' ')})`;
}

const UNARY: Readonly<Record<UnaryOp, (operand: string) => string>> = {
  bswap16: (operand) => extended('zero', 16, bytesSwapped(2, operand)),
  bswap32: (operand) => bytesSwapped(4, operand),
  bswap64: (operand) => bytesSwapped(8, operand),
  sext8: (operand) => extended('sign', 24, lowBits(8, operand)),
  sext16: (operand) => extended('sign', 16, lowBits(16, operand)),
  sext32: (operand) => extended('sign', 32, operand),
  zext32: (operand) => extended('zero', 32, operand),
  trunc32: (operand) => lowBits(32, operand),
};
