/**
 * A set of dense ids that costs one word while it holds at most one, as most use lists and
 * predecessor lists do. Iterates in the order of insertion.
 */
export class IdSet<Id extends number> implements Iterable<Id> {
  #only: Id | undefined;
  #many: Set<Id> | undefined;

  /** The number of ids. */
  get size(): number {
    if (this.#many !== undefined) {
      return this.#many.size;
    }
    return this.#only === undefined ? 0 : 1;
  }

  has(id: Id): boolean {
    return this.#many === undefined ? this.#only === id : this.#many.has(id);
  }

  add(id: Id): void {
    if (this.#many !== undefined) {
      this.#many.add(id);
    } else if (this.#only === undefined) {
      this.#only = id;
    } else if (this.#only !== id) {
      this.#many = new Set([this.#only, id]);
      this.#only = undefined;
    }
  }

  delete(id: Id): void {
    if (this.#many !== undefined) {
      this.#many.delete(id);
    } else if (this.#only === id) {
      this.#only = undefined;
    }
  }

  [Symbol.iterator](): Iterator<Id> {
    if (this.#many !== undefined) {
      return this.#many[Symbol.iterator]();
    }
    const held: readonly Id[] = this.#only === undefined ? [] : [this.#only];
    return held[Symbol.iterator]();
  }
}
