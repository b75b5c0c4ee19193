import { AnalysisCache, type GetAnalysis } from '../../analysis/analysis.ts';
import { dominatorTree } from '../../analysis/control-flow/dominator-tree.ts';
import { reversePostorder } from '../../analysis/control-flow/reverse-postorder.ts';
import { blockFrequency } from '../../analysis/odds/block-frequency.ts';
import { type SwitchTrees, switchTrees } from '../../codegen/switch-tree/build-tree.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId } from '../../ir/ids.ts';
import { SCRATCH_WORDS } from '../../isa/cbpf/opcodes.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import { colorPhis } from './allocate/color-phis.ts';
import { Demand } from './allocate/demand.ts';
import { planScratch } from './allocate/plan-scratch.ts';
import { NO_SCRATCH, type ScratchPlan } from './allocate/scratch-plan.ts';
import { type Emission, emitFilter } from './emit/emit-filter.ts';
import { Usage } from './emit/usage.ts';
import { GuardPlan } from './guards/guard-plan.ts';
import { type GuardQuestion, planGuards } from './guards/plan-guards.ts';
import { treePrice } from './legalize/tree-prices.ts';
import { Selection } from './select/selection.ts';

/** How many scratch words to leave for operands that wait for others; more where that is too few. */
const FEWEST_TEMPORARY_WORDS = 3;

/** After so many attempts by one way to give out scratch words, the filter is given up by it. */
const MOST_EMISSIONS = 32;

/** Which checks of a packet's length the code has to do. */
export type Checks = Pick<GuardQuestion, 'semantics' | 'certainLength'>;

/** Code that is right, and how it came about. */
export interface RightCode {
  readonly emission: Emission;
  readonly usage: Usage;
  readonly guards: GuardPlan;
  readonly emissions: number;
}

/** A way to give out scratch words. */
interface Allocator {
  /** Whether the first run is to learn what a word for each value would spare. */
  readonly trial: boolean;
  /** The words for the first run. */
  readonly first: ScratchPlan;
  /** The words after a run that lacked some; `null` where this way has no others. */
  next(emission: Emission, isTrial: boolean): ScratchPlan | null;
}

/**
 * Emits code until it has all that it needs. Words go first to what they spare most for; where that
 * leaves too few, to those values only that can't be computed again.
 *
 * @throws {@link UnsupportedError} where 16 words are too few for these.
 */
export function emitUntilRight(filter: FilterView, checks: Checks): RightCode {
  const emitter = new PatientEmitter(filter, checks);
  const code = emitter.run(byGain(emitter)) ?? emitter.run(byNecessity(emitter));
  if (code === null) {
    throw new UnsupportedError(emitter.complaint);
  }
  return code;
}

function byGain({ filter, demand }: PatientEmitter): Allocator {
  let temporaryWords = FEWEST_TEMPORARY_WORDS;
  return {
    trial: true,
    first: NO_SCRATCH,
    next: ({ exhausted }, isTrial) => {
      if (exhausted !== null && !(isTrial && demand.lacks)) {
        if (temporaryWords === SCRATCH_WORDS) {
          return null;
        }
        temporaryWords = Math.min(2 * temporaryWords, SCRATCH_WORDS);
      }
      return planScratch({ filter, demand, temporaryWords });
    },
  };
}

function byNecessity({ filter, order, demand }: PatientEmitter): Allocator {
  demand.recordNeeds();
  let known = -1;
  return {
    trial: false,
    first: colorPhis({ filter, order, demand }),
    next: () => {
      const learned = demand.size;
      const isLearning = learned > known;
      known = learned;
      return isLearning ? colorPhis({ filter, order, demand }) : null;
    },
  };
}

/** Emits a filter again and again; what it learns of its demand and its checks, it keeps. */
class PatientEmitter {
  readonly filter: FilterView;
  readonly order: readonly BlockId[];
  readonly demand: Demand = new Demand();
  readonly #checks: Checks;
  readonly #get: GetAnalysis;
  readonly #selection: Selection;
  readonly #trees: SwitchTrees;
  readonly #guards = new GuardPlan();
  #emissions = 0;
  #exhausted: number | null = null;

  constructor(filter: FilterView, checks: Checks) {
    this.filter = filter;
    this.#checks = checks;
    this.#get = new AnalysisCache(filter).get;
    this.order = this.#get(reversePostorder);
    this.#selection = new Selection(filter, this.order);
    this.#trees = switchTrees(filter, treePrice);
  }

  /** What the last run lacked. */
  get complaint(): string {
    return this.#exhausted === null
      ? `@${this.filter.name} needs more values at once than classic BPF has scratch memory for`
      : `v${this.#exhausted} has to wait for another operand, and all ${SCRATCH_WORDS} words of scratch memory are taken`;
  }

  /** Code that lacks nothing; `null` where `allocator` does not come to any. */
  run(allocator: Allocator): RightCode | null {
    const { filter, order, demand } = this;
    let { first: scratch, trial }: { first: ScratchPlan | null; trial: boolean } = allocator;
    for (let run = 0; run < MOST_EMISSIONS && scratch !== null; run += 1) {
      const usage = this.#watch(scratch, trial);
      const emission = this.#emit(scratch, usage);
      this.#exhausted = emission.exhausted;
      if (emission.exhausted !== null || demand.lacks) {
        scratch = allocator.next(emission, trial);
      } else if (!planGuards({ filter, order, emission, ...this.#checks }, this.#guards)) {
        return { emission, usage, guards: this.#guards, emissions: this.#emissions };
      }
      trial = false;
    }
    return null;
  }

  #watch(scratch: ScratchPlan, trial: boolean): Usage {
    const { filter, demand } = this;
    const dominators = this.#get(dominatorTree);
    const dominates = (a: BlockId, b: BlockId): boolean => dominators.dominates(a, b);
    const frequencies = this.#get(blockFrequency);
    demand.startRun();
    return new Usage({
      filter,
      selection: this.#selection,
      scratch,
      demand,
      dominates,
      frequencies,
      trial,
    });
  }

  #emit(scratch: ScratchPlan, usage: Usage): Emission {
    this.#emissions += 1;
    return emitFilter({
      filter: this.filter,
      trees: this.#trees,
      order: this.order,
      selection: this.#selection,
      scratch,
      guards: this.#guards,
      usage,
    });
  }
}
