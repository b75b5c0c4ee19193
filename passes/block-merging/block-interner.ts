import { mayReject } from '../../src/ir/effect.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { type BasicBlock, type Instr, mapOperands, successors } from '../../src/ir/ir.ts';
import { type BlockKey, blockKey } from './block-key.ts';

/** Blocks that pass control to equal blocks. Most are alone, so keys are made when a second comes. */
interface Bucket {
  readonly first: BlockId;
  known: Map<string, Known> | null;
}

interface Known {
  readonly block: BlockId;
  readonly key: BlockKey;
}

/** A block that is equal to another and all the same can't be merged with it. */
export interface Lookalike {
  readonly block: BlockId;
  readonly other: BlockId;
  readonly obstacle: string;
}

/** Finds the blocks of a filter that are equal. Blocks are added after their successors. */
export class BlockInterner {
  readonly #filter: Filter;
  readonly #buckets = new Map<string, Bucket>();
  readonly #representatives = new Map<BlockId, BlockId>();
  readonly #merged: (readonly [merged: BlockId, into: BlockId])[] = [];
  readonly #lookalikes: Lookalike[] = [];
  /** Blocks that stand for others and use constants which don't dominate those. */
  readonly #needsConstants = new Set<BlockId>();
  /** Blocks that reject whatever they do before. */
  readonly #emptied: BlockId[] = [];

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  /** The block that does what `block` does; itself where it was not added. */
  representative(block: BlockId): BlockId {
    return this.#representatives.get(block) ?? block;
  }

  /** Each block that has become superfluous, with the equal one. */
  merged(): readonly (readonly [merged: BlockId, into: BlockId])[] {
    return this.#merged;
  }

  /** Blocks that stay, though each is equal to another. */
  lookalikes(): readonly Lookalike[] {
    return this.#lookalikes;
  }

  add(id: BlockId): void {
    const block = this.#filter.block(id);
    const next = this.#onlyEnd(block);
    if (next !== null) {
      this.#representatives.set(id, next);
      return;
    }
    if (rejectsAll(block) && block.instrs.length > 0) {
      this.#emptied.push(id);
    }
    const ends = this.#endsOf(block);
    const bucket = this.#buckets.get(ends);
    if (bucket === undefined) {
      this.#buckets.set(ends, { first: id, known: null });
      return;
    }
    bucket.known ??= this.#knownFrom(bucket.first);
    const key = this.#keyOf(id);
    if (key !== null) {
      this.#intern(id, key, bucket.known);
    }
  }

  /** Whether some edge has to be redirected. */
  get findsSomething(): boolean {
    return this.#representatives.size > 0 || this.#emptied.length > 0;
  }

  #intern(id: BlockId, key: BlockKey, blocks: Map<string, Known>): void {
    const known = blocks.get(key.text);
    if (known === undefined) {
      blocks.set(key.text, { block: id, key });
      return;
    }
    const obstacle = known.key.obstacle ?? key.obstacle;
    if (obstacle !== null) {
      this.#lookalikes.push({ block: id, other: known.block, obstacle });
      if (key.obstacle === null) {
        blocks.set(key.text, { block: id, key });
      }
      return;
    }
    this.#representatives.set(id, known.block);
    this.#merged.push([id, known.block]);
    if (!isSameList(key.outerConstants, known.key.outerConstants)) {
      this.#needsConstants.add(known.block);
    }
  }

  #knownFrom(first: BlockId): Map<string, Known> {
    const key = this.#keyOf(first);
    return new Map(key === null ? [] : [[key.text, { block: first, key }]]);
  }

  #keyOf(id: BlockId): BlockKey | null {
    const block = this.#filter.block(id);
    const whole = rejectsAll(block) ? { ...block, instrs: [] } : block;
    return blockKey(this.#filter, whole, (target) => this.representative(target));
  }

  /**
   * Equal for blocks that lead to equal blocks, or return the same. Long switches are told apart by the
   * load before them, so that few of them are compared.
   */
  #endsOf({ instrs, terminator }: BasicBlock): string {
    switch (terminator.kind) {
      case 'jump':
        return `${this.representative(terminator.target)}`;
      case 'branch':
        return `${this.representative(terminator.ifTrue)},${this.representative(terminator.ifFalse)}`;
      case 'switch':
        return `switch ${this.representative(terminator.otherwise)} ${terminator.cases.length} ${loadText(instrs)}`;
      case 'return':
        return `return ${terminator.verdict.kind} ${terminator.verdict.value}`;
    }
  }

  /** New instructions for blocks that need none, or constants of their own. */
  *rewritten(): Iterable<readonly [BlockId, readonly Instr[]]> {
    for (const id of this.#emptied) {
      yield [id, []];
    }
    for (const id of this.#needsConstants) {
      yield [id, withOwnConstants(this.#filter, this.#filter.block(id))];
    }
  }

  /**
   * The block to which all paths from `block` lead, where what `block` does on the way does not
   * matter: it computes nothing that others need and checks nothing, or the packet is rejected
   * anyway. `null` elsewhere, and where phis tell the paths apart.
   */
  #onlyEnd(block: BasicBlock): BlockId | null {
    const [first, ...others] = successors(block.terminator).map((id) => this.representative(id));
    if (first === undefined || others.some((other) => other !== first)) {
      return null;
    }
    const target = this.#filter.block(first);
    if (target.instrs[0]?.kind === 'phi') {
      return null;
    }
    return rejectsAll(target) || block.instrs.every((instr) => this.#isIdle(instr, block.id))
      ? first
      : null;
  }

  /** Whether `instr` can't reject, and only `block` and blocks that go use its value. */
  #isIdle(instr: Instr, block: BlockId): boolean {
    if (mayReject(instr)) {
      return false;
    }
    if (this.#filter.useCount(instr.id) === 0) {
      return true;
    }
    const { instrs, terminators } = this.#filter.uses(instr.id);
    const users = [...terminators, ...instrs.map(({ id }) => this.#filter.definitionBlock(id))];
    return users.every((user) => user === block || this.#representatives.has(user));
  }
}

/** The place and width of the first load. */
function loadText(instrs: readonly Instr[]): string {
  const load = instrs.find((instr) => instr.kind === 'load');
  return load === undefined ? '' : `${load.offset}.${load.width}`;
}

const rejectsAll = ({ terminator }: BasicBlock): boolean =>
  terminator.kind === 'return' &&
  terminator.verdict.kind === 'constant' &&
  terminator.verdict.value === 0;

function isSameList(a: readonly ValueId[], b: readonly ValueId[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function withOwnConstants(filter: Filter, { id, instrs }: BasicBlock): readonly Instr[] {
  const copies = new Map<ValueId, Instr>();
  const own = (value: ValueId): ValueId => {
    const instr = filter.definition(value);
    const isConstant = instr.kind === 'const' || instr.kind === 'const64';
    if (!isConstant || filter.definitionBlock(value) === id) {
      return value;
    }
    const copy = copies.get(value) ?? { ...instr, id: filter.newValue() };
    copies.set(value, copy);
    return copy.id;
  };
  const rewritten = instrs.map((instr) => mapOperands(instr, own));
  return [...copies.values(), ...rewritten];
}
