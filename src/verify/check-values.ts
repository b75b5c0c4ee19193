import type { BlockId, ValueId } from '../ir/ids.ts';
import { type BasicBlock, operands, resultType, terminatorOperand } from '../ir/ir.ts';
import { printInstr } from '../ir/print.ts';
import type { Check, Context } from './context.ts';
import { operandTypes, typedTerminatorOperand } from './operand-types.ts';
import type { Finding, Place } from './violation.ts';

/** Every value has one definition. */
export const valuesAreDefinedOnce: Check = (block, { definition }) =>
  block.instrs.flatMap(({ id }, index): Finding[] => {
    const first = definition(id);
    const isFirst = first?.block === block.id && first.index === index;
    const message = `v${id} is defined in b${first?.block} already`;
    return isFirst ? [] : [{ code: 'IR_REDEFINED', place: index, message }];
  });

/** Every operand is defined somewhere. */
export const operandsAreDefined: Check = (block, { definition }) =>
  eachUse(block)
    .filter(({ value }) => definition(value) === undefined)
    .map(({ value, place }) => ({
      code: 'IR_UNDEFINED',
      place,
      message: `nothing defines v${value}`,
    }));

/**
 * The definition of an operand dominates its use. A phi uses its operand at the end of the
 * predecessor; anything else, where it stands.
 */
export const definitionsDominateUses: Check = (block, context) =>
  context.cyclic
    ? []
    : eachUse(block)
        .filter((use) => !isDominated(use, context))
        .map(({ value, place }) => ({
          code: 'IR_NOT_DOMINATED',
          place,
          message: `v${value} is not defined on every path to this use`,
        }));

/** Operands have the type that their user wants, and are no guards, which define no value. */
export const operandsHaveTheirType: Check = (block, { definition }) => {
  const inInstrs = block.instrs.flatMap((instr, index) =>
    operandTypes(instr).map((want) => ({ ...want, place: index })),
  );
  const last = typedTerminatorOperand(block.terminator);
  const wanted =
    last === null ? inInstrs : [...inInstrs, { ...last, place: 'terminator' as const }];
  return wanted.flatMap(({ value, type, place }): Finding[] => {
    const instr = definition(value)?.instr;
    const found = instr === undefined ? type : resultType(instr);
    if (instr !== undefined && found === null) {
      const message = `'${printInstr(instr)}' yields no value`;
      return [{ code: 'IR_NOT_A_VALUE', place, message }];
    }
    return found === type
      ? []
      : [{ code: 'IR_TYPE', place, message: `v${value} should be ${type}, but is ${found}` }];
  });
};

interface Use {
  readonly value: ValueId;
  readonly place: Place;
  /** The block at whose end a phi uses the value; the block of the use elsewhere. */
  readonly from: BlockId;
  /** The value must be defined before this index of `from`. */
  readonly before: number;
}

function eachUse({ id, instrs, terminator }: BasicBlock): readonly Use[] {
  const uses: Use[] = instrs.flatMap((instr, index) =>
    instr.kind === 'phi'
      ? [...instr.incoming].map(([from, value]) => ({ value, place: index, from, before: END }))
      : operands(instr).map((value) => ({ value, place: index, from: id, before: index })),
  );
  const value = terminatorOperand(terminator);
  return value === null ? uses : [...uses, { value, place: 'terminator', from: id, before: END }];
}

const END = Number.POSITIVE_INFINITY;

function isDominated({ value, from, before }: Use, { definition, tree }: Context): boolean {
  const found = definition(value);
  if (found === undefined || !tree.reaches(from)) {
    return true;
  }
  return found.block === from
    ? found.index < before
    : tree.reaches(found.block) && tree.dominates(found.block, from);
}
