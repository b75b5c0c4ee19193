import { CbpfSyntaxError } from './errors.ts';
import type { CbpfInstruction, CbpfProgram } from './instruction.ts';
import { type CbpfOpcode, isConditionalJump, MAX_CONDITIONAL_SKIP } from './opcodes.ts';
import { opcodeFor, parseOperand } from './operand-syntax.ts';
import { scan, type Token, TokenCursor } from './scanner.ts';

/** Other names that bpf_asm has for an instruction. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['ldi', 'ld'],
  ['ldxi', 'ldx'],
  ['jmp', 'ja'],
]);

/** Jumps that the machine lacks, as the jump whose targets change places. */
const INVERTED: ReadonlyMap<string, string> = new Map([
  ['jne', 'jeq'],
  ['jneq', 'jeq'],
  ['jlt', 'jge'],
  ['jle', 'jgt'],
]);

/** An instruction whose labels are still names. */
interface Statement {
  readonly opcode: CbpfOpcode;
  readonly k: number;
  /** Where it goes on, the label of the true target first; `null` is the next instruction. */
  readonly targets: readonly (Token | null)[];
}

/**
 * Assembles the syntax of `bpf_asm`: labels, one or two targets to a conditional jump, `jne`, `jlt`
 * and `jle`, extensions as `#proto`, numbers as in C, and comments from `;` or between `/*` and
 * `*\/`.
 *
 *             ldh [12]
 *             jeq #0x800, ip, drop
 *     ip:     ret #0x40000
 *     drop:   ret #0
 *
 * Only the text is judged, and that jumps reach their labels; whether the program is valid is the
 * checker's work. Linear time.
 *
 * Source: Linux Documentation/networking/filter.rst.
 *
 * @throws {@link CbpfSyntaxError} at the first line that is not understood, or whose jump goes back
 * or further than it can.
 */
export function assemble(text: string): CbpfProgram {
  const cursor = new TokenCursor(scan(text));
  const statements: Statement[] = [];
  const labels = new Map<string, number>();
  while (cursor.peek().kind !== 'end') {
    const name = cursor.peek();
    cursor.word('a label or an instruction');
    if (cursor.accept(':')) {
      if (labels.has(name.text)) {
        throw new CbpfSyntaxError(`label '${name.text}' stands twice`, { line: name.line });
      }
      labels.set(name.text, statements.length);
    } else {
      statements.push(parseStatement(name, cursor));
    }
  }
  return statements.map((statement, index) => resolve(statement, index, labels));
}

function parseStatement(name: Token, cursor: TokenCursor): Statement {
  const written = name.text.toLowerCase();
  const inverted = INVERTED.get(written);
  const mnemonic = inverted ?? ALIASES.get(written) ?? written;
  if (mnemonic === 'ja') {
    return { opcode: opcodeFor(name, mnemonic, 'target'), k: 0, targets: [label(cursor)] };
  }
  const operand = parseOperand(cursor);
  const opcode = opcodeFor(name, mnemonic, operand.operand);
  const targets = isConditionalJump(opcode) ? parseTargets(cursor) : [];
  return { opcode, k: operand.k, targets: inverted === undefined ? targets : targets.toReversed() };
}

function parseTargets(cursor: TokenCursor): readonly (Token | null)[] {
  cursor.expect(',');
  const whenTrue = label(cursor);
  return [whenTrue, cursor.accept(',') ? label(cursor) : null];
}

function label(cursor: TokenCursor): Token {
  const token = cursor.peek();
  cursor.word('a label');
  return token;
}

function resolve(
  { opcode, k, targets }: Statement,
  index: number,
  labels: ReadonlyMap<string, number>,
): CbpfInstruction {
  const [first = 0, second = 0] = targets.map((target) =>
    target === null ? 0 : skip(index, target, labels),
  );
  if (opcode.operand === 'target') {
    return { code: opcode.code, jt: 0, jf: 0, k: first };
  }
  for (const [at, distance] of [first, second].entries()) {
    const target = targets[at];
    if (distance > MAX_CONDITIONAL_SKIP && target) {
      throw new CbpfSyntaxError(
        `'${target.text}' is ${distance} instructions away, and a conditional jump skips at most ${MAX_CONDITIONAL_SKIP}`,
        { line: target.line },
      );
    }
  }
  return { code: opcode.code, jt: first, jf: second, k };
}

/** The number of instructions between instruction `index` and the label `target`. */
function skip(index: number, target: Token, labels: ReadonlyMap<string, number>): number {
  const at = labels.get(target.text);
  if (at === undefined) {
    throw new CbpfSyntaxError(`no label '${target.text}'`, { line: target.line });
  }
  if (at <= index) {
    throw new CbpfSyntaxError(`'${target.text}' stands before the jump; jumps only go forward`, {
      line: target.line,
    });
  }
  return at - index - 1;
}
