import type { ValueId } from '../../src/ir/ids.ts';
import { type Instr, type InstrDraft, resultType } from '../../src/ir/ir.ts';
import {
  BINARY_OPS,
  type BinaryOp,
  isBinaryOp,
  isUnaryOp,
  type Scalar,
  type Type,
  UNARY_OPS,
} from '../../src/ir/ops.ts';
import { invariant } from '../../src/support/invariant.ts';
import { allOnes, type Match, type Template } from './term.ts';

/** A template worked out: a value that exists, a constant, or an instruction to be made. */
export type Built =
  | { readonly kind: 'value'; readonly value: ValueId }
  | { readonly kind: 'constant'; readonly value: Scalar }
  | { readonly kind: 'instr'; readonly draft: InstrDraft };

/** Takes the instructions that a template needs inside. */
export interface InstrSink {
  definition(value: ValueId): Instr;
  /** The value that `built` is, for which an instruction is made where there is none yet. */
  emit(built: Built, type: Type): ValueId;
}

/** Works out `template` for `match`. All but the outermost instruction go to `sink`. */
export function buildTemplate(template: Template, match: Match, sink: InstrSink): Built {
  switch (template) {
    case 'x':
    case 'y':
    case 'z':
      return { kind: 'value', value: match.value(template) };
    case 'A':
    case 'B':
      return { kind: 'constant', value: match.constant(template) };
    case 'ones':
      return { kind: 'constant', value: allOnes(match.type) };
    default:
      break;
  }
  if (typeof template === 'number') {
    return { kind: 'constant', value: template };
  }
  return typeof template === 'function'
    ? { kind: 'constant', value: template(match) }
    : buildOperation(template, match, sink);
}

function buildOperation(
  [name, ...parts]: readonly [string, ...Template[]],
  match: Match,
  sink: InstrSink,
): Built {
  const built = parts.map((part) => buildTemplate(part, match, sink));
  const type = typeOf(built, sink) ?? match.type;
  const [first, second] = built;
  if (isBinaryOp(name) && first?.kind === 'constant' && second?.kind === 'constant') {
    return { kind: 'constant', value: fold(name, type, [first.value, second.value]) };
  }
  return { kind: 'instr', draft: draftOf(name, type, { built, sink }) };
}

function fold(op: BinaryOp, type: Type, [lhs, rhs]: readonly [Scalar, Scalar]): Scalar {
  const { evaluate, evaluate64 } = BINARY_OPS[op];
  const value =
    type === 'i32' ? evaluate(Number(lhs), Number(rhs)) : evaluate64(BigInt(lhs), BigInt(rhs));
  invariant(value !== null, `${op} of constants rejects`);
  return value;
}

function draftOf(
  name: string,
  type: Type,
  { built, sink }: { readonly built: readonly Built[]; readonly sink: InstrSink },
): InstrDraft {
  const operand = (index: number, wanted: Type): ValueId => {
    const one = built[index];
    invariant(one !== undefined, `the template of ${name} lacks an operand`);
    return sink.emit(one, wanted);
  };
  if (isUnaryOp(name)) {
    return { kind: 'unary', op: name, operand: operand(0, UNARY_OPS[name].from) };
  }
  if (isBinaryOp(name)) {
    return { kind: 'binary', op: name, type, lhs: operand(0, type), rhs: operand(1, type) };
  }
  const [test, ifTrue, ifFalse] = [operand(0, 'i32'), operand(1, type), operand(2, type)];
  return { kind: 'select', type, test, ifTrue, ifFalse };
}

/** The type of the first operand that is not a constant; constants take that type. */
function typeOf(built: readonly Built[], sink: InstrSink): Type | null {
  for (const one of built) {
    if (one.kind === 'value') {
      return resultType(sink.definition(one.value));
    }
    if (one.kind === 'instr') {
      return resultType({ ...one.draft, id: 0 } as Instr);
    }
  }
  return null;
}

/** The instruction that yields a constant of `type`. */
export function constantInstr(id: ValueId, value: Scalar, type: Type | null): Instr {
  return type === 'i64'
    ? { kind: 'const64', id, value: BigInt(value) }
    : { kind: 'const', id, value: Number(value) };
}
