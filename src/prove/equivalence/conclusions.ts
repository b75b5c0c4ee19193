import { PersistentMap } from '../../support/persistent-map.ts';
import type { TermId } from '../smt/term.ts';

/**
 * What was worked out from the facts of a path. It holds wherever they do, and so on all paths that go
 * on from there: a copy takes constant time.
 */
export class Conclusions {
  #truths = new PersistentMap<boolean>();
  #values = new PersistentMap<TermId>();
  #places = new PersistentMap<TermId>();

  /** Conclusions of their own, these for a start. */
  copy(): Conclusions {
    const copy = new Conclusions();
    copy.#truths = this.#truths;
    copy.#values = this.#values;
    copy.#places = this.#places;
    return copy;
  }

  /** The outcome of the truth `id`, where that is known. */
  outcome(id: TermId): boolean | undefined {
    return this.#truths.get(id, 0);
  }

  setOutcome(id: TermId, holds: boolean): void {
    this.#truths = this.#truths.with(id, 0, holds);
  }

  /** The term without choices to which `id` comes, where that is known. */
  value(id: TermId): TermId | undefined {
    return this.#values.get(id, 0);
  }

  setValue(id: TermId, value: TermId): void {
    this.#values = this.#values.with(id, 0, value);
  }

  /** Where the first choices of `id` lead, as far as that is known: `id` itself where it is not. */
  place(id: TermId): TermId {
    return this.#places.get(id, 0) ?? id;
  }

  setPlace(id: TermId, place: TermId): void {
    if (place !== id) {
      this.#places = this.#places.with(id, 0, place);
    }
  }
}
