import type { Expression, Primitive } from '../syntax/ast.ts';

/** What primitives turned out to mean that holds, or fails, whatever the packet. */
export type ConstantPrimitives = ReadonlyMap<Primitive, boolean>;

/** The parts of an expression that hold, or fail, whatever the packet. */
export type ConstantParts = ReadonlyMap<Expression, boolean>;

/**
 * The connectives and negations that are constant because of `primitives`: `igmp or ip` where all packets are
 * IPv4. Linear in the expression, and without recursion.
 */
export function constantParts(root: Expression, primitives: ConstantPrimitives): ConstantParts {
  const constants = new Map<Expression, boolean>(primitives);
  for (const expression of innermostFirst(root)) {
    const value = constantOf(expression, constants);
    if (value !== undefined) {
      constants.set(expression, value);
    }
  }
  return constants;
}

function constantOf(expression: Expression, known: ConstantParts): boolean | undefined {
  switch (expression.kind) {
    case 'not': {
      const operand = known.get(expression.operand);
      return operand === undefined ? undefined : !operand;
    }
    case 'and':
    case 'or': {
      const settling = expression.kind === 'or';
      const left = known.get(expression.left);
      const right = known.get(expression.right);
      if (left === settling || right === settling) {
        return settling;
      }
      return left === undefined || right === undefined ? undefined : !settling;
    }
    default:
      return known.get(expression);
  }
}

/** All parts of an expression, each behind its own parts. */
function innermostFirst(root: Expression): readonly Expression[] {
  const outermostFirst: Expression[] = [];
  const open: Expression[] = [root];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    outermostFirst.push(at);
    if (at.kind === 'and' || at.kind === 'or') {
      open.push(at.left, at.right);
    } else if (at.kind === 'not') {
      open.push(at.operand);
    }
  }
  return outermostFirst.reverse();
}
