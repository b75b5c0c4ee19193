import type { Connective, Expression, Primitive } from '../syntax/ast.ts';
import type { ConstantParts } from './constant-parts.ts';

/**
 * A part of `a or b or c …` or `a and b and c …`. `terms` are primitives one after the other, of
 * which one suffices: alternatives of an `or`, or operands of the `not`s in an `and`.
 */
export type ConnectedPart =
  | { readonly kind: 'one'; readonly expression: Expression }
  | { readonly kind: 'terms'; readonly terms: [Primitive, ...Primitive[]] }
  /** Rows of a table, each of primitives that all have to hold: `host a and port 1 or host b and port 2 …`. */
  | { readonly kind: 'rows'; readonly rows: Terms[] };

type Terms = readonly [Primitive, ...Primitive[]];

/** What `root` connects, in the order of the text. Linear, and without recursion. */
export function connectedParts(
  root: Connective,
  constants: ConstantParts,
): readonly ConnectedPart[] {
  const parts: ConnectedPart[] = [];
  /** The form of the rows, or of the terms, that the last part consists of. */
  let open: string | null = null;
  for (const expression of operandsOf(root)) {
    const row = rowOf(expression, root.kind, constants);
    if (row === null) {
      open = null;
      parts.push({ kind: 'one', expression });
      continue;
    }
    const form = formOf(row);
    if (form !== open || !addTo(parts, row)) {
      parts.push(
        form === LIST ? { kind: 'terms', terms: [row[0]] } : { kind: 'rows', rows: [row] },
      );
    }
    open = form;
  }
  return parts;
}

/** Adds `row` to the last of `parts`, which is of its form; yields whether there is one. */
function addTo(parts: readonly ConnectedPart[], row: Terms): boolean {
  const last = parts.at(-1);
  if (last?.kind === 'rows') {
    last.rows.push(row);
  } else if (last?.kind === 'terms') {
    last.terms.push(row[0]);
  }
  return last !== undefined && last.kind !== 'one';
}

/**
 * What has to hold for one row: addresses, ports and protocols, which enter no encapsulation. `null` for
 * whatever else an operand is, and where a part holds or fails whatever the packet.
 */
function rowOf(
  expression: Expression,
  kind: Connective['kind'],
  constants: ConstantParts,
): Terms | null {
  const inner = kind === 'and' && expression.kind === 'not' ? expression.operand : expression;
  const isNegated = inner !== expression;
  if (isNegated !== (kind === 'and')) {
    return null;
  }
  if (inner.kind === 'match') {
    return [inner];
  }
  const [first, ...others] = inner.kind === 'and' ? (primitivesOf(inner, constants) ?? []) : [];
  return first === undefined ? null : [first, ...others];
}

/** What `root` connects, if that may stand in a row; else `null`. */
function primitivesOf(root: Connective, constants: ConstantParts): readonly Primitive[] | null {
  const primitives: Primitive[] = [];
  const open: Expression[] = [root];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (constants.has(at) || primitives.length > LONGEST_ROW) {
      return null;
    }
    if (at.kind === 'and') {
      open.push(at.right, at.left);
    } else if (at.kind === 'match' || at.kind === 'protocol') {
      primitives.push(at);
    } else {
      return null;
    }
  }
  return primitives;
}

/** Longer rows are left to the passes. */
const LONGEST_ROW = 8;

/** The form of terms whose addresses and ports take one word: these make a list, whatever they look for. */
const LIST = '';

/** What rows of one table have in common, as text. */
function formOf(row: Terms): string {
  const [first, ...others] = row;
  if (others.length === 0 && !(first.kind === 'match' && first.operand.kind === 'mac')) {
    return LIST;
  }
  return row
    .map((one) => {
      if (one.kind !== 'match') {
        return one.kind;
      }
      const { protocol, direction, type } = one.qualifiers;
      return [protocol, direction, type, one.operand.kind].join();
    })
    .join(';');
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
