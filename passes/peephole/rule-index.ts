import type { Instr } from '../../src/ir/ir.ts';
import { isOperation, type Operation, operationName } from './matcher.ts';
import type { Rule } from './term.ts';

/** Rules by the operations that they match, so that few have to be tried. */
export class RuleIndex {
  readonly #rules: readonly Rule[];
  /** By operation, and by that of its first operand. */
  readonly #found = new Map<string, Map<string, readonly Rule[]>>();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  /** The rules that may match `instr`, whose first operand is defined by `first`, in order. */
  candidates(instr: Operation, first: Instr): readonly Rule[] {
    const name = operationName(instr);
    const inner = isOperation(first) ? operationName(first) : '';
    let byInner = this.#found.get(name);
    if (byInner === undefined) {
      byInner = new Map();
      this.#found.set(name, byInner);
    }
    let rules = byInner.get(inner);
    if (rules === undefined) {
      rules = this.#rules.filter(({ match: [outer, pattern] }) => {
        return outer === name && (!Array.isArray(pattern) || pattern[0] === inner);
      });
      byInner.set(inner, rules);
    }
    return rules;
  }
}
