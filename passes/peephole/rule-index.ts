import type { Instr } from '../../src/ir/ir.ts';
import { isOperation, type Operation, operationName } from './matcher.ts';
import type { Rule } from './term.ts';

/** Rules by the operations that they match, so that few have to be tried. */
export class RuleIndex {
  /** By operation, and by operation and that of its first operand. */
  readonly #rules = new Map<string, Rule[]>();

  constructor(rules: readonly Rule[]) {
    for (const rule of rules) {
      const [name, first] = rule.match;
      const key = Array.isArray(first) ? `${name} ${first[0]}` : name;
      const known = this.#rules.get(key);
      if (known === undefined) {
        this.#rules.set(key, [rule]);
      } else {
        known.push(rule);
      }
    }
  }

  /** The rules that may match `instr`, whose first operand is defined by `first`. */
  *candidates(instr: Operation, first: Instr): Iterable<Rule> {
    const name = operationName(instr);
    yield* this.#rules.get(name) ?? [];
    if (isOperation(first)) {
      yield* this.#rules.get(`${name} ${operationName(first)}`) ?? [];
    }
  }
}
