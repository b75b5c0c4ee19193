import { evaluateKernel } from '../../interpret/kernel.ts';
import { type InterpretedPacket, readInput } from '../../interpret/packet.ts';
import { BINARY_OPS, type Scalar, UNARY_OPS } from '../../ir/ops.ts';
import { invariant } from '../../support/invariant.ts';
import { neededTerms } from './needed-terms.ts';
import type { LoadTerm, Term, TermId } from './term.ts';
import type { TermTable } from './term-table.ts';

/** The byte at an address past the end of the packet. */
export type BytesBeyond = (address: number) => number;

/**
 * What each of `roots` is on one packet. Loads past the end of the packet yield what `beyond` says;
 * a quotient by zero is 0.
 */
export function evaluateTerms(
  table: TermTable,
  roots: readonly TermId[],
  packet: InterpretedPacket,
  beyond: BytesBeyond = () => 0,
): readonly (Scalar | boolean)[] {
  const values = new Map<TermId, Scalar | boolean>();
  const read = (id: TermId): Scalar | boolean => {
    const value = values.get(id);
    invariant(value !== undefined, `term ${id} has no value yet`);
    return value;
  };
  for (const id of neededTerms(table, roots)) {
    values.set(id, evaluate(table.term(id), { read, packet, beyond }));
  }
  return roots.map(read);
}

interface Surroundings {
  readonly read: (id: TermId) => Scalar | boolean;
  readonly packet: InterpretedPacket;
  readonly beyond: BytesBeyond;
}

function evaluate(term: Term, { read, packet, beyond }: Surroundings): Scalar | boolean {
  const scalar = (id: TermId): Scalar => {
    const value = read(id);
    invariant(typeof value !== 'boolean', `term ${id} is a truth`);
    return value;
  };
  switch (term.kind) {
    case 'constant':
    case 'truth':
      return term.value;
    case 'input':
      return readInput(packet, term.input);
    case 'load': {
      const base = term.base === null ? 0 : Number(read(term.base));
      return load(term, (index) => {
        const address = base + term.offset + index;
        return packet.bytes[address] ?? beyond(address);
      });
    }
    case 'unary':
      return UNARY_OPS[term.op].evaluate(scalar(term.operand));
    case 'binary':
    case 'compare': {
      const value = operate(term.op, scalar(term.lhs), scalar(term.rhs));
      return term.kind === 'compare' ? value !== 0 : value;
    }
    case 'within':
      return Number(read(term.base)) + term.extent <= packet.bytes.length;
    case 'kernel': {
      const operands = term.operands.map((operand) => Number(read(operand)));
      const value = evaluateKernel(term.op, operands, packet);
      return term.sort === 'bool' ? value !== null : (value ?? 0);
    }
    case 'not':
      return read(term.operand) !== true;
    case 'ite':
      return read(term.test) === true ? read(term.ifTrue) : read(term.ifFalse);
  }
}

function operate(op: keyof typeof BINARY_OPS, lhs: Scalar, rhs: Scalar): Scalar {
  const { evaluate: words, evaluate64 } = BINARY_OPS[op];
  return typeof lhs === 'number' && typeof rhs === 'number'
    ? (words(lhs, rhs) ?? 0)
    : (evaluate64(BigInt(lhs), BigInt(rhs)) ?? 0n);
}

function load({ width, order }: LoadTerm, byteAt: (index: number) => number): Scalar {
  let value = 0n;
  for (let index = 0; index < width; index += 1) {
    const at = order === 'network' ? index : width - 1 - index;
    value = (value << 8n) | BigInt(byteAt(at));
  }
  return width === 8 ? value : Number(value);
}
