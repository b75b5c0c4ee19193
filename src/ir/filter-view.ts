import type { BlockId, ValueId } from './ids.ts';
import type { BasicBlock, Instr } from './ir.ts';
import type { PacketModel } from './packet-model.ts';
import type { Provenance } from './provenance.ts';

/** Counts the edits to a filter. An analysis is valid while the counts it read have not moved. */
export interface Versions {
  /** Moves when a block or an edge is added or removed. */
  readonly cfg: number;
  /** Moves on every edit. */
  readonly all: number;
}

/** Where a value is used. */
export interface Uses {
  /** The instructions with the value as operand, each once. */
  readonly instrs: readonly Instr[];
  /** The blocks whose terminator uses it, each once. */
  readonly terminators: readonly BlockId[];
}

/**
 * A filter as analyses see it: nothing here can change it. What the methods yield is the filter as
 * it is now, so a block that was asked for before an edit shows the edit.
 */
export interface FilterView {
  readonly name: string;
  /** Where execution starts: the first block. */
  readonly entry: BlockId;
  /** Counts on with each edit. */
  readonly versions: Versions;
  /** What the packets are like that it is for, which tells what code is quick. */
  readonly packetModel: PacketModel;
  /** Where it comes from, which tells what code may be made of it. */
  readonly provenance: Provenance;
  /** The number of blocks. */
  readonly blockCount: number;
  /** One more than the largest block id ever used: the length for an array indexed by block id. */
  readonly blockBound: number;
  /** One more than the largest value id ever used: the length for an array indexed by value id. */
  readonly valueBound: number;
  /**
   * The blocks that there are now, in the order in which they were added, the entry first. Blocks that come
   * or go later do not change the list.
   */
  blocks(): readonly BasicBlock[];
  hasBlock(id: BlockId): boolean;
  block(id: BlockId): BasicBlock;
  /** The blocks with an edge to `id`, each once, in the order in which the edges were added. */
  predecessors(id: BlockId): readonly BlockId[];
  /** The number of blocks with an edge to `id`, in constant time. */
  predecessorCount(id: BlockId): number;
  /** The instruction that defines `id`. */
  definition(id: ValueId): Instr;
  /** The instruction that defines `id`, or `undefined` where none does (any more). */
  findDefinition(id: ValueId): Instr | undefined;
  /** The block that holds the definition of `id`. */
  definitionBlock(id: ValueId): BlockId;
  /** The index of the definition of `id` among its block's instructions. */
  position(id: ValueId): number;
  /** Where `id` is used; linear in the number of uses. */
  uses(id: ValueId): Uses;
  /** How many instructions and terminators use `id`, in constant time. */
  useCount(id: ValueId): number;
}
