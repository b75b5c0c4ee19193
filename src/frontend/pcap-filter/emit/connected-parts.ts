import type { Connective, Expression, Primitive } from '../syntax/ast.ts';

/**
 * A part of `a or b or c …` or `a and b and c …`. `terms` are primitives one after the other, of
 * which one suffices: alternatives of an `or`, or operands of the `not`s in an `and`.
 */
export type ConnectedPart =
  | { readonly kind: 'one'; readonly expression: Expression }
  | { readonly kind: 'terms'; readonly terms: readonly [Primitive, ...Primitive[]] };

/** What `root` connects, in the order of the text. Linear, and without recursion. */
export function connectedParts(root: Connective): readonly ConnectedPart[] {
  const parts: ConnectedPart[] = [];
  let terms: [Primitive, ...Primitive[]] | null = null;
  for (const expression of operandsOf(root)) {
    const term = termOf(expression, root.kind);
    if (term === null) {
      terms = null;
      parts.push({ kind: 'one', expression });
    } else if (terms === null) {
      terms = [term];
      parts.push({ kind: 'terms', terms });
    } else {
      terms.push(term);
    }
  }
  return parts;
}

/** Lists are of addresses and ports; these enter no encapsulation. */
function termOf(expression: Expression, kind: Connective['kind']): Primitive | null {
  const inner = kind === 'and' && expression.kind === 'not' ? expression.operand : expression;
  const isNegated = inner !== expression;
  return inner.kind === 'match' && isNegated === (kind === 'and') ? inner : null;
}

/** What connectives of one kind connect on the left spine of `root`, in the order of the text. */
function operandsOf(root: Connective): readonly Expression[] {
  const operands: Expression[] = [];
  let at: Expression = root;
  while (at.kind === root.kind) {
    operands.push(at.right);
    at = at.left;
  }
  operands.push(at);
  return operands.reverse();
}
