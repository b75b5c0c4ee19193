import type { BlockId } from '../ir/ids.ts';
import type { BasicBlock } from '../ir/ir.ts';
import { printInstr, printLabel, printTerminator } from '../ir/print.ts';

/** Which invariant is broken; `verify.ts` says what each means. */
export type ViolationCode =
  | 'IR_CYCLE'
  | 'IR_ENTRY_HAS_PREDECESSOR'
  | 'IR_MISSING_BLOCK'
  | 'IR_NOT_A_VALUE'
  | 'IR_NOT_DOMINATED'
  | 'IR_PHI_MISMATCH'
  | 'IR_PHI_ORDER'
  | 'IR_RANGE'
  | 'IR_REDEFINED'
  | 'IR_SAME_TARGETS'
  | 'IR_SWITCH_CASES'
  | 'IR_TYPE'
  | 'IR_UNDEFINED'
  | 'IR_UNGUARDED'
  | 'IR_UNREACHABLE';

/** One broken invariant of a filter, and where. */
export interface Violation {
  readonly code: ViolationCode;
  readonly block: BlockId;
  /** The offending line, as printed. */
  readonly at: string;
  readonly message: string;
}

/** A line of a block: its label, one of its instructions by index, or its terminator. */
export type Place = number | 'label' | 'terminator';

/** What a check has found in a block that it was asked about. */
export interface Finding {
  readonly code: ViolationCode;
  readonly place: Place;
  readonly message: string;
}

/** The violations that `findings` in `block` amount to, in the order of the lines. */
export function violations(block: BasicBlock, findings: readonly Finding[]): readonly Violation[] {
  return findings
    .toSorted((a, b) => lineOf(block, a.place) - lineOf(block, b.place))
    .map(({ code, place, message }) => ({
      code,
      block: block.id,
      at: printPlace(block, place),
      message,
    }));
}

function lineOf({ instrs }: BasicBlock, place: Place): number {
  if (place === 'label') {
    return -1;
  }
  return place === 'terminator' ? instrs.length : place;
}

function printPlace(block: BasicBlock, place: Place): string {
  if (place === 'terminator') {
    return printTerminator(block.terminator);
  }
  const instr = place === 'label' ? undefined : block.instrs[place];
  return instr === undefined ? printLabel(block) : printInstr(instr);
}
