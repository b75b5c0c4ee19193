import type { PacketTest } from '../meaning/packet-test.ts';
import type { Expression, Primitive } from '../syntax/ast.ts';
import { emitTest } from './emit-test.ts';
import type { FilterBuilder, Label } from './filter-builder.ts';

/** What is still to be done, the last first. */
type Step =
  | {
      readonly kind: 'emit';
      readonly expression: Expression;
      readonly ifTrue: Label;
      readonly ifFalse: Label;
    }
  | { readonly kind: 'place'; readonly label: Label };

/**
 * Ends the open block of `builder` with `expression`: on to acceptance where it holds, else to
 * rejection. `and` and `or` leave out their right side where the left settles them.
 *
 * Asks for the meaning of each primitive once, in the order of the text. Linear in the expression,
 * and without recursion.
 */
export function emitExpression(
  builder: FilterBuilder,
  root: Expression,
  meaning: (primitive: Primitive) => PacketTest,
): void {
  const { accept, reject } = builder;
  const steps: Step[] = [{ kind: 'emit', expression: root, ifTrue: accept, ifFalse: reject }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (step.kind === 'place') {
      builder.place(step.label);
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
        steps.push({ kind: 'emit', expression: expression.right, ifTrue, ifFalse });
        steps.push({ kind: 'place', label });
        steps.push({ kind: 'emit', expression: expression.left, ifTrue, ifFalse: label });
        break;
      }
      case 'not': {
        const { operand } = expression;
        steps.push({ kind: 'emit', expression: operand, ifTrue: ifFalse, ifFalse: ifTrue });
        break;
      }
      default:
        emitTest(builder, meaning(expression), { ifTrue, ifFalse });
    }
  }
}
