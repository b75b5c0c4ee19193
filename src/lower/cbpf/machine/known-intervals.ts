import { MAX_U32 } from '../../../support/u32.ts';
import { type MachineTest, OP } from './machine-code.ts';

/** So many values are kept in mind at most: the last that were computed. */
const MAX_VALUES = 8;

/** A value, and two u32 between which it lies, both included. */
interface KnownInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The values that have been computed on every path to a point, and the interval of each. So a load
 * that is among them can't reject. Never changed: what adds something yields other intervals.
 */
export class KnownIntervals {
  /** In the order in which they were computed. */
  readonly #all: readonly KnownInterval[];

  constructor(all: readonly KnownInterval[] = []) {
    this.#all = all;
  }

  has(value: number): boolean {
    return this.#find(value) !== undefined;
  }

  /** These, and that `value`, which is at most `largest`, has been computed. */
  adding(value: number, largest: number): KnownIntervals {
    if (this.has(value)) {
      return this;
    }
    const kept = this.#all.length < MAX_VALUES ? this.#all : this.#all.slice(1);
    return new KnownIntervals([...kept, { value, low: 0, high: largest }]);
  }

  /** What is known on both paths. */
  meet(other: KnownIntervals): KnownIntervals {
    if (this === other) {
      return this;
    }
    const both: KnownInterval[] = [];
    for (const one of this.#all) {
      const also = other.#find(one.value);
      if (also !== undefined) {
        both.push(one === also ? one : hull(one, also));
      }
    }
    return new KnownIntervals(both);
  }

  /** The outcome of `test` on `value`; `null` where that is open, or the test is on X. */
  outcome({ code, k }: MachineTest, value: number): boolean | null {
    const { low = 0, high = MAX_U32 } = this.#find(value) ?? {};
    switch (code) {
      case OP.jumpIfEqual:
        return low === high ? low === k : insideOrNot(low <= k && k <= high);
      case OP.jumpIfAbove:
        return low > k || (high <= k ? false : null);
      case OP.jumpIfAtLeast:
        return low >= k || (high < k ? false : null);
      default:
        return null;
    }
  }

  /** These, and the outcome of `test` on `value`. */
  assuming({ code, k }: MachineTest, value: number, outcome: boolean): KnownIntervals {
    const before = this.#find(value);
    const after = before === undefined ? null : narrowed(before, code, k, outcome);
    if (after === null || after === before || after.low > after.high) {
      return this;
    }
    return new KnownIntervals(this.#all.map((one) => (one === before ? after : one)));
  }

  #find(value: number): KnownInterval | undefined {
    for (const one of this.#all) {
      if (one.value === value) {
        return one;
      }
    }
    return undefined;
  }
}

/** A number in an interval may be the one asked for; one outside is not. */
const insideOrNot = (isInside: boolean): boolean | null => (isInside ? null : false);

const hull = (one: KnownInterval, other: KnownInterval): KnownInterval => ({
  value: one.value,
  low: Math.min(one.low, other.low),
  high: Math.max(one.high, other.high),
});

/** `interval` where a test against `k` has come out so. */
function narrowed(
  interval: KnownInterval,
  code: number,
  k: number,
  outcome: boolean,
): KnownInterval {
  const { value, low, high } = interval;
  const from = (least: number): KnownInterval => ({ value, low: Math.max(low, least), high });
  const upTo = (most: number): KnownInterval => ({ value, low, high: Math.min(high, most) });
  switch (code) {
    case OP.jumpIfEqual:
      if (outcome) {
        return { value, low: Math.max(low, k), high: Math.min(high, k) };
      }
      return low === k ? from(k + 1) : high === k ? upTo(k - 1) : interval;
    case OP.jumpIfAbove:
      return outcome ? from(k + 1) : upTo(k);
    case OP.jumpIfAtLeast:
      return outcome ? from(k) : upTo(k - 1);
    default:
      return interval;
  }
}
