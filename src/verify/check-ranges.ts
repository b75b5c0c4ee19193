import type { BasicBlock, Instr, Terminator } from '../ir/ir.ts';
import type { Check } from './context.ts';
import type { Finding } from './violation.ts';

/**
 * Numbers lie where their type wants them: constants, offsets, verdicts, switch cases and counts are
 * u32 (u64 for an i64), probabilities are in [0, 1].
 */
export const numbersAreInRange: Check = ({ instrs, terminator, count }) => {
  const findings: Finding[] = [];
  for (const [index, instr] of instrs.entries()) {
    if (!constantIsInRange(instr)) {
      findings.push({ code: 'IR_RANGE', place: index, message: 'a number leaves its type' });
    }
  }
  if (!terminatorIsInRange(terminator)) {
    findings.push({ code: 'IR_RANGE', place: 'terminator', message: 'a number leaves its type' });
  }
  if (count !== undefined && !isCount(count)) {
    findings.push({ code: 'IR_RANGE', place: 'label', message: 'the count is no count' });
  }
  return findings;
};

/** Whether {@link numbersAreInRange} finds nothing, without finding out what. */
export const blockIsInRange = ({ instrs, terminator, count }: BasicBlock): boolean =>
  instrs.every(constantIsInRange) &&
  terminatorIsInRange(terminator) &&
  (count === undefined || isCount(count));

const isCount = (count: number): boolean => Number.isSafeInteger(count) && count >= 0;

function constantIsInRange(instr: Instr): boolean {
  switch (instr.kind) {
    case 'const':
      return isU32(instr.value);
    case 'const64':
      return BigInt.asUintN(64, instr.value) === instr.value;
    case 'load':
    case 'guard':
      return isU32(instr.offset);
    case 'input':
    case 'unary':
    case 'binary':
    case 'kernel':
    case 'select':
    case 'phi':
      return true;
  }
}

function terminatorIsInRange(terminator: Terminator): boolean {
  switch (terminator.kind) {
    case 'jump':
      return true;
    case 'branch': {
      const { probability = 0 } = terminator;
      return probability >= 0 && probability <= 1;
    }
    case 'switch':
      return terminator.cases.every(({ low, high }) => isU32(low) && isU32(high));
    case 'return':
      return terminator.verdict.kind === 'value' || isU32(terminator.verdict.value);
  }
}

const isU32 = (value: number): boolean => value >>> 0 === value;
