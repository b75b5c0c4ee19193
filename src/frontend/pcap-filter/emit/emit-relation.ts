import type { ValueId } from '../../../ir/ids.ts';
import { type InputName, isInputName } from '../../../ir/inputs.ts';
import type { BinaryOp } from '../../../ir/ops.ts';
import { ancillaryAt } from '../../../isa/cbpf/ancillary.ts';
import { invariant } from '../../../support/invariant.ts';
import { MAX_U32 } from '../../../support/u32.ts';
import type { Outcomes } from '../../control-flow/label.ts';
import { linuxBinary, linuxLoad } from '../../control-flow/linux-meaning.ts';
import { FilterTypeError } from '../errors.ts';
import { IPV6_HEADER_LENGTH, ipv4Payload } from '../meaning/network/ip-header.ts';
import { behind, fromStart, type Place, type RelationTest } from '../meaning/packet-test.ts';
import { indexedHeader, isTransport } from '../meaning/relation/indexed-header.ts';
import type { Arithmetic, BinaryArithmetic, PacketLoad, Relation } from '../syntax/ast.ts';
import type { ArithmeticSymbol } from '../syntax/token.ts';
import { emitPlace } from './emit-place.ts';
import type { FilterBuilder } from './filter-builder.ts';

const OPERATIONS: Readonly<Record<ArithmeticSymbol, BinaryOp>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'shl',
  '>>': 'shr',
};

/** How each relation is tested: by an operation that holds where the relation does, or fails. */
const COMPARISONS: Readonly<
  Record<Relation['operator'], { readonly op: 'eq' | 'ugt' | 'uge'; readonly holds: boolean }>
> = {
  '=': { op: 'eq', holds: true },
  '!=': { op: 'eq', holds: false },
  '>': { op: 'ugt', holds: true },
  '<=': { op: 'ugt', holds: false },
  '>=': { op: 'uge', holds: true },
  '<': { op: 'uge', holds: false },
};

const MAX_SHIFT = 31;

/** The largest constant index that is added to an offset now rather than by the filter. */
const MAX_FOLDED_INDEX = 0xffff;

/** No offset of a tunnel comes near it: each adds at most some hundred bytes to the one around it. */
const MAX_VARIABLE = 0x7fff_ffff;

/** The largest length of an IPv4 header, in bytes. RFC 791, 3.1. */
const MAX_IPV4_HEADER = 60;

/**
 * Ends the open block of `builder` with a relation: works out its left side, then its right.
 *
 * @throws {@link FilterTypeError} at a division by the constant 0 or a shift by a constant over 31.
 */
export function emitRelation(
  builder: FilterBuilder,
  test: RelationTest,
  { ifTrue, ifFalse }: Outcomes,
): void {
  const { relation } = test;
  const left = emitArithmetic(builder, relation.left, test);
  const right = emitArithmetic(builder, relation.right, test);
  const { op, holds } = COMPARISONS[relation.operator];
  const outcome = builder.binary(op, left, right);
  builder.branch(outcome, holds ? ifTrue : ifFalse, holds ? ifFalse : ifTrue);
}

/** Works out `root`, operands before operations and left before right, without recursion. */
function emitArithmetic(builder: FilterBuilder, root: Arithmetic, test: RelationTest): ValueId {
  const values: ValueId[] = [];
  const pop = (): ValueId => {
    const value = values.pop();
    invariant(value !== undefined, 'an operation comes after its operands');
    return value;
  };
  const pending: { readonly node: Arithmetic; readonly ready: boolean }[] = [
    { node: root, ready: false },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, ready } = next;
    const operands = ready ? [] : operandsOf(node, test);
    if (operands.length === 0) {
      values.push(emitNode(builder, node, test, pop));
      continue;
    }
    pending.push({ node, ready: true });
    for (const operand of operands.toReversed()) {
      pending.push({ node: operand, ready: false });
    }
  }
  return pop();
}

/** Emits one operation, whose operands `pop` yields, the last first. */
function emitNode(
  builder: FilterBuilder,
  node: Arithmetic,
  test: RelationTest,
  pop: () => ValueId,
): ValueId {
  switch (node.kind) {
    case 'number':
      return builder.constant(node.value);
    case 'length':
      return builder.input('wirelen');
    case 'negate': {
      const operand = pop();
      return builder.binary('sub', builder.constant(0), operand);
    }
    case 'binary': {
      refuseUndefined(node);
      const right = pop();
      const op = OPERATIONS[node.operator];
      return test.linux ? linuxBinary(builder, op, pop(), right) : builder.binary(op, pop(), right);
    }
    case 'load': {
      const header = headerPlace(node, test);
      const index = foldedIndex(node, test);
      const word = test.linux ? kernelWord(node, header) : null;
      if (word !== null) {
        pop();
        return builder.input(word);
      }
      return index === null
        ? emitIndexed(builder, node, header, pop(), test)
        : builder.load(node.size, emitPlace(builder, behind(header, index)));
    }
  }
}

/** Loads from `index` bytes behind `header`, where the sum of `index` and the base wraps. */
function emitIndexed(
  builder: FilterBuilder,
  load: PacketLoad,
  header: Place,
  index: ValueId,
  { linux }: RelationTest,
): ValueId {
  const { base, offset } = emitPlace(builder, header);
  const address = { base: base === null ? index : builder.binary('add', index, base), offset };
  return linux
    ? linuxLoad(builder, load.size, address, mostOf(header.base) + mostOfIndex(load.offset))
    : builder.load(load.size, address);
}

/** A u32 that `index` never exceeds, in bytes: the least that can be told without looking deep. */
function mostOfIndex(index: Arithmetic): number {
  if (index.kind === 'load') {
    return 2 ** (8 * index.size) - 1;
  }
  if (index.kind === 'binary' && index.operator === '&' && index.right.kind === 'number') {
    return index.right.value;
  }
  return MAX_U32;
}

function headerPlace(load: PacketLoad, { frame, transport }: RelationTest): Place {
  if (transport !== null && isTransport(load.protocol)) {
    return { base: transport, offset: 0 };
  }
  const { header, payload } = frame;
  switch (indexedHeader(load)) {
    case 'packet':
      return fromStart(0);
    case 'link':
      return header;
    case 'network':
      return payload;
    case 'ipv4-payload':
      return ipv4Payload(payload);
    case 'ipv6-payload':
      return behind(payload, IPV6_HEADER_LENGTH);
  }
}

/**
 * The index of `load` where it is a constant that can be added to the offset now: that sum does not
 * wrap around 2^32, and the one of the filter would.
 */
function foldedIndex(load: PacketLoad, test: RelationTest): number | null {
  const { offset } = load;
  if (offset.kind !== 'number' || offset.value > MAX_FOLDED_INDEX) {
    return null;
  }
  const { base, offset: start } = headerPlace(load, test);
  return start >= 0 && mostOf(base) <= 0xffff_ffff - 2 * MAX_FOLDED_INDEX ? offset.value : null;
}

/**
 * The word that Linux keeps at the constant address of `load`, such as the interface at `ether[-4088:4]`;
 * `null` where it is a place in the packet. libpcap's optimizer makes one instruction of such a load, and
 * what filters live captures is its output.
 */
function kernelWord({ offset }: PacketLoad, { base, offset: start }: Place): InputName | null {
  const index = constantIndex(offset);
  const word = index === null || base !== null ? undefined : ancillaryAt((index + start) >>> 0);
  const input = `aux.${word?.name}`;
  return isInputName(input) ? input : null;
}

/** What `index` is, a u32, where it is a number or one with a minus before it. */
function constantIndex(index: Arithmetic): number | null {
  if (index.kind === 'negate') {
    return index.operand.kind === 'number' ? -index.operand.value >>> 0 : null;
  }
  return index.kind === 'number' && index.value > MAX_FOLDED_INDEX ? index.value : null;
}

/** The largest value that `base` can have, in bytes. */
function mostOf(base: Place['base']): number {
  switch (base?.kind) {
    case 'ipv4-header-length':
      return mostOf(base.header.base) + MAX_IPV4_HEADER;
    case 'entry-offset':
      return base.most;
    case 'offset-variable':
      return MAX_VARIABLE;
    case undefined:
      return 0;
  }
}

/** What has to be worked out before `node`. */
function operandsOf(node: Arithmetic, test: RelationTest): readonly Arithmetic[] {
  switch (node.kind) {
    case 'number':
    case 'length':
      return [];
    case 'load':
      return foldedIndex(node, test) === null ? [node.offset] : [];
    case 'negate':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
  }
}

function refuseUndefined({ operator, right, span }: BinaryArithmetic): void {
  if (right.kind !== 'number') {
    return;
  }
  const { value } = right;
  if ((operator === '/' || operator === '%') && value === 0) {
    throw new FilterTypeError('FILTER_ARITHMETIC', 'division by zero', { span });
  }
  if ((operator === '<<' || operator === '>>') && value > MAX_SHIFT) {
    throw new FilterTypeError(
      'FILTER_ARITHMETIC',
      `shift by ${value}, more than ${MAX_SHIFT} bits`,
      {
        span,
      },
    );
  }
}
