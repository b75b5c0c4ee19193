import type { FilterView } from '../ir/filter-view.ts';
import type { ValueId } from '../ir/ids.ts';
import { type BasicBlock, type Instr, operands, terminatorOperand } from '../ir/ir.ts';
import { printInstr, printTerminator } from '../ir/print.ts';

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
 * written where they are used and a test written into its branch, as `br eq v0, 0x800`. Jumps and
 * returns of constants are drawn, not written.
 */
export function blockText(filter: FilterView, block: BasicBlock): BlockText {
  const folded = foldedTest(filter, block);
  const lines = block.instrs
    .filter(({ kind }) => kind !== 'const' && kind !== 'const64')
    .filter((instr) => instr !== folded)
    .map((instr) => withConstants(filter, printInstr(instr), operands(instr)));
  const last = decision(filter, block, folded);
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
function decision(filter: FilterView, block: BasicBlock, folded: Instr | null): string | null {
  const { terminator } = block;
  switch (terminator.kind) {
    case 'branch': {
      if (folded === null) {
        return `br v${terminator.test}`;
      }
      const test = withConstants(filter, printInstr(folded), operands(folded));
      return test.replace(/^v\d+ =/, 'br');
    }
    case 'switch':
      return `switch v${terminator.value}`;
    case 'return': {
      const operand = terminatorOperand(terminator);
      return operand === null
        ? null
        : withConstants(filter, printTerminator(terminator), [operand]);
    }
    case 'jump':
      return null;
  }
}

/** `text` with each operand that is a constant written as its value. */
function withConstants(filter: FilterView, text: string, used: readonly ValueId[]): string {
  const constants = new Map<string, string>();
  for (const id of used) {
    const instr = filter.findDefinition(id);
    if (instr?.kind === 'const' || instr?.kind === 'const64') {
      constants.set(`v${id}`, `0x${instr.value.toString(16)}`);
    }
  }
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
