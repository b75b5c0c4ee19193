import type { FilterView } from '../../../ir/filter-view.ts';
import { type BlockId, type ValueId, valueId } from '../../../ir/ids.ts';
import type { Demand } from '../allocate/demand.ts';
import type { ScratchPlan } from '../allocate/scratch-plan.ts';
import type { Selection } from '../select/selection.ts';

/** What {@link Usage} works with. */
export interface UsageParts {
  readonly filter: FilterView;
  readonly selection: Selection;
  readonly scratch: ScratchPlan;
  readonly demand: Demand;
  /** Whether every path to block `b` passes block `a`. */
  readonly dominates: (a: BlockId, b: BlockId) => boolean;
  /** How often each block runs per packet, by its id; in [0, 1]. */
  readonly frequencies: Float64Array;
  /**
   * Whether this is a trial: values that were computed before and are no longer at hand are taken
   * to be in scratch memory, to learn what that would be worth.
   */
  readonly trial: boolean;
}

/** How many places where a value was computed to remember. */
const MOST_SITES = 8;

/** Watches one emission of code: what is needed where, and which rules are used. */
export class Usage {
  readonly #parts: UsageParts;
  /** The last few blocks that computed each value. */
  readonly #sites: (BlockId[] | undefined)[] = [];
  readonly #fired = new Map<string, number>();
  #block: BlockId;
  #frequency = 1;
  /** How many choices the code at this point is inside of: it may not run where the block does. */
  #arms = 0;

  constructor(parts: UsageParts) {
    this.#parts = parts;
    this.#block = parts.filter.entry;
  }

  /** How often each rule was used, by its name. */
  get fired(): ReadonlyMap<string, number> {
    return this.#fired;
  }

  /** Says that what follows, after so many instructions, is code of `block`. */
  enterBlock(block: BlockId, time: number): void {
    this.#parts.demand.startBlock(block, time);
    this.#block = block;
    this.#frequency = this.#parts.frequencies[block] ?? 0;
    this.#arms = 0;
  }

  /** Says that what follows may not run where the block does. */
  enterArm(): void {
    this.#arms += 1;
  }

  leaveArm(): void {
    this.#arms -= 1;
  }

  fire(rule: string): void {
    this.#fired.set(rule, (this.#fired.get(rule) ?? 0) + 1);
  }

  /** `value` is needed in a register, after so many instructions. */
  need(value: ValueId, time: number): void {
    if (this.#isCandidate(value)) {
      this.#parts.demand.need(value, time);
    }
  }

  /** `value` is in A, after so many instructions. */
  define(value: ValueId, time: number): void {
    if (this.#isCandidate(value)) {
      this.#parts.demand.define(value, time);
    }
  }

  /** `value` is computed. */
  compute(value: ValueId): void {
    if (!this.#parts.trial || !this.#isCandidate(value)) {
      return;
    }
    this.#parts.demand.compute(value, this.#frequency);
    if (this.#arms === 0) {
      const sites = this.#sites[value];
      if (sites === undefined) {
        this.#sites[value] = [this.#block];
      } else {
        sites.push(this.#block);
        if (sites.length > MOST_SITES) {
          sites.shift();
        }
      }
    }
  }

  /** Whether to go on as if `value`, which is at hand nowhere, were in scratch memory. */
  isImagined(value: ValueId, price: number): boolean {
    const { selection, demand, dominates, trial } = this.#parts;
    if (selection.plan(value).kind === 'phi') {
      demand.miss(value);
      return true;
    }
    if (!trial || price <= 1 || !this.#isCandidate(value)) {
      return false;
    }
    const before = this.#sites[value]?.some((site) => dominates(site, this.#block));
    if (before !== true) {
      return false;
    }
    demand.imagine(value, this.#frequency * (price - 1));
    return true;
  }

  /** Whether the value with this key comes into X by one instruction whenever it is needed. */
  isCheapIndex(key: number): boolean {
    return this.#parts.selection.indexInstr(valueId(key)) !== null;
  }

  /** Whether a scratch word could be of use to `value`. */
  #isCandidate(value: ValueId): boolean {
    const { filter, selection } = this.#parts;
    return (
      selection.cost(value) > 1 &&
      (filter.useCount(value) > 1 || selection.plan(value).kind === 'phi')
    );
  }
}
