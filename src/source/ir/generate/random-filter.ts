import { Filter } from '../../../ir/filter.ts';
import type { Random } from '../../../support/random.ts';
import { buildFilter } from './build-filter.ts';
import {
  type BlockGenes,
  type EndGenes,
  type FilterOptions,
  type InstrGenes,
  makesLoad,
} from './filter-genes.ts';

const GENE_BOUND = 0x1_0000;

/** From so few numbers most of what a filter is made of is chosen, so that much occurs again. */
const PALETTE_SIZE = 7;

/** In percent, how many numbers come from the palette. */
const FROM_PALETTE = 75;

/** In percent, how many blocks do what another does, or nearly that. */
const RESEMBLANCE = 20;

/** In percent, how often three blocks are added at once: two that resemble, and a branch to both. */
const FORKS = 10;

/**
 * A random valid filter of 1 to `maxBlocks` blocks: loads of each kind, guards and the unchecked loads
 * that rely on them, arithmetic, phis, branches, switches. It tests the same few bytes and constants
 * over and over, so that passes find something to do.
 */
export function randomFilter(random: Random, options: FilterOptions = {}): Filter {
  const maker = new GeneMaker(random);
  const genes: BlockGenes[] = [];
  const count = random.between(1, options.maxBlocks ?? 16);
  while (genes.length < count) {
    if (genes.length > 0 && random.percent(RESEMBLANCE)) {
      maker.addTwin(genes);
    } else if (genes.length + 3 <= count && random.percent(FORKS)) {
      maker.addFork(genes);
    } else {
      genes.push(maker.block());
    }
  }
  return new Filter('random', buildFilter(genes, options));
}

/** A block does what one of so many before it does, not one farther back. */
const NEAR = 4;

/** Genes of these kinds make a branch, and an operation with two operands. */
const BRANCH = 99;
const BINARY = 99;

/** In percent, how many blocks return besides those that do so by chance. */
const MORE_RETURNS = 15;

/** In percent, how many instructions of a block do nearly what another does. */
const REPETITION = 20;

/** Makes the random numbers of one filter. */
class GeneMaker {
  readonly #random: Random;
  readonly #palette: readonly number[];

  constructor(random: Random) {
    this.#random = random;
    this.#palette = Array.from({ length: PALETTE_SIZE }, () => random.below(GENE_BOUND));
  }

  block(): BlockGenes {
    const phis = this.#random.percent(50) ? [] : this.#list(2);
    return { phis, instrs: this.#list(this.#random.pick([2, 4, 6])), end: this.#end() };
  }

  /** Adds one of `blocks` again, perhaps changed, going on to the same blocks where they lie ahead. */
  addTwin(blocks: BlockGenes[]): void {
    const last = blocks.length - 1;
    const index = this.#random.between(Math.max(0, last + 1 - NEAR), last);
    const model = blocks[index] ?? this.block();
    blocks.push(this.#changed({ ...model, end: moved(model.end, index - last - 1) }));
  }

  /** Adds two blocks that do the same, or nearly, and a branch to both. */
  addFork(blocks: BlockGenes[]): void {
    const model = this.block();
    blocks.push(
      { ...this.block(), end: { ...this.#end(), kind: BRANCH, near: 0, far: 1 } },
      { ...model, end: moved(model.end, 1) },
      this.#changed(model),
    );
  }

  /** The same block, or one with another way to end or one other instruction. */
  #changed(block: BlockGenes): BlockGenes {
    switch (this.#random.below(4)) {
      case 0:
        return block;
      case 1:
        return { ...block, end: this.#end() };
      default: {
        const at = this.#changeable(block.instrs);
        const instrs = block.instrs.map((genes, index) =>
          index === at ? { ...genes, a: this.#number() } : genes,
        );
        return { ...block, instrs };
      }
    }
  }

  /** The index of the instruction to change: mostly of a load, which then has another width. */
  #changeable(instrs: readonly InstrGenes[]): number {
    const loads = instrs.flatMap((instr, index) => (makesLoad(instr) ? [index] : []));
    return loads.length > 0 && this.#random.percent(70)
      ? this.#random.pick(loads)
      : this.#random.below(Math.max(1, instrs.length));
  }

  #number(): number {
    return this.#random.percent(FROM_PALETTE)
      ? this.#random.pick(this.#palette)
      : this.#random.below(GENE_BOUND);
  }

  #end(): EndGenes {
    return {
      kind: this.#random.percent(MORE_RETURNS) ? 0 : this.#random.below(100),
      value: this.#number(),
      near: this.#random.below(4),
      far: this.#random.below(6),
      cases: Array.from(
        { length: this.#random.below(5) },
        () => [this.#number(), this.#random.below(4), this.#random.below(6)] as const,
      ),
    };
  }

  #list(atMost: number): readonly InstrGenes[] {
    const list: InstrGenes[] = [];
    for (let rest = this.#random.below(atMost + 1); rest > 0; rest -= 1) {
      const repeats = list.length > 0 && this.#random.percent(REPETITION);
      list.push(repeats ? this.#random.pick(list) : this.#instr());
    }
    return this.#random.percent(REPETITION) ? [...list, ...this.#mirrored()] : list;
  }

  /** An operation, and the same with its operands the other way round. */
  #mirrored(): readonly InstrGenes[] {
    const genes = { kind: BINARY, a: this.#number(), b: 2 * this.#number(), c: 2 * this.#number() };
    return [genes, { ...genes, b: genes.c, c: genes.b }];
  }

  #instr(): InstrGenes {
    const kind = this.#random.below(100);
    return { kind, a: this.#number(), b: this.#number(), c: this.#number() };
  }
}

/** `genes` that lead `by` blocks farther, as far as that is ahead. */
function moved(genes: EndGenes, by: number): EndGenes {
  const ahead = (target: number): number => Math.max(0, target + by);
  return {
    ...genes,
    near: ahead(genes.near),
    far: ahead(genes.far),
    cases: genes.cases.map(([low, more, far]) => [low, more, ahead(far)] as const),
  };
}
