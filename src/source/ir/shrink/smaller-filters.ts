import { Filter } from '../../../ir/filter.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';
import {
  type BasicBlock,
  type Instr,
  operands,
  resultType,
  returnConstant,
  successors,
  type Terminator,
} from '../../../ir/ir.ts';
import { parseFilter } from '../../../ir/parse.ts';
import { printFilter } from '../../../ir/print.ts';
import { verify } from '../../../verify/verify.ts';
import { renumbered } from './renumber.ts';
import { followsAlone, sweep } from './sweep.ts';

/** One way to make a filter smaller. May leave it invalid. */
type Edit = (filter: Filter) => void;

/**
 * Valid filters with something less than the one of `text`: a branch or a switch that became a jump
 * or a return, an instruction that became one of its operands or a constant, or that is gone. What
 * that leaves without use is gone too, in a second round only what can't be reached. The edits that
 * take most away come first.
 */
export function* smallerFilters(text: string): Iterable<string> {
  const original = parseFilter(text);
  const known = new Set([text]);
  for (const clean of [sweep, removeUnreachable]) {
    for (const edit of editsOf(original)) {
      const filter = Filter.restore(original.snapshot());
      edit(filter);
      clean(filter);
      const smaller = verify(filter).length === 0 ? renumbered(printFilter(filter)) : text;
      if (!known.has(smaller)) {
        known.add(smaller);
        yield smaller;
      }
    }
  }
}

function removeUnreachable(filter: Filter): void {
  filter.removeUnreachable();
}

function* editsOf(filter: Filter): Iterable<Edit> {
  const blocks = [...filter.blocks()];
  for (const block of blocks) {
    for (const terminator of smallerTerminators(block)) {
      yield (copy) => copy.setTerminator(block.id, terminator);
    }
  }
  for (const { id, instrs } of blocks) {
    if (followsAlone(filter, id)) {
      yield (copy) => {
        copy.mergeIntoPredecessor(id);
      };
    }
    for (const instr of instrs) {
      yield* instrEdits(instr, id, filter);
    }
  }
}

function smallerTerminators({ terminator }: BasicBlock): readonly Terminator[] {
  if (terminator.kind === 'return') {
    return smallerVerdicts(terminator);
  }
  const targets = successors(terminator);
  const jumps =
    targets.length === 1 && terminator.kind === 'jump'
      ? []
      : targets.map((target): Terminator => ({ kind: 'jump', target }));
  const fewerCases =
    terminator.kind === 'switch' && terminator.cases.length > 1
      ? terminator.cases.map(
          (_, index): Terminator => ({
            ...terminator,
            cases: terminator.cases.filter((__, other) => other !== index),
          }),
        )
      : [];
  return [returnConstant(0), returnConstant(1), ...jumps, ...fewerCases];
}

/** A constant in place of a value, and a smaller one in place of a constant. */
function smallerVerdicts({
  verdict,
}: Extract<Terminator, { kind: 'return' }>): readonly Terminator[] {
  const constant = verdict.kind === 'constant' ? verdict.value : Number.POSITIVE_INFINITY;
  return [0, 1].filter((value) => value < constant).map(returnConstant);
}

function* instrEdits(instr: Instr, block: BlockId, filter: Filter): Iterable<Edit> {
  const { id } = instr;
  if (filter.useCount(id) === 0) {
    yield (copy) => copy.removeInstrs(new Set([id]));
    return;
  }
  const type = resultType(instr);
  for (const operand of new Set(operands(instr))) {
    if (resultType(filter.definition(operand)) === type) {
      yield (copy) => {
        copy.replaceUses(id, operand);
      };
    }
  }
  for (const constant of smallerConstants(instr, id)) {
    yield (copy) => putConstant(copy, block, constant);
  }
}

/** Constants that may stand for `instr`: 0 and 1, below the constant that it is, if it is one. */
function smallerConstants(instr: Instr, id: ValueId): readonly Instr[] {
  const below = instr.kind === 'const' || instr.kind === 'const64' ? instr.value : 2;
  const values = [0, 1].filter((value) => value < below);
  return resultType(instr) === 'i64'
    ? values.map((value) => ({ kind: 'const64', id, value: BigInt(value) }))
    : values.map((value) => ({ kind: 'const', id, value }));
}

/** Writes a constant in place of the instruction of its id, behind the phis of the block. */
function putConstant(filter: Filter, block: BlockId, constant: Instr): void {
  const rest = filter.block(block).instrs.filter(({ id }) => id !== constant.id);
  const phis = rest.filter(({ kind }) => kind === 'phi');
  filter.setInstrs(block, [...phis, constant, ...rest.slice(phis.length)]);
}
