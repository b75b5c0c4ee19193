import { invariant } from '../../support/invariant.ts';
import type { TermId } from '../smt/term.ts';
import type { Intervals } from './intervals.ts';

declare const brand: unique symbol;

/** Names a diagram of one {@link DiagramTable}: diagrams are equal where their ids are. */
export type DiagramId = number & { readonly [brand]: 'DiagramId' };

/** What a packet comes to that takes one way through a diagram: a term without choices. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly term: TermId;
}

/** Where the values of a variable lead. */
export interface Fork {
  readonly kind: 'fork';
  /** The rank of the variable: forks below have higher ones. */
  readonly variable: number;
  /** The last value of each piece, ascending, each piece up to the next one; the last is infinite. */
  readonly ends: readonly number[];
  /** Where each piece leads; neighbours lead to different places. */
  readonly ways: readonly DiagramId[];
}

export type Diagram = Leaf | Fork;

/** How much may be worked on diagrams, over all operations. */
export interface DiagramLimits {
  /** The pieces of forks that may be looked at. */
  readonly work: number;
  /** As `performance.now()` tells it. */
  readonly deadline: number;
}

/** The clock is looked at once in so much work. */
const CLOCK_STEP = 16_384;

/** The work is more than was allowed. */
export class DiagramLimit extends Error {
  override readonly name = 'DiagramLimit';
}

/** The pieces of a fork in the making. */
class ForkMaker {
  readonly ends: number[] = [];
  readonly ways: DiagramId[] = [];

  /** Adds the next piece, which may lead where the one before does. */
  add(end: number, way: DiagramId): void {
    const last = this.ways.length - 1;
    if (last >= 0 && this.ways[last] === way) {
      this.ends[last] = end;
    } else {
      this.ends.push(end);
      this.ways.push(way);
    }
  }
}

/** For some variables the values that matter, at least one each: of a packet that matters all lie in them. */
export type Care = ReadonlyMap<number, Intervals>;

const ALL: Care = new Map();

/**
 * Ordered decision diagrams over variables that are whole numbers of 0 and more, each kept once: what
 * depends on the variables in the same way is one diagram.
 *
 * Source: Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", 1986; with intervals in
 * place of bits, Strehl and Thiele, "Interval Diagram Techniques", 1998.
 */
export class DiagramTable {
  readonly #diagrams: Diagram[] = [];
  readonly #leaves = new Map<TermId, DiagramId>();
  readonly #forks = new Map<number, DiagramId[]>();
  readonly #deadline: number;
  #work: number;

  constructor({ work, deadline }: DiagramLimits) {
    this.#work = work;
    this.#deadline = deadline;
  }

  diagram(id: DiagramId): Diagram {
    const diagram = this.#diagrams[id];
    invariant(diagram !== undefined, `no diagram ${id}`);
    return diagram;
  }

  leaf(term: TermId): DiagramId {
    const known = this.#leaves.get(term);
    if (known !== undefined) {
      return known;
    }
    const id = this.#add({ kind: 'leaf', term });
    this.#leaves.set(term, id);
    return id;
  }

  /**
   * The fork by `variable`, whose rank is below those in `pieces`; or where all of them lead. The last piece
   * goes on without an end.
   */
  fork(variable: number, pieces: Iterable<readonly [end: number, way: DiagramId]>): DiagramId {
    const maker = new ForkMaker();
    for (const [end, way] of pieces) {
      maker.add(end, way);
    }
    return this.#made(variable, maker);
  }

  #made(variable: number, { ends, ways }: ForkMaker): DiagramId {
    const [only] = ways;
    invariant(only !== undefined, 'a fork has a way');
    ends[ends.length - 1] = Number.POSITIVE_INFINITY;
    return ways.length === 1 ? only : this.#intern({ kind: 'fork', variable, ends, ways });
  }

  /**
   * What `combine` makes of where a packet comes to in each of `operands`. It is asked at leaves, and
   * before: it yields `null` to be asked further down. For packets that `care` does not allow, it may be
   * anything.
   *
   * @throws {@link DiagramLimit}
   */
  apply(
    operands: readonly DiagramId[],
    combine: (operands: readonly DiagramId[]) => DiagramId | null,
    care: Care = ALL,
  ): DiagramId {
    const known = new Map<string, DiagramId>();
    const run = (ids: readonly DiagramId[]): DiagramId => {
      const early = combine(ids);
      if (early !== null) {
        return early;
      }
      const key = ids.join(' ');
      const made = known.get(key);
      if (made !== undefined) {
        return made;
      }
      const variable = this.variableOf(ids);
      const matters = care.get(variable);
      const maker = new ForkMaker();
      this.forEachPiece(variable, ids, (start, end, ways) => {
        if (matters === undefined || meets(matters, start, end)) {
          maker.add(end, combine(ways) ?? run([...ways]));
        }
      });
      const result = this.#made(variable, maker);
      known.set(key, result);
      return result;
    };
    return run(operands);
  }

  /** The rank of the variable that is asked first in `ids`, which are not all leaves. */
  variableOf(ids: readonly DiagramId[]): number {
    return Math.min(...ids.map((id) => this.#rank(id)));
  }

  /**
   * Visits the values of `variable` in pieces, on each of which each of `ids` leads to one place; `ways` is
   * the caller's for the time of the visit only.
   */
  forEachPiece(
    variable: number,
    ids: readonly DiagramId[],
    visit: (start: number, end: number, ways: readonly DiagramId[]) => void,
  ): void {
    const forks = ids.map((id) => this.#asFork(variable, id));
    const places = forks.map(() => 0);
    const ways = [...ids];
    for (let start = 0; start !== Number.POSITIVE_INFINITY; ) {
      let end = Number.POSITIVE_INFINITY;
      for (let index = 0; index < forks.length; index += 1) {
        const place = places[index] ?? 0;
        end = Math.min(end, forks[index]?.ends[place] ?? end);
        ways[index] = forks[index]?.ways[place] ?? (ids[index] as DiagramId);
      }
      visit(start, end, ways);
      for (let index = 0; index < forks.length; index += 1) {
        const place = places[index] ?? 0;
        places[index] = forks[index]?.ends[place] === end ? place + 1 : place;
      }
      this.#count();
      start = end + 1;
    }
  }

  /** `id` as far as it asks for `variable`. */
  #asFork(variable: number, id: DiagramId): Pick<Fork, 'ends' | 'ways'> {
    const diagram = this.diagram(id);
    return diagram.kind === 'fork' && diagram.variable === variable
      ? diagram
      : { ends: [Number.POSITIVE_INFINITY], ways: [id] };
  }

  #rank(id: DiagramId): number {
    const diagram = this.diagram(id);
    return diagram.kind === 'fork' ? diagram.variable : Number.POSITIVE_INFINITY;
  }

  #count(): void {
    this.#work -= 1;
    const isLate = this.#work % CLOCK_STEP === 0 && performance.now() > this.#deadline;
    if (this.#work < 0 || isLate) {
      throw new DiagramLimit('the diagrams are too large');
    }
  }

  #intern(fork: Fork): DiagramId {
    const hash = hashOf(fork);
    const alike = this.#forks.get(hash);
    const known = alike?.find((id) => isSame(this.#diagrams[id], fork));
    if (known !== undefined) {
      return known;
    }
    const id = this.#add(fork);
    if (alike === undefined) {
      this.#forks.set(hash, [id]);
    } else {
      alike.push(id);
    }
    return id;
  }

  #add(diagram: Diagram): DiagramId {
    this.#diagrams.push(diagram);
    return (this.#diagrams.length - 1) as DiagramId;
  }
}

const meets = (values: Intervals, start: number, end: number): boolean =>
  values.some(({ low, high }) => low <= end && start <= high);

function hashOf({ variable, ends, ways }: Fork): number {
  let hash = variable;
  for (const [index, way] of ways.entries()) {
    hash = (Math.imul(hash, 0x0100_0193) ^ way) | 0;
    hash = (Math.imul(hash, 0x0100_0193) ^ ((ends[index] ?? 0) | 0)) | 0;
  }
  return hash;
}

const isSame = (one: Diagram | undefined, { variable, ends, ways }: Fork): boolean =>
  one?.kind === 'fork' &&
  one.variable === variable &&
  one.ways.length === ways.length &&
  one.ways.every((way, index) => way === ways[index] && one.ends[index] === ends[index]);
