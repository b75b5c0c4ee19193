import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { type BasicBlock, type Instr, mapOperands } from '../../src/ir/ir.ts';
import { type BlockKey, blockKey } from './block-key.ts';

interface Known {
  readonly block: BlockId;
  readonly key: BlockKey;
}

/** Finds the blocks of a filter that are equal. Blocks are added after their successors. */
export class BlockInterner {
  readonly #filter: Filter;
  readonly #byText = new Map<string, Known>();
  readonly #representatives = new Map<BlockId, BlockId>();
  readonly #merged: (readonly [merged: BlockId, into: BlockId])[] = [];
  /** Blocks that stand for others and use constants which don't dominate those. */
  readonly #needsConstants = new Set<BlockId>();

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

  add(id: BlockId): void {
    const block = this.#filter.block(id);
    const next = this.#onlyJump(block);
    if (next !== null) {
      this.#representatives.set(id, next);
      return;
    }
    const key = blockKey(this.#filter, block, (target) => this.representative(target));
    if (key === null) {
      return;
    }
    const known = this.#byText.get(key.text);
    if (known === undefined) {
      this.#byText.set(key.text, { block: id, key });
      return;
    }
    this.#representatives.set(id, known.block);
    this.#merged.push([id, known.block]);
    if (!isSameList(key.outerConstants, known.key.outerConstants)) {
      this.#needsConstants.add(known.block);
    }
  }

  /** New instructions for the blocks that need constants of their own. */
  *rewritten(): Iterable<readonly [BlockId, readonly Instr[]]> {
    for (const id of this.#needsConstants) {
      yield [id, withOwnConstants(this.#filter, this.#filter.block(id))];
    }
  }

  /** Where a block that does nothing jumps to, unless phis there tell it from others. */
  #onlyJump({ instrs, terminator }: BasicBlock): BlockId | null {
    if (instrs.length > 0 || terminator.kind !== 'jump') {
      return null;
    }
    const target = this.representative(terminator.target);
    return this.#filter.block(target).instrs[0]?.kind === 'phi' ? null : target;
  }
}

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
