import { Filter } from '../../../ir/filter.ts';
import type { Random } from '../../../support/random.ts';
import { buildFilter } from './build-filter.ts';
import type { BlockGenes, EndGenes, FilterOptions, InstrGenes } from './filter-genes.ts';

const GENE_BOUND = 0x1_0000;

/** From so few numbers most of what a filter is made of is chosen, so that much occurs again. */
const PALETTE_SIZE = 7;

/** In percent, how many numbers come from the palette. */
const FROM_PALETTE = 75;

/** In percent, how many blocks do what another does, or nearly that. */
const RESEMBLANCE = 30;

/**
 * A random valid filter of 1 to `maxBlocks` blocks: loads of each kind, guards and the unchecked loads
 * that rely on them, arithmetic, phis, branches, switches. It tests the same few bytes and constants
 * over and over, so that passes find something to do.
 */
export function randomFilter(random: Random, options: FilterOptions = {}): Filter {
  const maker = new GeneMaker(random);
  const genes: BlockGenes[] = [];
  for (let blocks = random.between(1, options.maxBlocks ?? 16); blocks > 0; blocks -= 1) {
    const resembles = genes.length > 0 && random.percent(RESEMBLANCE);
    genes.push(resembles ? maker.changed(random.pick(genes)) : maker.block());
  }
  return new Filter('random', buildFilter(genes, options));
}

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

  /** The same block, or one with another way to end or one other instruction. */
  changed(block: BlockGenes): BlockGenes {
    switch (this.#random.below(4)) {
      case 0:
        return { ...block, end: this.#end() };
      case 1: {
        const at = this.#random.below(Math.max(1, block.instrs.length));
        const instrs = block.instrs.map((genes, index) =>
          index === at ? { ...genes, a: this.#number() } : genes,
        );
        return { ...block, instrs };
      }
      default:
        return block;
    }
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
      near: this.#random.below(3),
      far: this.#random.below(4),
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
      list.push(repeats ? this.#again(this.#random.pick(list)) : this.#instr());
    }
    return list;
  }

  /** The same instruction, or one that takes its operands the other way round. */
  #again(genes: InstrGenes): InstrGenes {
    return this.#random.percent(50) ? genes : { ...genes, b: genes.c, c: genes.b };
  }

  #instr(): InstrGenes {
    const kind = this.#random.below(100);
    return { kind, a: this.#number(), b: this.#number(), c: this.#number() };
  }
}
