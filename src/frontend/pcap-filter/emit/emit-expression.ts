import type { EnteredFrame, TextPosition } from '../meaning/text-position.ts';
import type { Expression } from '../syntax/ast.ts';
import { emitTest } from './emit-test.ts';
import type { FilterBuilder } from './filter-builder.ts';
import type { Label } from './label.ts';

/** What is still to be done, the last first. */
type Step =
  | {
      readonly kind: 'emit';
      readonly expression: Expression;
      readonly ifTrue: Label;
      readonly ifFalse: Label;
    }
  | { readonly kind: 'place'; readonly label: Label }
  /** Ends the part of the text that started where `mark` was. */
  | { readonly kind: 'come-back'; readonly mark: EnteredFrame };

/**
 * Ends the open block of `builder` with `expression`: on to acceptance where it holds, else to
 * rejection. `and` and `or` leave out their right side where the left settles them.
 *
 * Reads each primitive once, in the order of the text. Linear in the expression, and without
 * recursion.
 */
export function emitExpression(
  builder: FilterBuilder,
  root: Expression,
  position: TextPosition,
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
    const { expression, ifTrue, ifFalse } = step;
    switch (expression.kind) {
      case 'and': {
        const label = builder.newLabel();
        steps.push({ kind: 'emit', expression: expression.right, ifTrue, ifFalse });
        steps.push({ kind: 'place', label });
        steps.push({ kind: 'emit', expression: expression.left, ifTrue: label, ifFalse });
        break;
      }
      case 'or': {
        const label = builder.newLabel();
        const comeBack: Step = { kind: 'come-back', mark: position.mark };
        steps.push(comeBack);
        steps.push({ kind: 'emit', expression: expression.right, ifTrue, ifFalse });
        steps.push({ kind: 'place', label });
        steps.push(comeBack);
        steps.push({ kind: 'emit', expression: expression.left, ifTrue, ifFalse: label });
        break;
      }
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
