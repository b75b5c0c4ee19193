import { PersistentMap } from '../../support/persistent-map.ts';
import type { Range } from '../values/range.ts';
import type { SingleValues } from '../values/single-values.ts';

/** The base number that stands for the start of the packet. */
export const PACKET_START = -1;

/**
 * What is known at one point of a filter, by value number. Never changed: the methods that add
 * something yield another store, in O(log n).
 */
export class FactStore {
  static readonly EMPTY: FactStore = new FactStore(
    new PersistentMap(),
    new PersistentMap(),
    new PersistentMap(),
    new PersistentMap(),
    new PersistentMap(),
  );

  readonly #ranges: PersistentMap<Range>;
  readonly #exclusions: PersistentMap<true>;
  /** The long lists of exclusions: those of switches, which they are not copied from. */
  readonly #lists: PersistentMap<readonly SingleValues[]>;
  readonly #extents: PersistentMap<number>;
  readonly #choices: PersistentMap<readonly number[]>;

  private constructor(
    ranges: PersistentMap<Range>,
    exclusions: PersistentMap<true>,
    lists: PersistentMap<readonly SingleValues[]>,
    extents: PersistentMap<number>,
    choices: PersistentMap<readonly number[]>,
  ) {
    this.#ranges = ranges;
    this.#exclusions = exclusions;
    this.#lists = lists;
    this.#extents = extents;
    this.#choices = choices;
  }

  /** What tests have said about the i32 with this number; `undefined` for nothing. */
  range(number: number): Range | undefined {
    return this.#ranges.get(number, 0);
  }

  /** Whether the i32 with this number is known to differ from `value`, apart from its range. */
  excludes(number: number, value: number): boolean {
    return (
      this.#exclusions.get(number, value) === true ||
      this.#lists.get(number, 0)?.some((list) => list.has(value)) === true
    );
  }

  /** How many lists of numbers the i32 with this number is known to differ from. */
  excludedLists(number: number): number {
    return this.#lists.get(number, 0)?.length ?? 0;
  }

  /**
   * `caplen` is known to reach this many bytes past the base with this number; -1 where it is not
   * known to reach as far as the base.
   */
  extent(base: number): number {
    return this.#extents.get(base, 0) ?? (base === PACKET_START ? 0 : -1);
  }

  /** The few numbers that the i32 with this number can be; `undefined` where they are not few. */
  choices(number: number): readonly number[] | undefined {
    return this.#choices.get(number, 0);
  }

  withRange(number: number, range: Range): FactStore {
    const ranges = this.#ranges.with(number, 0, range);
    return new FactStore(ranges, this.#exclusions, this.#lists, this.#extents, this.#choices);
  }

  withExclusion(number: number, value: number): FactStore {
    const exclusions = this.#exclusions.with(number, value, true);
    return new FactStore(this.#ranges, exclusions, this.#lists, this.#extents, this.#choices);
  }

  /** As many calls of {@link withExclusion}, one for each value of `list`, but in O(log n). */
  withExclusions(number: number, list: SingleValues): FactStore {
    const lists = this.#lists.with(number, 0, [...(this.#lists.get(number, 0) ?? []), list]);
    return new FactStore(this.#ranges, this.#exclusions, lists, this.#extents, this.#choices);
  }

  withExtent(base: number, extent: number): FactStore {
    const extents = this.#extents.with(base, 0, extent);
    return new FactStore(this.#ranges, this.#exclusions, this.#lists, extents, this.#choices);
  }

  withChoices(number: number, values: readonly number[]): FactStore {
    const choices = this.#choices.with(number, 0, values);
    return new FactStore(this.#ranges, this.#exclusions, this.#lists, this.#extents, choices);
  }
}
