import { Filter } from './filter.ts';
import { type BlockId, type ValueId, valueId } from './ids.ts';
import { type BasicBlock, type Instr, successors, type Terminator } from './ir.ts';
import { LineError, parseBlock, parseInstr, parseTerminator } from './parse-line.ts';

/** Text that is not a filter of this IR. */
export class IrSyntaxError extends Error {
  override readonly name = 'IrSyntaxError';
  readonly code = 'IR_SYNTAX';
  /** The line that is not understood, counted from 1. */
  readonly line: number;

  constructor(detail: string, options: ErrorOptions & { readonly line: number }) {
    super(`line ${options.line}: ${detail}`, options);
    this.line = options.line;
  }
}

interface Line {
  readonly text: string;
  readonly number: number;
}

interface OpenBlock {
  readonly id: BlockId;
  readonly instrs: Instr[];
  readonly count?: number;
  terminator?: Terminator;
  /** The line of the terminator, or of the label while there is none. */
  line: number;
}

/**
 * Reads the textual form that `printFilter` writes. `;` starts a comment. Reads the form only:
 * whether the filter keeps the invariants of the IR is for `verify` to say.
 *
 * @throws {@link IrSyntaxError} at the first line that is not understood.
 */
export function parseFilter(text: string): Filter {
  const lines = linesOf(text);
  const name = parseHeader(lines.shift());
  const last = lines.pop();
  if (last?.text !== '}') {
    throw new IrSyntaxError("expected '}' at the end", { line: last?.number ?? 1 });
  }
  const nextGuard = guardIds(text);
  const blocks: OpenBlock[] = [];
  for (const line of lines) {
    try {
      parseLine(line, blocks, nextGuard);
    } catch (error) {
      if (error instanceof LineError) {
        throw new IrSyntaxError(error.message, { line: line.number, cause: error });
      }
      throw error;
    }
  }
  return new Filter(name, complete(blocks, last.number));
}

/** Reads one line of the body into the last of `blocks`, or opens a new one. */
function parseLine({ text, number }: Line, blocks: OpenBlock[], nextGuard: () => ValueId): void {
  const [, label, count] = /^(b\d+):(?:\s*count (\d+))?$/.exec(text) ?? [];
  const open = blocks.at(-1);
  if (label !== undefined) {
    if (open !== undefined && open.terminator === undefined) {
      throw new LineError(`b${open.id} has no terminator before this`);
    }
    const id = parseBlock(label);
    blocks.push({
      id,
      instrs: [],
      line: number,
      ...(count === undefined ? {} : { count: parseCount(count) }),
    });
    return;
  }
  if (open === undefined || open.terminator !== undefined) {
    throw new LineError(`expected a block label such as 'b0:', found '${text}'`);
  }
  const instr = parseInstr(text, nextGuard);
  if (instr !== undefined) {
    open.instrs.push(instr);
    return;
  }
  const terminator = parseTerminator(text);
  if (terminator === undefined) {
    throw new LineError(`expected an instruction or a terminator, found '${text}'`);
  }
  open.terminator = terminator;
  open.line = number;
}

/** A number of packets, decimal. */
function parseCount(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > Number.MAX_SAFE_INTEGER) {
    throw new LineError(`expected a count below 2^53, found '${text}'`);
  }
  return value;
}

/** Makes sure that each block ends, stands once, and passes control to blocks that exist. */
function complete(blocks: readonly OpenBlock[], lastLine: number): readonly BasicBlock[] {
  const known = new Set(blocks.map(({ id }) => id));
  const seen = new Set<BlockId>();
  if (blocks.length === 0) {
    throw new IrSyntaxError('expected at least one block', { line: lastLine });
  }
  return blocks.map(({ terminator, line, ...block }) => {
    if (seen.has(block.id)) {
      throw new IrSyntaxError(`b${block.id} stands twice`, { line });
    }
    if (terminator === undefined) {
      throw new IrSyntaxError(`b${block.id} has no terminator`, { line });
    }
    const missing = successors(terminator).find((target) => !known.has(target));
    if (missing !== undefined) {
      throw new IrSyntaxError(`there is no block b${missing}`, { line });
    }
    seen.add(block.id);
    return { ...block, terminator };
  });
}

/** The lines of `text` that say something, without comments. */
function linesOf(text: string): Line[] {
  return text
    .split('\n')
    .map((line, index) => ({ text: line.replace(/;.*/, '').trim(), number: index + 1 }))
    .filter((line) => line.text !== '');
}

function parseHeader(line: Line | undefined): string {
  const name = /^filter @([\w.-]+) \{$/.exec(line?.text ?? '')?.[1];
  if (name === undefined) {
    throw new IrSyntaxError("expected 'filter @name {'", { line: line?.number ?? 1 });
  }
  return name;
}

/** Yields the ids for guards, which the text does not name: those after the largest that it does. */
function guardIds(text: string): () => ValueId {
  let next = 0;
  for (const [, digits] of text.matchAll(/\bv(\d{1,8})\b/g)) {
    next = Math.max(next, Number(digits) + 1);
  }
  return () => {
    const id = valueId(next);
    next += 1;
    return id;
  };
}
