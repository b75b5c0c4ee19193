import type { FilterView } from './filter-view.ts';
import type { BlockId } from './ids.ts';
import type { Address, BasicBlock, Instr, LoadInstr, SwitchCase, Terminator } from './ir.ts';
import type { Type } from './ops.ts';

/** The textual form of `filter`; {@link parseFilter} reads it back to an equal filter. */
export function printFilter(filter: FilterView): string {
  const lines = [`filter @${filter.name} {`];
  for (const block of filter.blocks()) {
    lines.push(printLabel(block));
    for (const instr of block.instrs) {
      lines.push(`  ${printInstr(instr)}`);
    }
    lines.push(`  ${printTerminator(block.terminator)}`);
  }
  lines.push('}\n');
  return lines.join('\n');
}

/** The line that opens a block. */
export function printLabel({ id, count }: BasicBlock): string {
  return count === undefined ? `b${id}:` : `b${id}: count ${count}`;
}

/** One instruction, without indentation. */
export function printInstr(instr: Instr): string {
  return instr.kind === 'guard'
    ? `guard ${printAddress(instr)}`
    : `v${instr.id} = ${printExpression(instr)}`;
}

function printExpression(instr: Exclude<Instr, { kind: 'guard' }>): string {
  switch (instr.kind) {
    case 'const':
      return `const ${hex(instr.value)}`;
    case 'const64':
      return `const.i64 ${hex(instr.value)}`;
    case 'input':
      return instr.input;
    case 'load':
      return `${loadName(instr)} [${printAddress(instr)}]`;
    case 'unary':
      return `${instr.op} v${instr.operand}`;
    case 'binary':
      return `${instr.op}${typeSuffix(instr.type)} v${instr.lhs}, v${instr.rhs}`;
    case 'kernel':
      return `kernel ${[instr.op, instr.operands.map((operand) => `v${operand}`).join(', ')].join(' ').trim()}`;
    case 'select':
      return `select${typeSuffix(instr.type)} v${instr.test}, v${instr.ifTrue}, v${instr.ifFalse}`;
    case 'phi':
      return `phi${typeSuffix(instr.type)} [${printIncoming(instr.incoming)}]`;
  }
}

/** How a block ends, without indentation. */
export function printTerminator(terminator: Terminator): string {
  switch (terminator.kind) {
    case 'jump':
      return `jump b${terminator.target}`;
    case 'branch': {
      const { test, ifTrue, ifFalse, probability } = terminator;
      const odds = probability === undefined ? '' : `, probability ${probability}`;
      return `branch v${test}, b${ifTrue}, b${ifFalse}${odds}`;
    }
    case 'switch': {
      const cases = terminator.cases.map(printCase).join(', ');
      return `switch v${terminator.value}, [${cases}], b${terminator.otherwise}`;
    }
    case 'return':
      return terminator.verdict.kind === 'constant'
        ? `return ${hex(terminator.verdict.value)}`
        : `return v${terminator.verdict.value}`;
  }
}

function loadName({ width, order, checked }: LoadInstr): string {
  return `load.${width}${order === 'native' ? '.native' : ''}${checked ? '' : '.nocheck'}`;
}

function printAddress({ base, offset }: Address): string {
  if (base === null) {
    return `${offset}`;
  }
  return offset === 0 ? `v${base}` : `v${base} + ${offset}`;
}

function printIncoming(incoming: ReadonlyMap<BlockId, number>): string {
  return [...incoming].map(([from, value]) => `b${from}: v${value}`).join(', ');
}

const printCase = ({ low, high, target }: SwitchCase): string =>
  low === high ? `${low}: b${target}` : `${low}..${high}: b${target}`;

const typeSuffix = (type: Type): string => (type === 'i64' ? '.i64' : '');

/** A number as the text form has it. */
export const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
