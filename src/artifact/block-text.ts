import type { FilterView } from '../ir/filter-view.ts';
import type { ValueId } from '../ir/ids.ts';
import { type BasicBlock, type Instr, operands, terminatorOperand } from '../ir/ir.ts';
import { isCompareOp } from '../ir/ops.ts';
import { hex, printInstr, printTerminator } from '../ir/print.ts';
import type { NumberTexts } from './number-text.ts';

/** What a block does, as drawings show it. */
export interface BlockText {
  /** A line for each instruction that is worth one, and for the decision at the end. */
  readonly text: string;
  /** The value that the last line tests without naming it; absent where it tests none. */
  readonly test?: ValueId;
}

/** The most lines of one block that are kept. */
const MAX_LINES = 40;

/** The most characters of one line that are kept. */
const MAX_COLUMNS = 60;

/**
 * The text of a block in a drawing: its instructions as the text form has them, but with constants
 * written where they are used and a test written into its branch, as `br eq v0, ip`. Jumps and
 * returns of constants are drawn, not written.
 */
export function blockText(filter: FilterView, block: BasicBlock, numbers: NumberTexts): BlockText {
  const folded = foldedTest(filter, block);
  const lines = block.instrs
    .filter(({ kind }) => kind !== 'const' && kind !== 'const64')
    .filter((instr) => instr !== folded)
    .map((instr) => instrText(filter, instr, hex));
  const last = decision(filter, block, { folded, numbers });
  const all = last === null ? lines : [...lines, last];
  const shown = all.length > MAX_LINES ? shorten(all) : all;
  const text = shown.map(clip).join('\n');
  return folded === null ? { text } : { text, test: folded.id };
}

/** The test of the block's branch, where it stands in the block and serves nothing else. */
function foldedTest(filter: FilterView, { id, terminator }: BasicBlock): Instr | null {
  if (terminator.kind !== 'branch') {
    return null;
  }
  const test = filter.definition(terminator.test);
  const isLocal = filter.definitionBlock(test.id) === id && filter.useCount(test.id) === 1;
  return isLocal && (test.kind === 'binary' || test.kind === 'unary') ? test : null;
}

/** How the block decides where to go, or `null` where it does not. */
function decision(
  filter: FilterView,
  block: BasicBlock,
  { folded, numbers }: { readonly folded: Instr | null; readonly numbers: NumberTexts },
): string | null {
  const { terminator } = block;
  switch (terminator.kind) {
    case 'branch': {
      if (folded === null) {
        return `br v${terminator.test}`;
      }
      const isCompared = folded.kind === 'binary' && isCompareOp(folded.op);
      const format = isCompared
        ? (number: number) => numbers.textOf(block.id, folded.lhs, number)
        : hex;
      return instrText(filter, folded, format).replace(/^v\d+ =/, 'br');
    }
    case 'switch':
      return `switch v${terminator.value}`;
    case 'return': {
      const operand = terminatorOperand(terminator);
      return operand === null
        ? null
        : withConstants(printTerminator(terminator), constantsIn(filter, [operand], hex));
    }
    case 'jump':
      return null;
  }
}

/** `instr` with each operand that is a constant written as its value. */
const instrText = (filter: FilterView, instr: Instr, format: (number: number) => string): string =>
  withConstants(printInstr(instr), constantsIn(filter, operands(instr), format));

/** By name, the texts of those of `used` that are constants. */
function constantsIn(
  filter: FilterView,
  used: readonly ValueId[],
  format: (number: number) => string,
): ReadonlyMap<string, string> {
  const constants = new Map<string, string>();
  for (const id of used) {
    const instr = filter.findDefinition(id);
    if (instr?.kind === 'const') {
      constants.set(`v${id}`, format(instr.value));
    } else if (instr?.kind === 'const64') {
      constants.set(`v${id}`, hex(instr.value));
    }
  }
  return constants;
}

/** `text` with the names in it that are `constants` as those have them. */
function withConstants(text: string, constants: ReadonlyMap<string, string>): string {
  return constants.size === 0
    ? text
    : text.replace(/(?<!^)\bv\d+\b/g, (name) => constants.get(name) ?? name);
}

function shorten(lines: readonly string[]): readonly string[] {
  const head = lines.slice(0, MAX_LINES - 2);
  return [...head, `… ${lines.length - head.length - 1} more`, ...lines.slice(-1)];
}

const clip = (text: string): string =>
  text.length > MAX_COLUMNS ? `${text.slice(0, MAX_COLUMNS - 1)}…` : text;
