import { isCheck, isDivision } from '../../ir/effect.ts';
import type { BlockId, ValueId } from '../../ir/ids.ts';
import {
  extentOf,
  type GuardInstr,
  type Instr,
  type LoadInstr,
  type SwitchCase,
  type SwitchTerminator,
  type Terminator,
} from '../../ir/ir.ts';
import { ANY, between, hull, onlyValue, type Range } from '../values/range.ts';
import { SingleValues } from '../values/single-values.ts';
import { FactLearner } from './fact-learner.ts';
import { FactStore, PACKET_START } from './fact-store.ts';
import { type FactTerms, NO_SUBSTITUTION, type Substitution } from './fact-terms.ts';
import { KnownRanges } from './known-ranges.ts';

/**
 * What is known at one point of a filter: ranges and bits of values, values that they are not, and
 * how far `caplen` reaches. Facts come from the tests and checks that every path to the point has
 * passed; they are kept by value number, so they hold for congruent values as well.
 *
 * Never changed: what adds a fact yields other facts, in O(log n). `null` stands for facts that
 * contradict each other: no packet gets there.
 */
export class Facts {
  readonly #terms: FactTerms;
  readonly #store: FactStore;
  /** What is known with nothing in place of phis, once it has been asked for. */
  #plain: KnownRanges | null = null;

  private constructor(terms: FactTerms, store: FactStore) {
    this.#terms = terms;
    this.#store = store;
  }

  /** What is known where nothing has been tested. */
  static none(terms: FactTerms): Facts {
    return new Facts(terms, FactStore.EMPTY);
  }

  rangeOf(value: ValueId, substitution: Substitution = NO_SUBSTITUTION): Range {
    return this.#known(substitution).of(value);
  }

  /** Whether `value` is known to differ from `constant`. */
  differs(value: ValueId, constant: number, substitution: Substitution = NO_SUBSTITUTION): boolean {
    return this.#known(substitution).differs(value, constant);
  }

  /** Whether the test is known to be other than 0 (`true`), or 0 (`false`); else `null`. */
  outcome(test: ValueId, substitution: Substitution = NO_SUBSTITUTION): boolean | null {
    return this.#known(substitution).outcome(test);
  }

  /** The block that `terminator` is known to pass control to; `null` where that is open. */
  target(terminator: Terminator, substitution: Substitution = NO_SUBSTITUTION): BlockId | null {
    switch (terminator.kind) {
      case 'jump':
        return terminator.target;
      case 'branch': {
        const outcome = this.outcome(terminator.test, substitution);
        if (outcome === null) {
          return null;
        }
        return outcome ? terminator.ifTrue : terminator.ifFalse;
      }
      case 'switch':
        return switchTargetIn(terminator, this.rangeOf(terminator.value, substitution));
      case 'return':
        return null;
    }
  }

  /** Whether no packet can fail the check that `access` makes. */
  covers(access: LoadInstr | GuardInstr, substitution: Substitution = NO_SUBSTITUTION): boolean {
    const extent = extentOf(access);
    if (access.base === null) {
      return this.#reaches(extent);
    }
    const base = this.#terms.numbers.of(substitution.get(access.base) ?? access.base);
    return (
      this.#store.extent(base) >= extent ||
      this.#reaches(this.rangeOf(access.base, substitution).high + extent)
    );
  }

  /** How far `caplen` is known to reach, in bytes. */
  get reach(): number {
    return this.#store.extent(PACKET_START);
  }

  /** These facts, and that `caplen` is at least `extent`, a u32. */
  reaching(extent: number): Facts {
    return extent <= this.reach ? this : (this.#learn((learner) => learner.reach(extent)) ?? this);
  }

  /** The numbers that `value` can be where they are few and known; else `null`. */
  choicesOf(value: ValueId): readonly number[] | null {
    const only = onlyValue(this.rangeOf(value));
    return only === null ? (this.#store.choices(this.#terms.numbers.of(value)) ?? null) : [only];
  }

  /** These facts, and that `value` is one of `choices`, each a u32 and different. */
  choosing(value: ValueId, choices: readonly number[]): Facts {
    return this.#learn((learner) => learner.choose(value, choices)) ?? this;
  }

  /** What is known behind `instr`, which has not rejected the packet. */
  after(instr: Instr): Facts | null {
    if (isCheck(instr)) {
      return this.#learn((learner) => learner.check(instr));
    }
    if (isDivision(instr)) {
      return this.#learn((learner) => learner.exclude(instr.rhs, 0));
    }
    return this;
  }

  /** What is known on the edge by which `terminator` passes control to `target`. */
  onEdge(terminator: Terminator, target: BlockId): Facts | null {
    switch (terminator.kind) {
      case 'branch':
        return terminator.ifTrue === terminator.ifFalse
          ? this
          : this.assume(terminator.test, terminator.ifTrue === target);
      case 'switch':
        return this.#learn((learner) => this.#learnSwitchEdge(learner, terminator, target));
      default:
        return this;
    }
  }

  /** What is known where `test` is other than 0 (`outcome` is `true`), or 0. */
  assume(test: ValueId, outcome: boolean): Facts | null {
    return this.#learn((learner) => learner.assume(test, outcome));
  }

  #learn(teach: (learner: FactLearner) => boolean): Facts | null {
    const learner = new FactLearner(this.#terms, this.#store);
    if (!teach(learner)) {
      return null;
    }
    return learner.store === this.#store ? this : new Facts(this.#terms, learner.store);
  }

  #known(substitution: Substitution): KnownRanges {
    if (substitution === NO_SUBSTITUTION) {
      this.#plain ??= new KnownRanges(this.#terms, this.#store, substitution);
      return this.#plain;
    }
    return new KnownRanges(this.#terms, this.#store, substitution);
  }

  #reaches(extent: number): boolean {
    const caplen = this.#terms.numbers.inputs.get('caplen');
    return (
      extent <= this.reach ||
      (caplen !== undefined && extent <= (this.#store.range(caplen)?.low ?? 0))
    );
  }

  /**
   * Told are the smallest interval around the cases that lead to `target`, and on the default edge
   * each single value that leads elsewhere.
   */
  #learnSwitchEdge(learner: FactLearner, terminator: SwitchTerminator, target: BlockId): boolean {
    const { value, cases, otherwise } = terminator;
    const taken = this.#terms.casesTo(terminator, target);
    if (target !== otherwise) {
      return learner.refine(value, hullOf(taken));
    }
    return taken.length > 0 || learner.excludeAll(value, new SingleValues(cases));
  }
}

/** The smallest range that holds all of `cases`, of which there is at least one. */
function hullOf(cases: readonly SwitchCase[]): Range {
  let range: Range | null = null;
  for (const { low, high } of cases) {
    const one: Range = between(low, high);
    range = range === null ? one : hull(range, one);
  }
  return range ?? ANY;
}

/** Where a switch goes on every number of `range`; `null` where that differs. */
function switchTargetIn({ cases, otherwise }: SwitchTerminator, range: Range): BlockId | null {
  let first = 0;
  let bound = cases.length;
  while (first < bound) {
    const middle = (first + bound) >>> 1;
    if ((cases[middle]?.high ?? 0) < range.low) {
      first = middle + 1;
    } else {
      bound = middle;
    }
  }
  const found = cases[first];
  if (found === undefined || found.low > range.high) {
    return otherwise;
  }
  return found.low <= range.low && range.high <= found.high ? found.target : null;
}
