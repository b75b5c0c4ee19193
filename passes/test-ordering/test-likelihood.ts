import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BranchTerminator, Instr, SwitchTerminator } from '../../src/ir/ir.ts';

/** Bounds of a probability, in [0, 1]. */
export interface Likelihood {
  readonly least: number;
  readonly most: number;
}

const ANYTHING: Likelihood = { least: 0, most: 1 };

/**
 * How often a field of a packet has one given number, at most: by its width in bytes, for fields at
 * a fixed place and for those behind a header of variable length, which are ports for the most part.
 * Bounds that hold for any traffic but the most one-sided; a trace tells better.
 */
const MOST_EQUAL: ReadonlyMap<number, { readonly fixed: number; readonly variable: number }> =
  new Map([
    [1, { fixed: 0.9, variable: 0.9 }],
    [2, { fixed: 0.9, variable: 0.4 }],
    [4, { fixed: 0.05, variable: 0.3 }],
  ]);

/** Two-byte numbers that all packets of a trace may have: EtherTypes (IANA, IEEE 802 Numbers). */
const COMMON_TYPES: ReadonlySet<number> = new Set([0x0800, 0x0806, 0x8100, 0x86dd]);

/** How often bytes that mean something else have one given number, at most; 0 is a common one. */
const MOST_BY_ACCIDENT = 0.05;

/** How often a field has one of the numbers of a list, at most. */
const MOST_OF_LIST = 0.8;

/** The bits of a fragment's offset, which is 0 but in the later parts of a datagram (RFC 791). */
const FRAGMENT_OFFSET = 0x1fff;
const MOST_FRAGMENTS = 0.01;

/**
 * How often the test of `terminator` holds, which is a branch or a switch: from the profile where
 * there is one. A switch holds where one of its cases does.
 */
export function likelihoodOf(
  filter: FilterView,
  terminator: BranchTerminator | SwitchTerminator,
): Likelihood {
  return terminator.kind === 'branch'
    ? branchLikelihood(filter, terminator)
    : listLikelihood(filter, terminator);
}

function branchLikelihood(filter: FilterView, { test, probability }: BranchTerminator): Likelihood {
  if (probability !== undefined) {
    return { least: probability, most: probability };
  }
  const instr = filter.definition(test);
  if (instr.kind !== 'binary') {
    return ANYTHING;
  }
  if (instr.op === 'eq' || instr.op === 'ne') {
    const constant = filter.definition(instr.rhs);
    if (constant.kind !== 'const') {
      return ANYTHING;
    }
    const equal = equalLikelihood(filter, filter.definition(instr.lhs), constant.value);
    return instr.op === 'eq' ? equal : complement(equal);
  }
  return isFragmentOffset(filter, instr) ? { least: 0, most: MOST_FRAGMENTS } : ANYTHING;
}

/** How often `tested` is `number`; `null` is any one that is not common. */
function equalLikelihood(filter: FilterView, tested: Instr, number: number | null): Likelihood {
  if (tested.kind === 'load') {
    const most = MOST_EQUAL.get(tested.width);
    const isCommon = number === 0 || (tested.width === 2 && COMMON_TYPES.has(number ?? 0));
    return most === undefined || (isCommon && tested.base === null)
      ? ANYTHING
      : { least: 0, most: tested.base === null ? most.fixed : most.variable };
  }
  return isFragmentOffset(filter, tested) ? { least: 1 - MOST_FRAGMENTS, most: 1 } : ANYTHING;
}

/**
 * How often the test of `branch` holds for bytes that are not the field that it is about; 1 where
 * that is not known, in particular for 0, of which packets are full.
 */
export function accidentOf(filter: FilterView, { test, probability }: BranchTerminator): number {
  const instr = filter.definition(test);
  if (probability !== undefined || instr.kind !== 'binary' || instr.op !== 'eq') {
    return 1;
  }
  const constant = filter.definition(instr.rhs);
  const isLoad = filter.definition(instr.lhs).kind === 'load';
  return isLoad && constant.kind === 'const' && constant.value !== 0 ? MOST_BY_ACCIDENT : 1;
}

function isFragmentOffset(filter: FilterView, instr: Instr): boolean {
  if (instr.kind !== 'binary' || instr.op !== 'and') {
    return false;
  }
  const mask = filter.definition(instr.rhs);
  const field = filter.definition(instr.lhs);
  return (
    mask.kind === 'const' &&
    mask.value === FRAGMENT_OFFSET &&
    field.kind === 'load' &&
    field.width === 2
  );
}

function listLikelihood(filter: FilterView, { value, cases }: SwitchTerminator): Likelihood {
  const { most } = equalLikelihood(filter, filter.definition(value), null);
  const isNumbers = cases.every(({ low, high }) => low === high);
  return isNumbers ? { least: 0, most: Math.max(most, MOST_OF_LIST) } : ANYTHING;
}

const complement = ({ least, most }: Likelihood): Likelihood => ({
  least: 1 - most,
  most: 1 - least,
});
