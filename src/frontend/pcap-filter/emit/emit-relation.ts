import type { ValueId } from '../../../ir/ids.ts';
import type { Address } from '../../../ir/ir.ts';
import type { BinaryOp } from '../../../ir/ops.ts';
import { invariant } from '../../../support/invariant.ts';
import { FilterTypeError } from '../errors.ts';
import { IPV6_HEADER_LENGTH, ipv4Payload } from '../meaning/ip-header.ts';
import { behind, type FrameOffsets, type PacketTest, type Place } from '../meaning/packet-test.ts';
import { indexedHeader } from '../meaning/relation.ts';
import type { Arithmetic, BinaryArithmetic, PacketLoad, Relation } from '../syntax/ast.ts';
import type { ArithmeticSymbol } from '../syntax/token.ts';
import { emitPlace } from './emit-place.ts';
import type { FilterBuilder, Label } from './filter-builder.ts';

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

/**
 * The largest constant index that is added to an offset now rather than by the filter: with one as
 * small, the sum with a header's length does not wrap around 2^32, which that of the filter would.
 */
const MAX_FOLDED_INDEX = 0xffff;

/**
 * Ends the open block of `builder` with a relation: works out its left side, then its right.
 *
 * @throws {@link FilterTypeError} at a division by the constant 0 or a shift by a constant over 31.
 */
export function emitRelation(
  builder: FilterBuilder,
  { relation, frame }: Extract<PacketTest, { readonly kind: 'relation' }>,
  { ifTrue, ifFalse }: { readonly ifTrue: Label; readonly ifFalse: Label },
): void {
  const left = emitArithmetic(builder, relation.left, frame);
  const right = emitArithmetic(builder, relation.right, frame);
  const { op, holds } = COMPARISONS[relation.operator];
  const test = builder.binary(op, left, right);
  builder.branch(test, holds ? ifTrue : ifFalse, holds ? ifFalse : ifTrue);
}

/** Works out `root`, operands before operations and left before right, without recursion. */
function emitArithmetic(builder: FilterBuilder, root: Arithmetic, frame: FrameOffsets): ValueId {
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
    const operands = ready ? [] : operandsOf(node);
    if (operands.length === 0) {
      values.push(emitNode(builder, node, frame, pop));
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
  frame: FrameOffsets,
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
      return builder.binary(OPERATIONS[node.operator], pop(), right);
    }
    case 'load': {
      const header = headerPlace(node, frame);
      const index = foldedIndex(node);
      const address =
        index === null
          ? emitIndexed(builder, header, pop())
          : emitPlace(builder, behind(header, index));
      return builder.load(node.size, address);
    }
  }
}

/** The address `index` bytes behind `header`, where the sum of `index` and the base wraps. */
function emitIndexed(builder: FilterBuilder, header: Place, index: ValueId): Address {
  const { base, offset } = emitPlace(builder, header);
  return { base: base === null ? index : builder.binary('add', index, base), offset };
}

function headerPlace(load: PacketLoad, { header, payload }: FrameOffsets): Place {
  switch (indexedHeader(load)) {
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

/** The index of `load` where it is a constant that can be added to the offset. */
function foldedIndex({ offset }: PacketLoad): number | null {
  return offset.kind === 'number' && offset.value <= MAX_FOLDED_INDEX ? offset.value : null;
}

/** What has to be worked out before `node`. */
function operandsOf(node: Arithmetic): readonly Arithmetic[] {
  switch (node.kind) {
    case 'number':
    case 'length':
      return [];
    case 'load':
      return foldedIndex(node) === null ? [node.offset] : [];
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
