import type { Label, Outcomes } from '../../control-flow/label.ts';
import type { EnteredFrame, TextPosition } from '../meaning/text-position.ts';
import type { Connective, Expression } from '../syntax/ast.ts';
import { type ConnectedPart, connectedParts } from './connected-parts.ts';
import type { ConstantParts } from './constant-parts.ts';
import { emitRows } from './emit-rows.ts';
import { emitTerms } from './emit-terms.ts';
import { emitTest } from './emit-test.ts';
import type { FilterBuilder } from './filter-builder.ts';

/** What is not emitted one by one. */
type Alternatives = Exclude<ConnectedPart, { readonly kind: 'one' }>;

/** What writes the code, and what reads the text. */
interface Parties {
  readonly builder: FilterBuilder;
  readonly position: TextPosition;
  readonly constants: ConstantParts;
}

/** What is still to be done, the last first. */
type Step =
  | ({ readonly kind: 'emit'; readonly expression: Expression } & Outcomes)
  /** Goes to `ifTrue` where one of the terms or rows holds. */
  | ({ readonly kind: 'emit-part'; readonly part: Alternatives } & Outcomes)
  | { readonly kind: 'place'; readonly label: Label }
  /** Ends the part of the text that started where `mark` was. */
  | { readonly kind: 'come-back'; readonly mark: EnteredFrame };

/**
 * Ends the open block of `builder` with `expression`: on to acceptance where it holds, else to
 * rejection. `and` and `or` leave out their right side where the left settles them.
 *
 * Reads each primitive once, in the order of the text. Linear in the expression, and without
 * recursion. A part that `constants` knows goes to its outcome at once; its own code, which is never reached, is
 * written all the same for the offsets that it asks for.
 */
export function emitExpression(
  builder: FilterBuilder,
  root: Expression,
  { position, constants }: { readonly position: TextPosition; readonly constants: ConstantParts },
): void {
  const { accept, reject } = builder;
  const steps: Step[] = [{ kind: 'emit', expression: root, ifTrue: accept, ifFalse: reject }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (step.kind === 'place') {
      builder.place(step.label);
      continue;
    }
    if (step.kind === 'come-back') {
      position.comeBack(step.mark);
      builder.retain(position.variables);
      continue;
    }
    const { ifTrue, ifFalse } = step;
    if (step.kind === 'emit-part') {
      emitPart(builder, step.part, { position, ifTrue, ifFalse });
      continue;
    }
    const { expression } = step;
    const constant = constants.get(expression);
    if (constant !== undefined) {
      builder.jump(constant ? ifTrue : ifFalse);
      builder.place(builder.newLabel());
    }
    switch (expression.kind) {
      case 'and':
      case 'or':
        pushParts(steps, expression, { builder, position, constants, ifTrue, ifFalse });
        break;
      case 'not': {
        const { operand } = expression;
        steps.push({ kind: 'come-back', mark: position.mark });
        steps.push({ kind: 'emit', expression: operand, ifTrue: ifFalse, ifFalse: ifTrue });
        break;
      }
      default:
        builder.about(expression.span);
        emitTest(builder, position.read(expression), { ifTrue, ifFalse });
        builder.retain(position.variables);
    }
  }
}

/** Pushes what is to be done for the parts of `connective`, the first of which goes into the open block. */
function pushParts(
  steps: Step[],
  connective: Connective,
  { builder, position, constants, ifTrue, ifFalse }: Outcomes & Parties,
): void {
  const isOr = connective.kind === 'or';
  const comeBack: Step = { kind: 'come-back', mark: position.mark };
  let next = isOr ? ifFalse : ifTrue;
  for (const part of connectedParts(connective, constants).toReversed()) {
    const label = builder.newLabel();
    if (isOr) {
      steps.push(comeBack);
    }
    steps.push(stepFor(part, isOr, { ifTrue, ifFalse, next }));
    steps.push({ kind: 'place', label });
    next = label;
  }
  steps.pop();
}

/** What is to be done for one part of a connective, behind which the text goes on at `next`. */
function stepFor(
  part: ConnectedPart,
  isOr: boolean,
  { ifTrue, ifFalse, next }: Outcomes & { readonly next: Label },
): Step {
  if (part.kind === 'one') {
    const outcomes = isOr ? { ifTrue, ifFalse: next } : { ifTrue: next, ifFalse };
    return { kind: 'emit', expression: part.expression, ...outcomes };
  }
  const outcomes = { ifTrue: isOr ? ifTrue : ifFalse, ifFalse: next };
  return { kind: 'emit-part', part, ...outcomes };
}

function emitPart(
  builder: FilterBuilder,
  part: Alternatives,
  outcomes: Outcomes & { readonly position: TextPosition },
): void {
  if (part.kind === 'terms') {
    emitTerms(builder, part.terms, outcomes);
  } else {
    emitRows(builder, part.rows, outcomes);
  }
}
