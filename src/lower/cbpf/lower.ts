import { AnalysisCache } from '../../analysis/analysis.ts';
import { dominatorTree } from '../../analysis/control-flow/dominator-tree.ts';
import { reversePostorder } from '../../analysis/control-flow/reverse-postorder.ts';
import { blockFrequency } from '../../analysis/odds/block-frequency.ts';
import { switchTrees } from '../../codegen/switch-tree/build-tree.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId } from '../../ir/ids.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { MAX_PROGRAM_LENGTH, SCRATCH_WORDS } from '../../isa/cbpf/opcodes.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import { Demand } from './allocate/demand.ts';
import { planScratch } from './allocate/plan-scratch.ts';
import { NO_SCRATCH, type ScratchPlan } from './allocate/scratch-plan.ts';
import { type Emission, type EmissionParts, emitFilter } from './emit/emit-filter.ts';
import { Usage } from './emit/usage.ts';
import { ProgramTooLongError } from './errors.ts';
import { GuardPlan } from './guards/guard-plan.ts';
import { planGuards, type Semantics } from './guards/plan-guards.ts';
import { legalize } from './legalize/legalize.ts';
import { treePrice } from './legalize/tree-prices.ts';
import { layOut } from './machine/block-layout.ts';
import { enterLate } from './machine/enter-late.ts';
import { mergeCode } from './machine/merge-code.ts';
import { placeCode } from './machine/place-jumps.ts';
import { threadEdges } from './machine/thread-edges.ts';
import { Selection } from './select/selection.ts';

/** How a filter is lowered. */
export interface CbpfOptions {
  /** The most instructions that the program may have. Default: 4,096, the kernel's limit. */
  readonly maxInstructions?: number;
  /** Whether loads whose values are not needed still reject short packets. Default: `strict`. */
  readonly semantics?: Semantics;
}

/** A lowered filter, with facts on how it came about. */
export interface LoweredCbpf {
  readonly program: CbpfProgram;
  readonly statistics: CbpfStatistics;
}

/** Facts about one lowering. */
export interface CbpfStatistics {
  /** How often each rule of selection was used, by its name. */
  readonly rules: ReadonlyMap<string, number>;
  /** The instructions that do nothing but check the length of the packet. */
  readonly guards: number;
  /** The `ja` that stand in for targets too far for a conditional jump. */
  readonly trampolines: number;
  /** The returns that stand in for ones too far for a conditional jump. */
  readonly repeatedReturns: number;
  /** How often code was emitted before it was right. */
  readonly emissions: number;
}

/** How many scratch words to leave for operands that wait for others; more where that is too few. */
const FEWEST_TEMPORARY_WORDS = 3;

/** After so many attempts, a filter that still lacks scratch words or checks is given up. */
const MOST_EMISSIONS = 32;

/**
 * Lowers `filter` to a classic BPF program with the same verdict on every packet.
 *
 * Linear time, but for n log n in the cases of switches and the values that are kept in scratch memory.
 *
 * @throws {@link ProgramTooLongError} where the program would have more than `maxInstructions`.
 * @throws {@link UnsupportedError} where the filter needs what the machine does not have: 64-bit
 *   values, the captured length, more than 16 words of scratch memory at once.
 */
export function lowerToCbpf(filter: FilterView, options: CbpfOptions = {}): CbpfProgram {
  return lowerWithStatistics(filter, options).program;
}

/** As {@link lowerToCbpf}, and says how the program came about. */
export function lowerWithStatistics(filter: FilterView, options: CbpfOptions = {}): LoweredCbpf {
  const { maxInstructions: limit = MAX_PROGRAM_LENGTH, semantics = 'strict' } = options;
  const { emission, usage, guards, emissions } = emitUntilRight(legalize(filter), semantics);
  threadEdges(emission.code);
  const code = mergeCode(emission.code);
  const { program: placed, trampolines, repeatedReturns } = placeCode(layOut(code));
  const program = enterLate(placed);
  if (program.length > limit) {
    throw new ProgramTooLongError({ instructions: program.length, limit });
  }
  const rules = usage.fired;
  return {
    program,
    statistics: { rules, guards: guards.size, trampolines, repeatedReturns, emissions },
  };
}

/** Code that is right, and how it came about. */
interface RightCode {
  readonly emission: Emission;
  readonly usage: Usage;
  readonly guards: GuardPlan;
  readonly emissions: number;
}

/**
 * Emits code until it has all that it needs. The first run learns where values are missing, and
 * stands if none are; else scratch words are given out by that. Each later run adds the words and
 * checks that the one before lacked.
 */
function emitUntilRight(filter: FilterView, semantics: Semantics): RightCode {
  const { get } = new AnalysisCache(filter);
  const order = get(reversePostorder);
  const selection = new Selection(filter, order);
  const trees = switchTrees(filter, treePrice);
  const demand = new Demand();
  const guards = new GuardPlan();
  const dominates = (a: BlockId, b: BlockId): boolean => get(dominatorTree).dominates(a, b);
  let scratch: ScratchPlan = NO_SCRATCH;
  let temporaryWords = FEWEST_TEMPORARY_WORDS;
  let trial = true;
  for (let emissions = 1; emissions <= MOST_EMISSIONS; emissions += 1) {
    demand.startRun();
    const usage = new Usage({
      filter,
      selection,
      scratch,
      demand,
      dominates,
      frequencies: get(blockFrequency),
      trial,
    });
    const parts: EmissionParts = { filter, trees, order, selection, scratch, guards, usage };
    const emission = emitFilter(parts);
    if (emission.exhausted !== null || demand.lacks) {
      temporaryWords = nextTemporaryWords(emission, temporaryWords, trial && demand.lacks);
      scratch = planScratch({ filter, demand, temporaryWords });
    } else if (!planGuards({ filter, order, semantics, emission }, guards)) {
      return { emission, usage, guards, emissions };
    }
    trial = false;
  }
  throw new UnsupportedError(
    `@${filter.name} needs more values at once than classic BPF has scratch memory for`,
  );
}

/**
 * How many words to leave for waiting operands next: as many as now where they were enough, or where
 * nothing can be said yet.
 *
 * @throws {@link UnsupportedError} where there are not enough at all.
 */
function nextTemporaryWords({ exhausted }: Emission, words: number, isEarly: boolean): number {
  if (exhausted === null || isEarly) {
    return words;
  }
  if (words === SCRATCH_WORDS) {
    throw new UnsupportedError(
      `v${exhausted} has to wait for another operand, and all ${words} words of scratch memory are taken`,
    );
  }
  return Math.min(2 * words, SCRATCH_WORDS);
}
