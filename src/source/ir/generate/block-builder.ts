import { isCheck } from '../../../ir/effect.ts';
import { type BlockId, type ValueId, valueId } from '../../../ir/ids.ts';
import { type AncillaryInput, INPUTS, type InputName } from '../../../ir/inputs.ts';
import {
  extentOf,
  type Instr,
  type InstrDraft,
  type LoadWidth,
  resultType,
} from '../../../ir/ir.ts';
import {
  BINARY_OPS,
  type BinaryOp,
  type CompareOp,
  NEGATED_COMPARE,
  type Type,
  UNARY_OPS,
  type UnaryOp,
} from '../../../ir/ops.ts';
import { CONSTANTS, type FilterOptions, type InstrGenes, makesLoad, pick } from './filter-genes.ts';

/** What holds at a place of the filter: the values that are there, and how far `caplen` reaches. */
export interface Scope {
  readonly i32: readonly ValueId[];
  readonly i64: readonly ValueId[];
  /** Those of the i32 values that come from the packet. */
  readonly loaded: readonly ValueId[];
  readonly reach: readonly (readonly [base: ValueId | null, extent: number])[];
}

const OPS = Object.keys(BINARY_OPS) as BinaryOp[];
const COMPARES = Object.keys(NEGATED_COMPARE) as CompareOp[];
const UNARY = Object.keys(UNARY_OPS) as UnaryOp[];
const NARROW_UNARY = UNARY.filter(
  (op) => UNARY_OPS[op].from === 'i32' && UNARY_OPS[op].to === 'i32',
);
const ANCILLARY = Object.keys(INPUTS).filter((name) => name.startsWith('aux.')) as AncillaryInput[];

/** So many values are used more often than others. */
const FAVOURITES = 4;

const WIDTHS: readonly LoadWidth[] = [1, 2, 4, 8];

/** Adds random instructions to one block, each with operands that are there and have its type. */
export class BlockBuilder {
  readonly instrs: Instr[] = [];
  nextValue: number;
  readonly #options: FilterOptions;
  readonly #i32: ValueId[];
  readonly #i64: ValueId[];
  readonly #loaded: ValueId[];
  readonly #reach: (readonly [ValueId | null, number])[];

  /** `scope` is what holds at the start of the block, `null` for the entry. */
  constructor(nextValue: number, scope: Scope | null, options: FilterOptions) {
    this.nextValue = nextValue;
    this.#options = options;
    this.#i32 = [...(scope?.i32 ?? [])];
    this.#i64 = [...(scope?.i64 ?? [])];
    this.#loaded = [...(scope?.loaded ?? [])];
    this.#reach = [...(scope?.reach ?? [])];
  }

  /** What holds at the end of the block so far. */
  get scope(): Scope {
    return { i32: this.#i32, i64: this.#i64, loaded: this.#loaded, reach: this.#reach };
  }

  /** Adds a phi of values at the ends of the predecessors, unless one of them has none. */
  addPhi({ a, b }: InstrGenes, ends: ReadonlyMap<BlockId, Scope | undefined>): void {
    const type: Type = a % 4 === 0 && this.#options.wide !== false ? 'i64' : 'i32';
    const incoming = new Map<BlockId, ValueId>();
    for (const [from, scope] of ends) {
      const values = scope?.[type] ?? [];
      if (values.length === 0) {
        return;
      }
      incoming.set(from, pick(values, b + incoming.size * (a % 3)));
    }
    this.#append({ kind: 'phi', type, incoming });
  }

  /** Adds one instruction and what it needs. */
  add(genes: InstrGenes): void {
    const { kind, a, b, c } = genes;
    if (kind < 12) {
      this.constant(a);
    } else if (makesLoad(genes)) {
      this.#load(genes);
    } else if (kind < 46) {
      this.#input(a);
    } else if (kind < 54 && this.#options.guards !== false) {
      this.#append({ kind: 'guard', base: this.#base(a), offset: b % 24 });
    } else if (kind < 58) {
      this.#select(genes);
    } else if (kind < 63) {
      this.#unary(a, b);
    } else if (kind < 75 && this.#options.wide !== false) {
      this.#wide(genes);
    } else {
      const rhs = c % 2 === 0 ? this.word(c) : this.constant(c);
      this.#append({ kind: 'binary', op: pick(OPS, a), type: 'i32', lhs: this.word(b), rhs });
    }
  }

  /**
   * An i32 that is there. For most genes it is the same one though some more have been computed, so that
   * things occur again.
   */
  word(gene: number): ValueId {
    if (this.#i32.length === 0) {
      return this.constant(gene);
    }
    const favourite = gene % 2 === 0 ? this.#i32[(gene >> 1) % FAVOURITES] : undefined;
    const known = gene % 4 === 1 ? this.#i32.slice(0, powerOfTwo(this.#i32.length)) : this.#i32;
    return favourite ?? pick(known, gene >> 2);
  }

  /** A constant of its own. */
  constant(gene: number): ValueId {
    return this.#append({ kind: 'const', value: pick(CONSTANTS, gene) });
  }

  /** The i32 that was computed last, so that what a block does decides something. */
  latest(gene: number): ValueId {
    return this.#i32.at(-1) ?? this.word(gene);
  }

  /** An i32 worth testing: mostly what was computed last, or loaded. */
  tested(gene: number): ValueId {
    if (gene % 4 === 0) {
      return this.latest(gene);
    }
    return gene % 4 < 3 && this.#loaded.length > 0
      ? pick(this.#loaded, gene >> 4)
      : this.word(gene);
  }

  /** An i32 to branch on: mostly a comparison, of what was computed last or of what was loaded. */
  test(gene: number): ValueId {
    const lhs = this.tested(gene);
    if (gene % 5 === 0) {
      return lhs;
    }
    const rhs = this.constant(gene >> 3);
    const op = gene % 3 === 0 ? pick(COMPARES, gene >> 5) : 'eq';
    return this.#append({ kind: 'binary', op, type: 'i32', lhs, rhs });
  }

  #long(gene: number): ValueId {
    return this.#i64.length === 0
      ? this.#append({ kind: 'const64', value: BigInt(pick(CONSTANTS, gene)) * 0x100000001n })
      : pick(this.#i64, gene);
  }

  /** Sometimes a sum, which wraps around 2^32 for some packets. */
  #base(gene: number): ValueId | null {
    if (gene % 3 !== 0) {
      return null;
    }
    const word = this.word(gene >> 2);
    if (gene % 5 !== 0) {
      return word;
    }
    const rhs = this.constant(gene >> 5);
    return this.#append({ kind: 'binary', op: 'add', type: 'i32', lhs: word, rhs });
  }

  #load({ a, b, c }: InstrGenes): void {
    const width = pick(this.#options.wide === false ? WIDTHS.slice(0, 3) : WIDTHS, a);
    const order = this.#options.native !== false && a % 7 === 0 ? 'native' : 'network';
    const known = this.#reach.filter(([, extent]) => extent >= width);
    if (c % 3 === 0 && known.length > 0 && this.#options.guards !== false) {
      const [base, extent] = pick(known, b);
      const offset = Math.min(c % 24, extent - width);
      this.#append({ kind: 'load', width, order, checked: false, base, offset });
      return;
    }
    const offset = c % 53 === 0 ? 0xffffffff - (b % 9) : b % 24;
    this.#append({ kind: 'load', width, order, checked: true, base: this.#base(c), offset });
  }

  #input(gene: number): void {
    const { caplen, ancillary } = this.#options;
    const names: readonly InputName[] = [
      'wirelen',
      ...(caplen === false ? [] : (['caplen'] as const)),
      ...(ancillary === false ? [] : ANCILLARY),
    ];
    this.#append({ kind: 'input', input: pick(names, gene) });
  }

  #select({ a, b, c }: InstrGenes): void {
    const [test, ifTrue, ifFalse] = [this.word(a), this.word(b), this.word(c)];
    this.#append({ kind: 'select', type: 'i32', test, ifTrue, ifFalse });
  }

  #unary(gene: number, operandGene: number): void {
    const op = pick(this.#options.wide === false ? NARROW_UNARY : UNARY, gene);
    const isWide = UNARY_OPS[op].from === 'i64';
    const operand = isWide ? this.#long(operandGene) : this.word(operandGene);
    this.#append({ kind: 'unary', op, operand });
  }

  #wide({ a, b, c }: InstrGenes): void {
    const [lhs, rhs] = [this.#long(b), this.#long(c)];
    if (a % 8 === 0) {
      const test = this.word(a);
      this.#append({ kind: 'select', type: 'i64', test, ifTrue: lhs, ifFalse: rhs });
    } else {
      this.#append({ kind: 'binary', op: pick(OPS, a), type: 'i64', lhs, rhs });
    }
  }

  #append(draft: InstrDraft): ValueId {
    const id = valueId(this.nextValue);
    this.nextValue += 1;
    const instr = { ...draft, id } as Instr;
    this.instrs.push(instr);
    const type = resultType(instr);
    if (type !== null) {
      (type === 'i32' ? this.#i32 : this.#i64).push(id);
    }
    if (instr.kind === 'load' && type === 'i32') {
      this.#loaded.push(id);
    }
    if (isCheck(instr)) {
      this.#reach.push([instr.base, extentOf(instr)]);
    }
    return id;
  }
}

/** The largest power of two up to `count`, which is at least 1. */
const powerOfTwo = (count: number): number => 2 ** Math.floor(Math.log2(count));
