import type { FilterView } from '../../../ir/filter-view.ts';
import type { ValueId } from '../../../ir/ids.ts';
import {
  type BinaryInstr,
  extentOf,
  type GuardInstr,
  type Instr,
  type InstrDraft,
  type LoadInstr,
} from '../../../ir/ir.ts';
import type { CbpfMachine } from '../../../isa/cbpf/machines.ts';
import { UnsupportedError } from '../../../support/unsupported.ts';
import type { BlockExpander, Constant, Expansion } from './block-expander.ts';

const constant = (value: number): Constant => ({ constant: value });

/** Whether `machine` takes less than any classic BPF, so that {@link fitMachine} may have something to do. */
export const isNarrow = ({ lacks, wordsOf, hasAncillaryWords }: CbpfMachine): boolean =>
  lacks.size > 0 || wordsOf !== null || !hasAncillaryWords;

/**
 * How an instruction that classic BPF has is spelled out on a machine that takes less of it; `null` where
 * it may stay as it is.
 *
 * @throws {@link UnsupportedError} where the machine can't express it.
 */
export function fitMachine(
  instr: Instr,
  filter: FilterView,
  machine: CbpfMachine,
): Expansion | null {
  switch (instr.kind) {
    case 'load':
      return machine.wordsOf === null ? null : wordLoad(instr, machine.wordsOf, machine);
    case 'guard':
      requireWithin(instr, machine);
      return null;
    case 'input':
      return input(instr.input, instr.id, machine);
    case 'binary':
      return binary(instr, filter, machine);
    default:
      return null;
  }
}

function requireWithin(instr: LoadInstr | GuardInstr, { name, wordsOf }: CbpfMachine): void {
  if (wordsOf !== null && (instr.base !== null || extentOf(instr) > wordsOf)) {
    throw new UnsupportedError(
      `v${instr.id} is not at a constant offset below ${wordsOf}, and ${name} loads nothing else`,
    );
  }
}

/** Of the aligned words that hold what is loaded, its bits. */
function wordLoad(load: LoadInstr, length: number, machine: CbpfMachine): Expansion | null {
  requireWithin(load, machine);
  const { offset, width } = load;
  const first = offset - (offset % 4);
  const end = offset + width;
  if (offset === first && width === 4) {
    return null;
  }
  return (make) => {
    const wordAt = (at: number): ValueId =>
      make.load({ ...load, width: 4, offset: Math.min(at, length - 4) });
    const behind = first + 4 - end;
    const word = wordAt(first);
    if (behind >= 0) {
      return lowBytes(make, behind === 0 ? word : shifted(make, 'shr', word, behind), width);
    }
    const high = shifted(make, 'shl', word, -behind);
    const low = shifted(make, 'shr', wordAt(first + 4), 4 + behind);
    return lowBytes(make, make.binary('or', high, low), width);
  };
}

const shifted = (make: BlockExpander, op: 'shl' | 'shr', value: ValueId, bytes: number): ValueId =>
  make.binary(op, value, constant(8 * bytes));

/** The low `width` bytes of `value`, as the last instruction of an expansion. */
const lowBytes = (make: BlockExpander, value: ValueId, width: number): InstrDraft =>
  make.draft('and', value, constant(2 ** (8 * width) - 1));

function input(name: string, id: ValueId, machine: CbpfMachine): Expansion | null {
  const { wordsOf } = machine;
  if (name === 'wirelen') {
    return wordsOf === null ? null : () => ({ kind: 'const', value: wordsOf });
  }
  if (!machine.hasAncillaryWords) {
    throw new UnsupportedError(`v${id} is ${name}, which ${machine.name} does not have`);
  }
  return null;
}

function binary(
  { op, lhs, rhs }: BinaryInstr,
  filter: FilterView,
  machine: CbpfMachine,
): Expansion | null {
  if (op === 'mod' && machine.lacks.has('mod')) {
    // Where rhs is 0, the division ends the filter as the remainder would.
    return (make) =>
      make.draft(
        'sub',
        lhs,
        make.binary('mul', make.binary('div', lhs, rhs), operand(filter, rhs)),
      );
  }
  if (op === 'xor' && machine.lacks.has('xor')) {
    return (make) =>
      make.draft(
        'sub',
        make.binary('or', lhs, operand(filter, rhs)),
        make.binary('and', lhs, operand(filter, rhs)),
      );
  }
  return null;
}

/** `value`, as a constant where it is one. */
function operand(filter: FilterView, value: ValueId): ValueId | Constant {
  const instr = filter.findDefinition(value);
  return instr?.kind === 'const' ? constant(instr.value) : value;
}
