import type { FilterRemark } from './remark.ts';
import type { Arithmetic, Connective, Expression, PacketLoad, Primitive } from './syntax/ast.ts';
import type { Protocol } from './syntax/keywords.ts';

type Match = Extract<Primitive, { readonly kind: 'match' }>;

/** The protocols that have ports, which `[…]` looks for behind IPv4 alone. */
const TRANSPORTS: ReadonlySet<Protocol> = new Set<Protocol>(['tcp', 'udp', 'sctp']);

/** What is said of a connective, by each of the rules. */
const RULES: readonly ((connective: Connective) => FilterRemark | null)[] = [
  protocolBesidePort,
  notBesideShorthand,
];

/** Connectives that mean something else than they seem to say. Linear in the expression. */
export function connectiveRemarks(root: Expression): readonly FilterRemark[] {
  return connectivesOf(root).flatMap((connective) =>
    RULES.map((rule) => rule(connective)).filter((remark) => remark !== null),
  );
}

/**
 * What can't hold for a reason that a reader may not know: `ip6 and tcp[…]`, where libpcap looks for the header
 * behind IPv4 only.
 */
export function transportWarnings(root: Expression): readonly FilterRemark[] {
  return connectivesOf(root)
    .filter(({ kind }) => kind === 'and')
    .flatMap((connective) => {
      const operands = [lastOf(connective.left, 'and'), connective.right];
      const firsts = connective.left.kind === 'and' ? [connective.left.left] : [];
      const load = operands.map(transportLoad).find((found) => found !== null);
      if (load === undefined || load === null || ![...firsts, ...operands].some(isOfIpv6)) {
        return [];
      }
      const message = `'${load.protocol}[…]' is about IPv4 only; with the extensions (--extensions) it is about IPv6 too`;
      return [{ message, span: load.span }];
    });
}

function connectivesOf(root: Expression): readonly Connective[] {
  const found: Connective[] = [];
  const open: Expression[] = [root];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.kind === 'and' || at.kind === 'or') {
      found.push(at);
      open.push(at.left, at.right);
    } else if (at.kind === 'not') {
      open.push(at.operand);
    }
  }
  return found;
}

/** What stands right before the connective that `expression` is to the left of. */
const lastOf = (expression: Expression, kind: Connective['kind'] | null = null): Expression =>
  (expression.kind === 'and' || expression.kind === 'or') &&
  (kind === null || expression.kind === kind)
    ? expression.right
    : expression;

/** `tcp or udp port 80`: all of TCP, and one port of UDP. */
function protocolBesidePort({ kind, left, right }: Connective): FilterRemark | null {
  const before = lastOf(left);
  if (kind !== 'or' || before.kind !== 'protocol' || !TRANSPORTS.has(before.protocol)) {
    return null;
  }
  const { protocol = null, type = null } = right.kind === 'match' ? right.qualifiers : {};
  if (protocol === null || !TRANSPORTS.has(protocol) || (type !== 'port' && type !== 'portrange')) {
    return null;
  }
  const both = `'(${before.protocol} or ${protocol}) and ${type} …'`;
  const message = `this is all of ${before.protocol}: '${type}' goes with '${protocol}' alone; for one of both write ${both}`;
  return { message, span: before.span };
}

/** `not host A or B`: B, and all that is not A. */
function notBesideShorthand({ kind, left, right }: Connective): FilterRemark | null {
  const before = lastOf(left);
  if (kind !== 'or' || before.kind !== 'not' || before.operand.kind !== 'match') {
    return null;
  }
  return right.kind === 'match' && isShorthand(right)
    ? {
        message: "'not' ends before 'or'; for neither of them write 'not (… or …)'",
        span: right.span,
      }
    : null;
}

/** Whether a match inherits what stands before the operand of another. */
const isShorthand = ({ qualifiers, operand }: Match): boolean =>
  qualifiers.span.end < operand.span.start - 1 && qualifiers.type !== null;

const isOfIpv6 = (expression: Expression): boolean =>
  expression.kind === 'protocol'
    ? expression.protocol === 'ip6'
    : expression.kind === 'match' && expression.qualifiers.protocol === 'ip6';

/** The first load from a transport header in a relation; `null` for none. */
function transportLoad(expression: Expression): PacketLoad | null {
  const open: Arithmetic[] =
    expression.kind === 'relation' ? [expression.right, expression.left] : [];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.kind === 'load' && TRANSPORTS.has(at.protocol)) {
      return at;
    }
    if (at.kind === 'binary') {
      open.push(at.right, at.left);
    } else if (at.kind === 'negate') {
      open.push(at.operand);
    }
  }
  return null;
}
