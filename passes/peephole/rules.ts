import { rangeContains } from '../../src/analysis/values/range.ts';
import {
  BINARY_OPS,
  type BinaryOp,
  type CompareOp,
  NEGATED_COMPARE,
  type Scalar,
  UNARY_OPS,
} from '../../src/ir/ops.ts';
import { allOnes, type Constant, type Match, type Rule, scalar, widthOf } from './term.ts';

/** The result of an operation on constants of the match's type. */
function fold(match: Match, op: BinaryOp, lhs: Scalar, rhs: Scalar): Scalar {
  const { evaluate, evaluate64 } = BINARY_OPS[op];
  const result =
    match.type === 'i32'
      ? evaluate(Number(lhs), Number(rhs))
      : evaluate64(BigInt(lhs), BigInt(rhs));
  return result ?? scalar(match.type, 0);
}

const isZero = (value: Scalar): boolean => BigInt(value) === 0n;

/** Whether a constant has exactly one bit set. */
const isPowerOfTwo =
  (name: Constant) =>
  (match: Match): boolean => {
    const value = BigInt(match.constant(name));
    return value !== 0n && (value & (value - 1n)) === 0n;
  };

/** The number of the only bit that is set in `A`. */
const logarithm = (match: Match): Scalar =>
  scalar(match.type, BigInt(match.constant('A')).toString(2).length - 1);

/** Whether `sub` has no bit that `set` has not. */
const isSubset = (match: Match, sub: Scalar, set: Scalar): boolean =>
  isZero(fold(match, 'and', sub, fold(match, 'xor', set, allOnes(match.type))));

const isBelowWidth =
  (name: Constant) =>
  (match: Match): boolean =>
    match.constant(name) < widthOf(match.type);

const shiftsTogether = (match: Match): boolean =>
  BigInt(match.constant('A')) + BigInt(match.constant('B')) < widthOf(match.type);

const not =
  (condition: (match: Match) => boolean) =>
  (match: Match): boolean =>
    !condition(match);

const both =
  (...conditions: readonly ((match: Match) => boolean)[]) =>
  (match: Match): boolean =>
    conditions.every((condition) => condition(match));

const isPositive = (match: Match): boolean => !isZero(match.constant('A'));
const isNotLargest = (match: Match): boolean => match.constant('A') !== allOnes(match.type);
const isLargestButOne = (match: Match): boolean =>
  fold(match, 'add', match.constant('A'), scalar(match.type, 1)) === allOnes(match.type);

/** The bits of a value that a shift by `A` leaves in their place, seen after the shift. */
const survivingRight = (match: Match): Scalar =>
  fold(match, 'shr', allOnes(match.type), match.constant('A'));
const survivingLeft = (match: Match): Scalar =>
  fold(match, 'shl', allOnes(match.type), match.constant('A'));

/** Identities of one operation. */
const IDENTITIES: readonly Rule[] = [
  { name: 'add-zero', match: ['add', 'x', 0], to: 'x' },
  { name: 'sub-zero', match: ['sub', 'x', 0], to: 'x' },
  { name: 'sub-self', match: ['sub', 'x', 'x'], to: 0 },
  { name: 'mul-zero', match: ['mul', 'x', 0], to: 0 },
  { name: 'mul-one', match: ['mul', 'x', 1], to: 'x' },
  { name: 'div-one', match: ['div', 'x', 1], to: 'x' },
  { name: 'mod-one', match: ['mod', 'x', 1], to: 0 },
  { name: 'and-zero', match: ['and', 'x', 0], to: 0 },
  { name: 'and-ones', match: ['and', 'x', 'ones'], to: 'x' },
  { name: 'and-self', match: ['and', 'x', 'x'], to: 'x' },
  { name: 'or-zero', match: ['or', 'x', 0], to: 'x' },
  { name: 'or-ones', match: ['or', 'x', 'ones'], to: 'ones' },
  { name: 'or-self', match: ['or', 'x', 'x'], to: 'x' },
  { name: 'xor-zero', match: ['xor', 'x', 0], to: 'x' },
  { name: 'xor-self', match: ['xor', 'x', 'x'], to: 0 },
  { name: 'shl-zero', match: ['shl', 'x', 0], to: 'x' },
  { name: 'shr-zero', match: ['shr', 'x', 0], to: 'x' },
  { name: 'ashr-zero', match: ['ashr', 'x', 0], to: 'x' },
  { name: 'shl-all', match: ['shl', 'x', 'A'], when: not(isBelowWidth('A')), to: 0 },
  { name: 'shr-all', match: ['shr', 'x', 'A'], when: not(isBelowWidth('A')), to: 0 },
  { name: 'zero-shl', match: ['shl', 0, 'x'], to: 0 },
  { name: 'zero-shr', match: ['shr', 0, 'x'], to: 0 },
  {
    name: 'and-superfluous',
    match: ['and', 'x', 'A'],
    type: 'i32',
    when: (match) => (match.range('x').zeros | Number(match.constant('A'))) >>> 0 === 0xffff_ffff,
    to: 'x',
  },
  {
    name: 'and-impossible',
    match: ['and', 'x', 'A'],
    type: 'i32',
    when: (match) => isSubset(match, match.constant('A'), match.range('x').zeros),
    to: 0,
  },
];

/** Cheaper operations for powers of two. A product and a quotient become shifts. */
const STRENGTH: readonly Rule[] = [
  {
    name: 'mul-power',
    match: ['mul', 'x', 'A'],
    when: isPowerOfTwo('A'),
    to: ['shl', 'x', logarithm],
  },
  {
    name: 'div-power',
    match: ['div', 'x', 'A'],
    when: isPowerOfTwo('A'),
    to: ['shr', 'x', logarithm],
  },
  {
    name: 'mod-power',
    match: ['mod', 'x', 'A'],
    when: isPowerOfTwo('A'),
    to: ['and', 'x', ['sub', 'A', 1]],
  },
];

/** Constants of nested operations are brought together; masks move inside shifts to the left. */
const REASSOCIATION: readonly Rule[] = [
  { name: 'add-add', match: ['add', ['add', 'x', 'A'], 'B'], to: ['add', 'x', ['add', 'A', 'B']] },
  { name: 'add-sub', match: ['add', ['sub', 'x', 'A'], 'B'], to: ['add', 'x', ['sub', 'B', 'A']] },
  { name: 'sub-add', match: ['sub', ['add', 'x', 'A'], 'B'], to: ['add', 'x', ['sub', 'A', 'B']] },
  { name: 'sub-sub', match: ['sub', ['sub', 'x', 'A'], 'B'], to: ['sub', 'x', ['add', 'A', 'B']] },
  { name: 'mul-mul', match: ['mul', ['mul', 'x', 'A'], 'B'], to: ['mul', 'x', ['mul', 'A', 'B']] },
  { name: 'and-and', match: ['and', ['and', 'x', 'A'], 'B'], to: ['and', 'x', ['and', 'A', 'B']] },
  { name: 'or-or', match: ['or', ['or', 'x', 'A'], 'B'], to: ['or', 'x', ['or', 'A', 'B']] },
  { name: 'xor-xor', match: ['xor', ['xor', 'x', 'A'], 'B'], to: ['xor', 'x', ['xor', 'A', 'B']] },
  {
    name: 'shl-shl',
    match: ['shl', ['shl', 'x', 'A'], 'B'],
    when: shiftsTogether,
    to: ['shl', 'x', ['add', 'A', 'B']],
  },
  { name: 'shl-shl-all', match: ['shl', ['shl', 'x', 'A'], 'B'], when: not(shiftsTogether), to: 0 },
  {
    name: 'shr-shr',
    match: ['shr', ['shr', 'x', 'A'], 'B'],
    when: shiftsTogether,
    to: ['shr', 'x', ['add', 'A', 'B']],
  },
  { name: 'shr-shr-all', match: ['shr', ['shr', 'x', 'A'], 'B'], when: not(shiftsTogether), to: 0 },
  {
    name: 'shl-shr',
    match: ['shr', ['shl', 'x', 'A'], 'A'],
    when: isBelowWidth('A'),
    to: ['and', 'x', survivingRight],
  },
  {
    name: 'shr-shl',
    match: ['shl', ['shr', 'x', 'A'], 'A'],
    when: isBelowWidth('A'),
    to: ['and', 'x', survivingLeft],
  },
  {
    name: 'shl-and',
    match: ['and', ['shl', 'x', 'A'], 'B'],
    when: isBelowWidth('A'),
    to: ['shl', ['and', 'x', ['shr', 'B', 'A']], 'A'],
  },
  {
    name: 'and-shr',
    match: ['shr', ['and', 'x', 'A'], 'B'],
    when: isBelowWidth('B'),
    to: ['and', ['shr', 'x', 'B'], ['shr', 'A', 'B']],
  },
];

/** Tests of a computed value become tests of what it is computed from. */
const EQUALITY: readonly Rule[] = (['eq', 'ne'] as const).flatMap((op): readonly Rule[] => {
  const impossible = op === 'eq' ? 0 : 1;
  return [
    { name: `${op}-self`, match: [op, 'x', 'x'], to: 1 - impossible },
    { name: `${op}-sub`, match: [op, ['sub', 'x', 'A'], 'B'], to: [op, 'x', ['add', 'A', 'B']] },
    { name: `${op}-add`, match: [op, ['add', 'x', 'A'], 'B'], to: [op, 'x', ['sub', 'B', 'A']] },
    { name: `${op}-xor`, match: [op, ['xor', 'x', 'A'], 'B'], to: [op, 'x', ['xor', 'A', 'B']] },
    { name: `${op}-difference`, match: [op, ['sub', 'x', 'y'], 0], to: [op, 'x', 'y'] },
    { name: `${op}-exclusive-or`, match: [op, ['xor', 'x', 'y'], 0], to: [op, 'x', 'y'] },
    {
      name: `${op}-rsub`,
      match: [op, ['sub', 'A', 'x'], 'B'],
      to: [op, 'x', ['sub', 'A', 'B']],
    },
    {
      name: `${op}-and-impossible`,
      match: [op, ['and', 'x', 'A'], 'B'],
      when: (match) => !isSubset(match, match.constant('B'), match.constant('A')),
      to: impossible,
    },
    {
      name: `${op}-or-impossible`,
      match: [op, ['or', 'x', 'A'], 'B'],
      when: (match) => !isSubset(match, match.constant('A'), match.constant('B')),
      to: impossible,
    },
    {
      name: `${op}-shl`,
      match: [op, ['shl', 'x', 'A'], 'B'],
      when: both(isBelowWidth('A'), (match) =>
        isSubset(match, match.constant('B'), survivingLeft(match)),
      ),
      to: [op, ['and', 'x', survivingRight], ['shr', 'B', 'A']],
    },
    {
      name: `${op}-shl-impossible`,
      match: [op, ['shl', 'x', 'A'], 'B'],
      when: both(
        isBelowWidth('A'),
        (match) => !isSubset(match, match.constant('B'), survivingLeft(match)),
      ),
      to: impossible,
    },
    {
      name: `${op}-range`,
      match: [op, 'x', 'A'],
      type: 'i32',
      when: (match) => !rangeContains(match.range('x'), Number(match.constant('A'))),
      to: impossible,
    },
    ...(['bswap32', 'bswap64'] as const).map(
      (swap): Rule => ({
        name: `${op}-${swap}`,
        match: [op, [swap, 'x'], 'A'],
        to: [op, 'x', (match) => UNARY_OPS[swap].evaluate(match.constant('A'))],
      }),
    ),
  ];
});

/** Orders with a constant are written by `ugt` and `ult`, or by `eq` and `ne` where they can. */
const ORDER: readonly Rule[] = [
  ...(['ult', 'ugt', 'slt', 'sgt'] as const).map(
    (op): Rule => ({ name: `${op}-self`, match: [op, 'x', 'x'], to: 0 }),
  ),
  ...(['ule', 'uge', 'sle', 'sge'] as const).map(
    (op): Rule => ({ name: `${op}-self`, match: [op, 'x', 'x'], to: 1 }),
  ),
  { name: 'ugt-zero', match: ['ugt', 'x', 0], to: ['ne', 'x', 0] },
  { name: 'ult-zero', match: ['ult', 'x', 0], to: 0 },
  { name: 'ult-one', match: ['ult', 'x', 1], to: ['eq', 'x', 0] },
  { name: 'ugt-largest', match: ['ugt', 'x', 'ones'], to: 0 },
  { name: 'ult-largest', match: ['ult', 'x', 'ones'], to: ['ne', 'x', 'ones'] },
  {
    name: 'ugt-all-but-one',
    match: ['ugt', 'x', 'A'],
    when: isLargestButOne,
    to: ['eq', 'x', 'ones'],
  },
  { name: 'uge-zero', match: ['uge', 'x', 0], to: 1 },
  {
    name: 'uge-constant',
    match: ['uge', 'x', 'A'],
    when: isPositive,
    to: ['ugt', 'x', ['sub', 'A', 1]],
  },
  { name: 'ule-largest', match: ['ule', 'x', 'ones'], to: 1 },
  {
    name: 'ule-constant',
    match: ['ule', 'x', 'A'],
    when: isNotLargest,
    to: ['ult', 'x', ['add', 'A', 1]],
  },
  {
    name: 'ugt-always',
    match: ['ugt', 'x', 'A'],
    type: 'i32',
    when: (match) => match.range('x').low > match.constant('A'),
    to: 1,
  },
  {
    name: 'ugt-never',
    match: ['ugt', 'x', 'A'],
    type: 'i32',
    when: (match) => match.range('x').high <= match.constant('A'),
    to: 0,
  },
  {
    name: 'ult-always',
    match: ['ult', 'x', 'A'],
    type: 'i32',
    when: (match) => match.range('x').high < match.constant('A'),
    to: 1,
  },
  {
    name: 'ult-never',
    match: ['ult', 'x', 'A'],
    type: 'i32',
    when: (match) => match.range('x').low >= match.constant('A'),
    to: 0,
  },
];

/** A comparison of a comparison's outcome is that comparison, or its negation. */
const NEGATION: readonly Rule[] = (Object.keys(NEGATED_COMPARE) as CompareOp[]).flatMap(
  (op): readonly Rule[] => {
    const negated = NEGATED_COMPARE[op];
    return [
      { name: `not-${op}`, match: ['eq', [op, 'x', 'y'], 0], to: [negated, 'x', 'y'] },
      { name: `is-not-one-${op}`, match: ['ne', [op, 'x', 'y'], 1], to: [negated, 'x', 'y'] },
      { name: `is-not-zero-${op}`, match: ['ne', [op, 'x', 'y'], 0], to: [op, 'x', 'y'] },
      { name: `is-one-${op}`, match: ['eq', [op, 'x', 'y'], 1], to: [op, 'x', 'y'] },
      { name: `flip-${op}`, match: ['xor', [op, 'x', 'y'], 1], to: [negated, 'x', 'y'] },
      {
        name: `select-${op}`,
        type: 'i32',
        match: ['select', [op, 'x', 'y'], 1, 0],
        to: [op, 'x', 'y'],
      },
      {
        name: `select-not-${op}`,
        type: 'i32',
        match: ['select', [op, 'x', 'y'], 0, 1],
        to: [negated, 'x', 'y'],
      },
    ];
  },
);

const CONVERSIONS: readonly Rule[] = [
  { name: 'select-same', match: ['select', 'x', 'y', 'y'], to: 'y' },
  { name: 'trunc-zext', match: ['trunc32', ['zext32', 'x']], to: 'x' },
  { name: 'trunc-sext', match: ['trunc32', ['sext32', 'x']], to: 'x' },
  { name: 'bswap16-twice', match: ['bswap16', ['bswap16', 'x']], to: ['and', 'x', 0xffff] },
  { name: 'bswap32-twice', match: ['bswap32', ['bswap32', 'x']], to: 'x' },
  { name: 'bswap64-twice', match: ['bswap64', ['bswap64', 'x']], to: 'x' },
  { name: 'sext8-twice', match: ['sext8', ['sext8', 'x']], to: ['sext8', 'x'] },
  { name: 'sext16-twice', match: ['sext16', ['sext16', 'x']], to: ['sext16', 'x'] },
];

/**
 * The rules, those that settle most first. All hold for all operands; each takes an operation away,
 * makes it cheaper, or brings a constant nearer to the outside.
 *
 * Source: Warren, "Hacker's Delight", 2nd edition, chapter 2, for the less obvious ones.
 */
export const RULES: readonly Rule[] = [
  ...IDENTITIES,
  ...STRENGTH,
  ...REASSOCIATION,
  ...ORDER,
  ...NEGATION,
  ...EQUALITY,
  ...CONVERSIONS,
];
