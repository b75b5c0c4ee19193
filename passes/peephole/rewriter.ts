import { rangesByDefinition } from '../../src/analysis/facts/known-ranges.ts';
import type { Range } from '../../src/analysis/values/range.ts';
import { isConstant } from '../../src/ir/constant.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { ValueId } from '../../src/ir/ids.ts';
import { type Instr, mapOperands, operands, resultType } from '../../src/ir/ir.ts';
import { BINARY_OPS, isCompareOp, SWAPPED_COMPARE, type Type } from '../../src/ir/ops.ts';
import { invariant } from '../../src/support/invariant.ts';
import { foldAddress } from './address-folding.ts';
import { branchForm } from './branch-forms.ts';
import { isOperation, matchRule, type Operation, type ValueView } from './matcher.ts';
import { RuleIndex } from './rule-index.ts';
import { RULES } from './rules.ts';
import { type Built, buildTemplate, constantInstr, type InstrSink } from './template-builder.ts';

const INDEX = new RuleIndex(RULES);

/** Says how often something was done. */
type Counter = (statistic: string) => void;

/**
 * Rewrites the instructions of a filter, block by block in reverse postorder, each after its
 * operands. Makes no edit itself: what it yields is to be put into the filter.
 */
export class Rewriter implements ValueView, InstrSink {
  /** Values that other values stand for from now on. */
  readonly replacements: Map<ValueId, ValueId> = new Map();
  /** For tests of branches: the value to test instead. */
  readonly tests: Map<ValueId, ValueId> = new Map();
  /** The tests (by what they were) whose branches have to exchange their targets. */
  readonly swapped: Set<ValueId> = new Set();
  readonly #filter: Filter;
  readonly #count: Counter;
  /** The instructions that are new or changed. */
  readonly #definitions = new Map<ValueId, Instr>();
  readonly #rangeOf: (value: ValueId) => Range;
  #output: Instr[] = [];

  constructor(filter: Filter, count: Counter) {
    this.#filter = filter;
    this.#count = count;
    this.#rangeOf = rangesByDefinition(this);
  }

  definition(value: ValueId): Instr {
    return this.#definitions.get(value) ?? this.#filter.definition(value);
  }

  rangeOf(value: ValueId): Range {
    return this.#rangeOf(value);
  }

  /** The instructions in place of `instrs`; the same array where nothing changes. */
  rewrite(instrs: readonly Instr[]): readonly Instr[] {
    this.#output = [];
    let changed = false;
    for (const instr of instrs) {
      const updated = this.#withReplacements(instr);
      const result = this.#simplify(updated);
      changed ||= result !== instr;
      if (result !== null) {
        this.#place(result, instr);
      }
    }
    return changed ? this.#output : instrs;
  }

  #place(result: Instr, before: Instr | null): void {
    if (result !== before) {
      this.#definitions.set(result.id, result);
    }
    this.#output.push(result);
  }

  #withReplacements(instr: Instr): Instr {
    return this.replacements.size > 0 &&
      operands(instr).some((operand) => this.replacements.has(operand))
      ? mapOperands(instr, (operand) => this.#resolve(operand))
      : instr;
  }

  #resolve(value: ValueId): ValueId {
    return this.replacements.get(value) ?? value;
  }

  /** Applies rules until none matches; `null` where another value has taken the place. */
  #simplify(instr: Instr): Instr | null {
    let current = instr;
    for (let next: Instr | null = current; next !== null; ) {
      current = next;
      if (this.replacements.has(current.id)) {
        return null;
      }
      next = this.#step(current);
    }
    return current;
  }

  /** One step of simplification; `null` where there is none. */
  #step(instr: Instr): Instr | null {
    if (instr.kind === 'load' || instr.kind === 'guard') {
      return this.#counted('fold-address', foldAddress(instr, this));
    }
    if (!isOperation(instr)) {
      return null;
    }
    return (
      this.#counted('constant-right', this.#constantRight(instr)) ??
      this.#applyRules(instr) ??
      this.#counted('branch-form', this.#branchForm(instr))
    );
  }

  #counted<Result>(statistic: string, result: Result | null): Result | null {
    if (result !== null) {
      this.#count(statistic);
    }
    return result;
  }

  /** Changes a comparison that serves branches only. */
  #branchForm(instr: Operation): Instr | null {
    if (instr.kind !== 'binary' || !isCompareOp(instr.op) || this.tests.has(instr.id)) {
      return null;
    }
    const form = branchForm(instr, this);
    if (form === null || !servesBranchesOnly(this.#filter, instr.id)) {
      return null;
    }
    if (form.swaps && !this.swapped.delete(instr.id)) {
      this.swapped.add(instr.id);
    }
    const { test } = form;
    if (typeof test === 'number') {
      this.tests.set(instr.id, test);
      return instr;
    }
    const { op, lhs, rhs } = test;
    const right =
      typeof rhs === 'number'
        ? rhs
        : this.emit({ kind: 'constant', value: rhs.constant }, instr.type);
    return { ...instr, op, lhs, rhs: right };
  }

  #applyRules(instr: Operation): Instr | null {
    const [first] = operands(instr);
    invariant(first !== undefined, `v${instr.id} has no operand`);
    for (const rule of INDEX.candidates(instr, this.definition(first))) {
      const match = matchRule(rule, instr, this);
      if (match !== null) {
        this.#count(rule.name);
        return this.#root(buildTemplate(rule.to, match, this), instr);
      }
    }
    return null;
  }

  /** Puts what a rule has built in the place of `instr`. */
  #root(built: Built, instr: Operation): Instr {
    const { id } = instr;
    if (built.kind === 'value') {
      this.replacements.set(id, built.value);
      return instr;
    }
    if (built.kind === 'constant') {
      return constantInstr(id, built.value, resultType(instr));
    }
    return { ...built.draft, id } as Instr;
  }

  /** Moves the constant of a commutative operation or comparison to the right. */
  #constantRight(instr: Operation): Operation | null {
    if (instr.kind !== 'binary' || !this.#isConstant(instr.lhs) || this.#isConstant(instr.rhs)) {
      return null;
    }
    const { op, lhs, rhs } = instr;
    if (isCompareOp(op)) {
      return { ...instr, op: SWAPPED_COMPARE[op], lhs: rhs, rhs: lhs };
    }
    return BINARY_OPS[op].commutative ? { ...instr, lhs: rhs, rhs: lhs } : null;
  }

  #isConstant(value: ValueId): boolean {
    return isConstant(this.definition(value));
  }

  /** The value that `built` is, for which an instruction is made where there is none yet. */
  emit(built: Built, type: Type): ValueId {
    if (built.kind === 'value') {
      return this.#resolve(built.value);
    }
    const id = this.#filter.newValue();
    const instr =
      built.kind === 'constant'
        ? constantInstr(id, built.value, type)
        : this.#simplify({ ...built.draft, id } as Instr);
    if (instr === null) {
      return this.#resolve(id);
    }
    this.#place(instr, null);
    return id;
  }
}

function servesBranchesOnly(filter: Filter, value: ValueId): boolean {
  if (filter.findDefinition(value) === undefined) {
    return false;
  }
  const { instrs, terminators } = filter.uses(value);
  return (
    instrs.length === 0 &&
    terminators.length > 0 &&
    terminators.every((user) => filter.block(user).terminator.kind === 'branch')
  );
}
