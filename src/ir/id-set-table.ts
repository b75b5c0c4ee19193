/** What the table holds for a key: no id, several, or else the only one. */
const NONE = 0x7fff_ffff;
const SEVERAL = 0x7fff_fffe;

const EMPTY: readonly never[] = [];

/**
 * A set of ids for each of many dense keys. Costs one word a key while the set holds at most one id,
 * as most use lists and predecessor lists do. Ids are integers in [-2^30, 2^30); sets iterate in the
 * order of insertion.
 */
export class IdSetTable<Key extends number, Id extends number> {
  readonly #only: number[] = [];
  readonly #several = new Map<Key, Set<Id>>();

  /** The number of ids in the set of `key`. */
  size(key: Key): number {
    const only = this.#only[key];
    if (only === undefined || only === NONE) {
      return 0;
    }
    return only === SEVERAL ? (this.#several.get(key)?.size ?? 0) : 1;
  }

  /** The ids in the set of `key`, as it is now or live. */
  of(key: Key): Iterable<Id> {
    const only = this.#only[key];
    if (only === undefined || only === NONE) {
      return EMPTY;
    }
    return only === SEVERAL ? (this.#several.get(key) ?? EMPTY) : [only as Id];
  }

  add(key: Key, id: Id): void {
    while (this.#only.length <= key) {
      this.#only.push(NONE);
    }
    const only = this.#only[key];
    if (only === NONE) {
      this.#only[key] = id;
    } else if (only === SEVERAL) {
      this.#several.get(key)?.add(id);
    } else if (only !== id) {
      this.#several.set(key, new Set([only as Id, id]));
      this.#only[key] = SEVERAL;
    }
  }

  delete(key: Key, id: Id): void {
    const only = this.#only[key];
    if (only === SEVERAL) {
      this.#several.get(key)?.delete(id);
    } else if (only === id) {
      this.#only[key] = NONE;
    }
  }

  /** Removes all ids from the set of `key`. */
  clear(key: Key): void {
    if (key < this.#only.length) {
      this.#only[key] = NONE;
      this.#several.delete(key);
    }
  }
}
