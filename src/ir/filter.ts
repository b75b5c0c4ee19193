import { InvariantError, invariant } from '../support/invariant.ts';
import type { FilterView, Uses, Versions } from './filter-view.ts';
import { IdSetTable } from './id-set-table.ts';
import { type BlockId, blockId, type ValueId, valueId } from './ids.ts';
import {
  type BasicBlock,
  type Instr,
  type InstrDraft,
  mapOperands,
  mapTerminatorOperand,
  type PhiInstr,
  returnConstant,
  successors,
  type Terminator,
} from './ir.ts';
import { NEUTRAL_MODEL, type PacketModel } from './packet-model.ts';
import { phisOf } from './phis.ts';
import { NO_PROVENANCE, type Provenance } from './provenance.ts';
import { replacementResolver } from './replacement-resolver.ts';
import { UseLists } from './use-lists.ts';

interface MutableBlock extends BasicBlock {
  instrs: Instr[];
  terminator: Terminator;
  count?: number;
}

/** A filter at one time. It can't be changed; {@link Filter.restore} makes one that can. */
export interface FilterSnapshot {
  readonly name: string;
  readonly packetModel: PacketModel;
  readonly provenance: Provenance;
  /** In order, the entry first. */
  readonly blocks: readonly BasicBlock[];
  readonly blockBound: number;
  readonly valueBound: number;
}

/**
 * One compiled filter: a {@link FilterView} with the edits that passes may make.
 *
 * Every edit keeps predecessors, uses and the phis of lost edges right and moves the versions. Costs
 * are constant or linear in what is edited, never in the size of the filter, except where said.
 */
export class Filter implements FilterView {
  readonly name: string;
  readonly #blocks: (MutableBlock | undefined)[] = [];
  /** The ids in order; may name blocks that are gone. */
  #order: BlockId[] = [];
  #blockCount = 0;
  readonly #predecessors = new IdSetTable<BlockId, BlockId>();
  readonly #definitions: (Instr | undefined)[] = [];
  readonly #definitionBlocks: BlockId[] = [];
  readonly #positions: number[] = [];
  readonly #uses = new UseLists();
  #packetModel: PacketModel;
  #provenance: Provenance = NO_PROVENANCE;
  #valueBound = 0;
  readonly #versions = { cfg: 0, all: 0 };
  /** Whether blocks were added or edges lost since all blocks were known to be reachable. */
  #mayHaveUnreachable = true;
  /** The blocks in order; `null` where some have come or gone since they were last asked for. */
  #listed: readonly BasicBlock[] | null = null;

  /** A filter of `blocks`, the first being the entry; or one to which blocks are then added. */
  constructor(
    name: string,
    blocks: Iterable<BasicBlock> = [],
    packetModel: PacketModel = NEUTRAL_MODEL,
  ) {
    this.name = name;
    this.#packetModel = packetModel;
    for (const { id, instrs, terminator, count } of blocks) {
      invariant(this.#blocks[id] === undefined, `block b${id} is given twice`);
      this.#insertBlock(id, terminator);
      this.#register(id, instrs);
      if (count !== undefined) {
        this.setCount(id, count);
      }
    }
  }

  get entry(): BlockId {
    const first = this.#order[0];
    if (first === undefined) {
      throw new InvariantError(`filter ${this.name} has no block`);
    }
    return first;
  }

  get versions(): Versions {
    return this.#versions;
  }

  get packetModel(): PacketModel {
    return this.#packetModel;
  }

  get provenance(): Provenance {
    return this.#provenance;
  }

  get blockCount(): number {
    return this.#blockCount;
  }

  get blockBound(): number {
    return this.#blocks.length;
  }

  get valueBound(): number {
    return this.#valueBound;
  }

  blocks(): readonly BasicBlock[] {
    if (this.#listed === null) {
      const blocks: BasicBlock[] = [];
      for (const id of this.#order) {
        const block = this.#blocks[id];
        if (block !== undefined) {
          blocks.push(block);
        }
      }
      this.#listed = blocks;
    }
    return this.#listed;
  }

  hasBlock(id: BlockId): boolean {
    return this.#blocks[id] !== undefined;
  }

  block(id: BlockId): BasicBlock {
    return this.#block(id);
  }

  predecessors(id: BlockId): readonly BlockId[] {
    return this.#predecessors.list(id);
  }

  predecessorCount(id: BlockId): number {
    return this.#predecessors.size(id);
  }

  definition(id: ValueId): Instr {
    const instr = this.#definitions[id];
    if (instr === undefined) {
      throw new InvariantError(`no value v${id} in ${this.name}`);
    }
    return instr;
  }

  findDefinition(id: ValueId): Instr | undefined {
    return this.#definitions[id];
  }

  definitionBlock(id: ValueId): BlockId {
    const block = this.#definitionBlocks[id];
    if (block === undefined) {
      throw new InvariantError(`no value v${id} in ${this.name}`);
    }
    return block;
  }

  position(id: ValueId): number {
    const position = this.#positions[id];
    if (position === undefined) {
      throw new InvariantError(`no value v${id} in ${this.name}`);
    }
    return position;
  }

  uses(id: ValueId): Uses {
    const { instrs, terminators } = this.#uses.of(id);
    return { instrs: instrs.map((user) => this.definition(user)), terminators };
  }

  useCount(id: ValueId): number {
    return this.#uses.count(id);
  }

  /** A picture of the filter as it is now, which later edits do not change. Quicker than a copy. */
  snapshot(): FilterSnapshot {
    const blocks: BasicBlock[] = [];
    for (const { instrs, ...block } of this.blocks()) {
      blocks.push({ ...block, instrs: instrs.map(withOwnOperands) });
    }
    return {
      name: this.name,
      packetModel: this.#packetModel,
      provenance: this.#provenance,
      blocks,
      blockBound: this.blockBound,
      valueBound: this.#valueBound,
    };
  }

  /** A filter as it was when `snapshot` was made of it. Linear in the filter. */
  static restore(snapshot: FilterSnapshot): Filter {
    const { name, packetModel, provenance, blocks, blockBound, valueBound } = snapshot;
    const own = blocks.map((block) => ({ ...block, instrs: block.instrs.map(withOwnOperands) }));
    const filter = new Filter(name, own, packetModel);
    filter.#provenance = provenance;
    filter.#blocks.length = blockBound;
    filter.#valueBound = valueBound;
    return filter;
  }

  /** A copy that edits of either do not change in the other; new ids are alike. Linear in the filter. */
  clone(): Filter {
    return Filter.restore(this.snapshot());
  }

  /** Adds an empty block behind the others; it rejects until it gets another terminator. */
  addBlock(): BlockId {
    const id = blockId(this.#blocks.length);
    this.#insertBlock(id, returnConstant(0));
    return id;
  }

  /** An id that no instruction has, for an instruction to be placed by {@link setInstrs}. */
  newValue(): ValueId {
    const id = valueId(this.#valueBound);
    this.#valueBound += 1;
    return id;
  }

  /** Adds an instruction at the end of `block`. Yields its id. */
  append(block: BlockId, draft: InstrDraft): ValueId {
    const id = this.newValue();
    this.#register(block, [{ ...draft, id } as Instr]);
    this.#edited();
    return id;
  }

  /**
   * Replaces all instructions of `block`. Those that were there and are not in `instrs` are gone;
   * those that are new there must not stand anywhere else.
   */
  setInstrs(block: BlockId, instrs: readonly Instr[]): void {
    const held = this.#block(block);
    const old = held.instrs;
    held.instrs = [];
    for (const instr of old) {
      this.#unregister(instr);
    }
    this.#register(block, instrs);
    this.#edited();
  }

  /**
   * Replaces the instruction that has the id of `instr` by it, at the same place; it is for the same piece
   * of the source where it names none.
   */
  replace(instr: Instr): void {
    const { id } = instr;
    const old = this.definition(id);
    this.#uses.dropInstr(old);
    const placed =
      instr.span === undefined && old.span !== undefined ? { ...instr, span: old.span } : instr;
    this.#block(this.definitionBlock(id)).instrs[this.position(id)] = placed;
    this.#define(placed);
    this.#edited();
  }

  /** Makes all users of `from` use `to` instead. Linear in the uses. */
  replaceUses(from: ValueId, to: ValueId): void {
    this.replaceAllUses(new Map([[from, to]]));
  }

  /**
   * Makes all users of each key of `replacements` use its value instead; where that is a key too, its
   * replacement (which must not lead back to the key). Linear in the uses and the replacements: the
   * way to replace many values at once.
   */
  replaceAllUses(replacements: ReadonlyMap<ValueId, ValueId>): void {
    const swap = replacementResolver(replacements);
    const instrs = new Set<ValueId>();
    const terminators = new Set<BlockId>();
    for (const from of replacements.keys()) {
      const users = this.#uses.of(from);
      for (const user of users.instrs) {
        instrs.add(user);
      }
      for (const block of users.terminators) {
        terminators.add(block);
      }
    }
    for (const user of instrs) {
      this.replace(mapOperands(this.definition(user), swap));
    }
    for (const id of terminators) {
      this.#mapTerminatorOperand(id, swap);
    }
    this.#edited();
  }

  /** Makes the terminator of `id`, which uses a value, use `value` instead. */
  setTerminatorOperand(id: BlockId, value: ValueId): void {
    this.#mapTerminatorOperand(id, () => value);
    this.#edited();
  }

  /** Removes instructions, which must have no uses left outside the set. Linear in their blocks. */
  removeInstrs(ids: ReadonlySet<ValueId>): void {
    for (const block of new Set([...ids].map((id) => this.definitionBlock(id)))) {
      this.setInstrs(
        block,
        this.#block(block).instrs.filter(({ id }) => !ids.has(id)),
      );
    }
  }

  /**
   * Replaces how `id` ends. Phis in blocks that lose this predecessor lose its operand too. Where a
   * block with phis gains it, give each its operand by {@link setIncoming}.
   */
  setTerminator(id: BlockId, terminator: Terminator): void {
    const block = this.#block(id);
    const before = successors(block.terminator);
    const after = successors(terminator);
    this.#uses.dropTerminator(block);
    block.terminator = terminator;
    this.#uses.addTerminator(block);
    if (areAlike(before, after)) {
      this.#edited();
      return;
    }
    const kept = after.length > FEW ? new Set(after) : null;
    for (const target of before) {
      if (kept === null ? !after.includes(target) : !kept.has(target)) {
        this.#dropEdge(id, target);
      }
    }
    for (const target of after) {
      this.#predecessors.add(target, id);
    }
    this.#cfgEdited();
  }

  /** Sets the operand that the phi `phi` takes from `predecessor`. */
  setIncoming(phi: ValueId, predecessor: BlockId, value: ValueId): void {
    const instr = this.definition(phi);
    invariant(instr.kind === 'phi', `v${phi} is not a phi`);
    const old = instr.incoming.get(predecessor);
    mutableIncoming(instr).set(predecessor, value);
    this.#uses.addIncoming(instr, value);
    if (old !== undefined) {
      this.#uses.dropIncoming(instr, old);
    }
    this.#edited();
  }

  /**
   * Appends `id` to its only predecessor, which must end in a jump to it, and removes it. Linear in
   * the size of `id` and the phis of its successors.
   */
  mergeIntoPredecessor(id: BlockId): void {
    const block = this.#block(id);
    const [predecessor, ...others] = this.predecessors(id);
    invariant(predecessor !== undefined && others.length === 0, `b${id} has not one predecessor`);
    const into = this.#block(predecessor);
    invariant(into.terminator.kind === 'jump', `b${predecessor} does not end in a jump`);

    this.#replacePhisOfOne(block);
    const { instrs, terminator } = block;
    this.#uses.dropTerminator(block);
    block.instrs = [];
    for (const target of successors(terminator)) {
      this.#predecessors.delete(target, id);
      this.#renameIncoming(target, id, predecessor);
      this.#predecessors.add(target, predecessor);
    }
    this.#forget(id);
    this.#place(predecessor, instrs);
    into.terminator = terminator;
    this.#uses.addTerminator(into);
    this.#cfgEdited();
  }

  /**
   * Removes the blocks that no path from the entry reaches, and their phi operands elsewhere. Yields
   * how many there were. Linear in the filter; constant where no block came and no edge went since the
   * last time.
   */
  removeUnreachable(): number {
    if (!this.#mayHaveUnreachable) {
      return 0;
    }
    const reached = new Array<boolean>(this.blockBound).fill(false);
    const pending: BlockId[] = [this.entry];
    reached[this.entry] = true;
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      for (const target of successors(this.#block(id).terminator)) {
        if (reached[target] === false) {
          reached[target] = true;
          pending.push(target);
        }
      }
    }
    const dead = this.#order.filter((id) => this.hasBlock(id) && reached[id] === false);
    for (const id of dead) {
      this.#removeBlock(this.#block(id));
    }
    if (dead.length > 0) {
      this.#order = this.#order.filter((id) => this.hasBlock(id));
      this.#cfgEdited();
    }
    this.#mayHaveUnreachable = false;
    return dead.length;
  }

  /** Sets how often the branch at the end of `id` takes its true target, in [0, 1]. */
  setProbability(id: BlockId, probability: number): void {
    const block = this.#block(id);
    invariant(block.terminator.kind === 'branch', `b${id} does not end in a branch`);
    block.terminator = { ...block.terminator, probability };
    this.#edited();
  }

  /** Sets what the packets are like that the filter is for. */
  setPacketModel(model: PacketModel): void {
    this.#packetModel = model;
    this.#edited();
  }

  /** Sets where the filter comes from. No edit: analyses do not read it. */
  setProvenance(provenance: Provenance): void {
    this.#provenance = provenance;
  }

  /** Sets how many packets of a profile reached `id`. */
  setCount(id: BlockId, count: number): void {
    this.#block(id).count = count;
    this.#edited();
  }

  #mapTerminatorOperand(id: BlockId, map: (operand: ValueId) => ValueId): void {
    const block = this.#block(id);
    this.#uses.dropTerminator(block);
    block.terminator = mapTerminatorOperand(block.terminator, map);
    this.#uses.addTerminator(block);
  }

  #block(id: BlockId): MutableBlock {
    const block = this.#blocks[id];
    if (block === undefined) {
      throw new InvariantError(`no block b${id} in ${this.name}`);
    }
    return block;
  }

  #insertBlock(id: BlockId, terminator: Terminator): void {
    const block: MutableBlock = { id, instrs: [], terminator };
    while (this.#blocks.length < id) {
      this.#blocks.push(undefined);
    }
    this.#blocks[id] = block;
    this.#order.push(id);
    this.#listed = null;
    this.#mayHaveUnreachable = true;
    this.#blockCount += 1;
    this.#uses.addTerminator(block);
    for (const target of successors(terminator)) {
      this.#predecessors.addNew(target, id);
    }
    this.#cfgEdited();
  }

  #removeBlock(block: MutableBlock): void {
    for (const target of successors(block.terminator)) {
      this.#dropEdge(block.id, target);
    }
    this.#uses.dropTerminator(block);
    for (const instr of block.instrs) {
      this.#unregister(instr);
    }
    this.#forget(block.id);
  }

  #forget(id: BlockId): void {
    this.#blocks[id] = undefined;
    this.#listed = null;
    this.#blockCount -= 1;
  }

  /** Adds instructions at the end of a block and records what they define and use. */
  #register(block: BlockId, instrs: readonly Instr[]): void {
    this.#place(block, instrs);
    for (const instr of instrs) {
      this.#define(instr);
      this.#valueBound = Math.max(this.#valueBound, instr.id + 1);
    }
  }

  /** Adds instructions at the end of a block and records where they stand. */
  #place(block: BlockId, instrs: readonly Instr[]): void {
    const held = this.#block(block);
    const start = held.instrs.length;
    if (start === 0) {
      // A copy has room for what it holds; an array that grows has room for many more.
      held.instrs = instrs.slice();
    } else {
      for (const instr of instrs) {
        held.instrs.push(instr);
      }
    }
    for (let index = 0; index < instrs.length; index += 1) {
      const id = instrs[index]?.id;
      if (id !== undefined) {
        this.#definitionBlocks[id] = block;
        this.#positions[id] = start + index;
      }
    }
  }

  #define(instr: Instr): void {
    this.#definitions[instr.id] = instr;
    this.#uses.addInstr(instr);
  }

  #unregister(instr: Instr): void {
    if (this.#definitions[instr.id] === instr) {
      this.#definitions[instr.id] = undefined;
    }
    this.#uses.dropInstr(instr);
  }

  /** The phis of `id`; none where the block is gone. */
  #phis(id: BlockId): readonly PhiInstr[] {
    const block = this.#blocks[id];
    return block === undefined ? [] : phisOf(block);
  }

  #dropEdge(from: BlockId, target: BlockId): void {
    this.#mayHaveUnreachable = true;
    this.#predecessors.delete(target, from);
    for (const phi of this.#phis(target)) {
      const value = phi.incoming.get(from);
      if (value !== undefined) {
        mutableIncoming(phi).delete(from);
        this.#uses.dropIncoming(phi, value);
      }
    }
  }

  #renameIncoming(target: BlockId, from: BlockId, to: BlockId): void {
    for (const phi of this.#phis(target)) {
      const value = phi.incoming.get(from);
      if (value !== undefined) {
        mutableIncoming(phi).delete(from);
        mutableIncoming(phi).set(to, value);
      }
    }
  }

  /** Replaces the phis of a block with one predecessor by their only operands. */
  #replacePhisOfOne(block: BasicBlock): void {
    const phis = new Set<ValueId>();
    for (const phi of phisOf(block)) {
      const [value] = phi.incoming.values();
      invariant(value !== undefined, `phi v${phi.id} has no operand`);
      this.replaceUses(phi.id, value);
      phis.add(phi.id);
    }
    if (phis.size > 0) {
      this.removeInstrs(phis);
    }
  }

  #edited(): void {
    this.#versions.all += 1;
  }

  #cfgEdited(): void {
    this.#versions.cfg += 1;
    this.#versions.all += 1;
  }
}

/** Among so many, looking at each is quicker than a set. */
const FEW = 8;

function areAlike(some: readonly BlockId[], others: readonly BlockId[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}

/** `instr`; a phi as a new one, since the editor changes phis in place. */
const withOwnOperands = (instr: Instr): Instr =>
  instr.kind === 'phi' ? { ...instr, incoming: new Map(instr.incoming) } : instr;

/** The editor's own handle on a phi's operands, which for everyone else are read-only. */
const mutableIncoming = (phi: PhiInstr): Map<BlockId, ValueId> =>
  phi.incoming as Map<BlockId, ValueId>;
