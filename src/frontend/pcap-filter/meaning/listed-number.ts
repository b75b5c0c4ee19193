import { parseDotted } from '../names/address.ts';
import type { Primitive } from '../syntax/ast.ts';
import { MAX_PORT } from './network/port.ts';

/**
 * The number that `term` looks for wherever it compares bytes of the packet with anything that its operand
 * says: a whole IPv4 address, or one port. Terms with the same qualifiers and such operands mean the same
 * but for that number. `null` for any other term.
 */
export function listedNumber(term: Primitive): number | null {
  if (term.kind !== 'match') {
    return null;
  }
  const { operand, qualifiers } = term;
  if (operand.kind === 'number') {
    return qualifiers.type === 'port' && operand.value <= MAX_PORT ? operand.value : null;
  }
  if (operand.kind !== 'ipv4' || operand.prefix !== null || operand.mask !== null) {
    return null;
  }
  const { value, bits } = parseDotted(operand.text, operand.span);
  return bits === 32 && qualifiers.protocol !== 'decnet' ? value : null;
}

/** Whether two terms have the same qualifiers, and operands of one kind. */
export function isListedAlike(a: Primitive, b: Primitive): boolean {
  if (a.kind !== 'match' || b.kind !== 'match' || a.operand.kind !== b.operand.kind) {
    return false;
  }
  const [one, other] = [a.qualifiers, b.qualifiers];
  return (
    one === other ||
    (one.protocol === other.protocol &&
      one.direction === other.direction &&
      one.type === other.type)
  );
}
