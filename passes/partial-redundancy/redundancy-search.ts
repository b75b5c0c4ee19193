import { dominatorTree } from '../../src/analysis/control-flow/dominator-tree.ts';
import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import {
  type Expression,
  type ExpressionNumbers,
  valueNumbers,
} from '../../src/analysis/values/value-numbers.ts';
import { isConstant } from '../../src/ir/constant.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { eachOperand, type Instr, mapOperands, operands, resultType } from '../../src/ir/ir.ts';
import { isCompareOp, type Type } from '../../src/ir/ops.ts';
import type { PassContext } from '../../src/pass/pass.ts';
import { Join } from './join.ts';
import { Leaders } from './leaders.ts';

/** A value that becomes a phi. */
export interface Merge {
  readonly value: Expression;
  readonly type: Type;
  readonly join: Join;
  /** By predecessor of the join, the value that it brings. */
  readonly incoming: ReadonlyMap<BlockId, ValueId>;
}

/** A value that some predecessors of its block bring already, and that stays all the same. */
export interface StayingValue {
  readonly value: ValueId;
  readonly join: BlockId;
  /** A predecessor that brings it. */
  readonly from: BlockId;
  /** One that does not. */
  readonly lackedBy: BlockId;
  readonly reason: 'others-lack-it' | 'edge-would-jump' | 'not-on-every-path';
}

export interface SearchOptions {
  /** At the end of how many predecessors a value is inserted at most. */
  readonly insertions: number;
  /** Whether loads from constant addresses count. */
  readonly plainLoads: boolean;
}

/** A block with more predecessors than this is not looked at, which bounds the time. */
const MAX_PREDECESSORS = 64;

/**
 * Finds the values that predecessors of a block bring already. Changes nothing in the filter but that it
 * takes ids for new values.
 */
export class RedundancySearch {
  readonly merges: Map<ValueId, Merge> = new Map();
  readonly staying: StayingValue[] = [];
  readonly #filter: Filter;
  readonly #numbers: ExpressionNumbers;
  readonly #leaders: Leaders;
  readonly #options: SearchOptions;
  /** The join from which each block is reached without passing another. */
  readonly #joins: (Join | null)[] = [];
  readonly #newNumbers = new Map<ValueId, number>();

  constructor(filter: Filter, { get }: PassContext, options: SearchOptions) {
    this.#filter = filter;
    this.#numbers = get(valueNumbers);
    this.#options = options;
    this.#leaders = new Leaders(filter, get(dominatorTree), this.#numbers, this.#blockOf);
    for (const id of get(reversePostorder)) {
      this.#visit(id);
    }
  }

  #visit(id: BlockId): void {
    const join = this.#joinAbove(id);
    this.#joins[id] = join;
    if (join === null) {
      return;
    }
    for (const instr of this.#filter.block(id).instrs) {
      if (isCandidate(instr, this.#options)) {
        this.#consider(instr, id, join);
      }
    }
  }

  #joinAbove(id: BlockId): Join | null {
    const count = this.#filter.predecessorCount(id);
    if (count > 1) {
      return count > MAX_PREDECESSORS ? null : new Join(this.#filter, id);
    }
    const [predecessor] = this.#filter.predecessors(id);
    return predecessor === undefined ? null : (this.#joins[predecessor] ?? null);
  }

  #consider(value: Expression, block: BlockId, join: Join): void {
    if (operands(value).some((operand) => !this.#isTranslatable(operand, join))) {
      return;
    }
    const type = resultType(value) ?? 'i32';
    const limit = block === join.id ? this.#options.insertions : 0;
    const incoming = new Map<BlockId, ValueId>();
    const lacking: BlockId[] = [];
    for (const predecessor of join.predecessors) {
      const found = this.#leaders.find(this.#numberOnEdge(value, join, predecessor), predecessor);
      if (found !== null) {
        incoming.set(predecessor, found);
      } else if (lacking.push(predecessor) > limit) {
        break;
      }
    }
    const [lackedBy] = lacking;
    if (lackedBy === undefined) {
      this.#mergeAll({ value, type, join, incoming });
      return;
    }
    // `from` is known only if it came before the one that was one too many.
    const [from] = incoming.keys();
    if (from === undefined) {
      return;
    }
    const reason = whyNot(lacking, { join, block, limit });
    if (reason === null) {
      this.#insertAndMerge({ value, type, join, incoming }, lacking);
    } else {
      this.staying.push({ value: value.id, join: join.id, from, lackedBy, reason });
    }
  }

  /** Where all predecessors bring the same value, that dominates the join: no phi is needed. */
  #mergeAll(merge: Merge): void {
    if (new Set(merge.incoming.values()).size > 1) {
      this.merges.set(merge.value.id, merge);
    }
  }

  #insertAndMerge({ value, type, join, incoming }: Merge, lacking: readonly BlockId[]): void {
    const all = new Map(incoming);
    for (const predecessor of lacking) {
      all.set(predecessor, this.#insert(value, join, predecessor));
    }
    this.merges.set(value.id, { value, type, join, incoming: all });
  }

  /** Computes at the end of `predecessor` what `value` is if control comes from there. Yields its id. */
  #insert(value: Expression, join: Join, predecessor: BlockId): ValueId {
    const constants = new Map<ValueId, Instr>();
    eachOperand(value, (operand) => {
      if (this.#isBelow(operand, join) && isConstant(this.#filter.definition(operand))) {
        const constant = this.#filter.definition(operand);
        constants.set(operand, { ...constant, id: this.#filter.newValue() });
      }
    });
    const copy = mapOperands(
      { ...value, id: this.#filter.newValue() },
      (operand) => constants.get(operand)?.id ?? this.#onEdge(operand, join, predecessor),
    );
    this.#newNumbers.set(copy.id, this.#numberOnEdge(value, join, predecessor));
    join.insert(predecessor, [...constants.values(), copy]);
    return copy.id;
  }

  #numberOnEdge(value: Expression, join: Join, predecessor: BlockId): number {
    return this.#numbers.ofExpression(value, (operand) => {
      const other = this.#onEdge(operand, join, predecessor);
      return this.#newNumbers.get(other) ?? this.#numbers.of(other);
    });
  }

  /** What `operand` is when control comes to `join` from `predecessor`. */
  #onEdge(operand: ValueId, join: Join, predecessor: BlockId): ValueId {
    const merge = this.merges.get(operand);
    if (merge !== undefined) {
      return merge.join === join ? (merge.incoming.get(predecessor) ?? operand) : operand;
    }
    const definition = this.#filter.definition(operand);
    return definition.kind === 'phi' && this.#filter.definitionBlock(operand) === join.id
      ? (definition.incoming.get(predecessor) ?? operand)
      : operand;
  }

  /** Whether it is known on each edge into `join` what `operand` will be. */
  #isTranslatable(operand: ValueId, join: Join): boolean {
    if (!this.#isBelow(operand, join) || this.merges.has(operand)) {
      return true;
    }
    const definition = this.#filter.definition(operand);
    return (
      isConstant(definition) ||
      (definition.kind === 'phi' && this.#filter.definitionBlock(operand) === join.id)
    );
  }

  /** Whether a value known in a block below `join` is defined there, not above. */
  #isBelow(value: ValueId, join: Join): boolean {
    return this.#joins[this.#blockOf(value)] === join;
  }

  readonly #blockOf = (value: ValueId): BlockId =>
    this.merges.get(value)?.join.id ?? this.#filter.definitionBlock(value);
}

function whyNot(
  lacking: readonly BlockId[],
  { join, block, limit }: { readonly join: Join; readonly block: BlockId; readonly limit: number },
): StayingValue['reason'] | null {
  if (block !== join.id) {
    return 'not-on-every-path';
  }
  if (lacking.length > limit) {
    return 'others-lack-it';
  }
  const critical = lacking.filter((predecessor) => join.isCritical(predecessor));
  const isFree =
    critical.length < 2 && critical.every((predecessor) => join.canInsert(predecessor));
  return isFree ? null : 'edge-would-jump';
}

/** Whether `instr` computes what is worth keeping: predicates are not, which branches make for free. */
function isCandidate(instr: Instr, { plainLoads }: SearchOptions): instr is Expression {
  switch (instr.kind) {
    case 'load':
      return plainLoads || instr.base !== null;
    case 'unary':
    case 'select':
      return true;
    case 'binary':
      return !isCompareOp(instr.op);
    default:
      return false;
  }
}
