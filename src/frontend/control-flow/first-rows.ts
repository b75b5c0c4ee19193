import { all, any, type Condition } from './condition.ts';
import { different, keyOf, type Row, RowUnion } from './row-union.ts';
import type { WordRules } from './word-rules.ts';

/** How a table of rows is read. */
export interface TableParts<Word> {
  readonly words: WordRules<Word>;
  /** Whether a packet for which a row holds is rejected, as one that is too short for a load is. */
  readonly holdingRejects: boolean;
  /** Whether a packet for which no row holds is rejected. */
  readonly failingRejects: boolean;
}

/** One part of all rows. */
export interface Factor<Word, Special> {
  /** As the first row has it. */
  readonly first: Condition<Word, Special>;
  /** By row. */
  readonly tests: readonly Condition<Word, Special>[];
  /** By row, what it looks for. */
  readonly parts: readonly Row<Word, Special>[];
  /** The different ones. */
  readonly values: readonly Row<Word, Special>[];
  /** Whether its first load is as good as all. */
  readonly isCovered: boolean;
}

/**
 * `union`, which holds where a row does, behind those rows that may be the first to load anything. `null`
 * unless rows differ in two parts, the last among them: whoever fails in it has made all its loads.
 *
 * Those of the first row's head, up to the first row with another, are asked first. Whoever is left has made
 * all loads of heads, or makes them in the next row. So only those go on that have one of the heads, and are
 * asked about the first row of each head; whoever is left then has made all loads. Where who fails for all
 * rows is rejected, nothing has to be loaded for these.
 */
export function behindFirstRows<Word, Special>(
  factors: readonly Factor<Word, Special>[],
  union: Condition<Word, Special>,
  { words, failingRejects }: TableParts<Word>,
): Condition<Word, Special> | null {
  const [head, tail, ...others] = factors.filter(({ values }) => values.length > 1);
  if (head === undefined || tail === undefined || others.length > 0 || factors.at(-1) !== tail) {
    return null;
  }
  const table = new FirstRows(factors, { head, tail }, words);
  const run = table.run;
  const behind = [...head.parts.keys()].slice(run.length);
  const isApart = table.isApart(run, behind);
  const whole = failingRejects && isApart ? table.product([...run, ...behind], head) : null;
  if (whole !== null) {
    return whole;
  }
  const product = isApart ? table.product(behind) : null;
  const start = table.product(run);
  return start === null ? null : any(start, product ?? table.oneByOne(run, union));
}

class FirstRows<Word, Special> {
  readonly #factors: readonly Factor<Word, Special>[];
  readonly #head: Factor<Word, Special>;
  readonly #tail: Factor<Word, Special>;
  readonly #heads: readonly string[];
  readonly #tails: readonly string[];
  readonly #union: RowUnion<Word, Special>;

  constructor(
    factors: readonly Factor<Word, Special>[],
    { head, tail }: { readonly head: Factor<Word, Special>; readonly tail: Factor<Word, Special> },
    words: WordRules<Word>,
  ) {
    this.#factors = factors;
    this.#head = head;
    this.#tail = tail;
    this.#heads = head.parts.map(keyOf);
    this.#tails = tail.parts.map(keyOf);
    this.#union = new RowUnion<Word, Special>(words, false);
  }

  /** The rows up to the first whose head is another. */
  get run(): readonly number[] {
    const end = this.#heads.findIndex((key) => key !== this.#heads[0]);
    return [...this.#heads.keys()].slice(0, end);
  }

  /** Whether `some` and `others` have no head in common. */
  isApart(some: readonly number[], others: readonly number[]): boolean {
    const heads = new Set(some.map((row) => this.#heads[row]));
    return others.every((row) => !heads.has(this.#heads[row]));
  }

  /**
   * `rows`, if they are all pairs of some heads and some tails, and the first of each head has the same tail,
   * which is asked about before all others, as is the first of `led`; else `null`.
   */
  product(
    rows: readonly number[],
    led: Factor<Word, Special> = this.#tail,
  ): Condition<Word, Special> | null {
    const firsts = this.#firstRows(rows);
    const [first] = firsts;
    const pairs = new Set(rows.map((row) => `${this.#heads[row]};${this.#tails[row]}`));
    const tails = new Set(rows.map((row) => this.#tails[row]));
    const isProduct =
      pairs.size === firsts.length * tails.size &&
      firsts.every((row) => this.#tails[row] === this.#tails[first ?? 0]);
    if (!isProduct || first === undefined) {
      return null;
    }
    return all(
      ...this.#factors.map((factor) => {
        const set = this.#union.of(factor.first, valuesOf(factor, rows));
        const isLed = factor === this.#tail ? tails.size > 1 : factor === led;
        return isLed ? any(factor.tests[first] ?? factor.first, set) : set;
      }),
    );
  }

  /** `union` for those that have a head and no first row behind those of `run` holds for. */
  oneByOne(run: readonly number[], union: Condition<Word, Special>): Condition<Word, Special> {
    const behind = this.#firstRows([...this.#heads.keys()])
      .filter((row) => row >= run.length)
      .reduce((stretches: number[][], row) => {
        const last = stretches.at(-1);
        if (last !== undefined && this.#tails[last[0] ?? 0] === this.#tails[row]) {
          last.push(row);
        } else {
          stretches.push([row]);
        }
        return stretches;
      }, []);
    const upToHead = this.#factors.slice(0, this.#factors.indexOf(this.#head) + 1);
    const firsts = behind.flatMap((rows) => this.product(rows) ?? []);
    return all<Word, Special>(
      ...upToHead.map(({ first, values }) => this.#union.of(first, values)),
      any(...firsts, union),
    );
  }

  /** The first of `rows` for each head. */
  #firstRows(rows: readonly number[]): readonly number[] {
    const firsts = new Map<string | undefined, number>();
    for (const row of rows) {
      const head = this.#heads[row];
      firsts.set(head, firsts.get(head) ?? row);
    }
    return [...firsts.values()];
  }
}

/** What `rows` look for in a factor. */
const valuesOf = <Word, Special>(
  { parts }: Factor<Word, Special>,
  rows: readonly number[],
): readonly Row<Word, Special>[] => different(rows.map((row) => parts[row] ?? []));
