/** In longer lists than this ids are not searched for; they become sets. Up to it, lists never change. */
const MOST_SEARCHED = 8;

const EMPTY: readonly never[] = [];

/** The ids for one key: none, one, or several, each once, as a list or a set. */
type Ids = undefined | number | number[] | Set<number>;

/**
 * A set of ids for each of many dense keys. Costs one word a key while the set holds at most one id,
 * as most use lists and predecessor lists do, and little more while it holds few. Sets iterate in the
 * order of insertion.
 */
export class IdSetTable<Key extends number, Id extends number> {
  readonly #sets: Ids[] = [];

  /** The number of ids in the set of `key`. */
  size(key: Key): number {
    const ids = this.#sets[key];
    if (typeof ids === 'object') {
      return Array.isArray(ids) ? ids.length : ids.size;
    }
    return ids === undefined ? 0 : 1;
  }

  /** The ids in the set of `key`, to be read before the set changes. */
  of(key: Key): Iterable<Id> {
    const ids = this.#sets[key];
    if (typeof ids === 'object') {
      return ids as Iterable<Id>;
    }
    return ids === undefined ? EMPTY : [ids as Id];
  }

  /** The ids in the set of `key`, as they are now whatever changes later. */
  list(key: Key): readonly Id[] {
    const ids = this.#sets[key];
    if (typeof ids !== 'object') {
      return ids === undefined ? EMPTY : [ids as Id];
    }
    const list = Array.isArray(ids) && ids.length <= MOST_SEARCHED ? ids : Array.from<number>(ids);
    return list as readonly number[] as readonly Id[];
  }

  add(key: Key, id: Id): void {
    while (this.#sets.length <= key) {
      this.#sets.push(undefined);
    }
    const ids = this.#sets[key];
    if (ids === undefined) {
      this.#sets[key] = id;
    } else if (typeof ids !== 'object') {
      if (ids !== id) {
        this.#sets[key] = [ids, id];
      }
    } else if (!Array.isArray(ids)) {
      ids.add(id);
    } else if (ids.length > MOST_SEARCHED) {
      this.#sets[key] = new Set(ids).add(id);
    } else if (!ids.includes(id)) {
      this.#sets[key] = [...ids, id];
    }
  }

  /** As {@link add}, for an `id` that is not in the set, or was the last to be added. Quicker. */
  addNew(key: Key, id: Id): void {
    const ids = this.#sets[key];
    if (!Array.isArray(ids)) {
      this.add(key, id);
    } else if (ids.at(-1) !== id) {
      if (ids.length <= MOST_SEARCHED) {
        this.#sets[key] = [...ids, id];
      } else {
        ids.push(id);
      }
    }
  }

  delete(key: Key, id: Id): void {
    const ids = this.#sets[key];
    if (typeof ids !== 'object') {
      if (ids === id) {
        this.#sets[key] = undefined;
      }
    } else if (!Array.isArray(ids)) {
      ids.delete(id);
    } else if (ids.length > MOST_SEARCHED) {
      const set = new Set(ids);
      set.delete(id);
      this.#sets[key] = set;
    } else {
      this.#sets[key] = ids.filter((one) => one !== id);
    }
  }

  /** Removes all ids from the set of `key`. */
  clear(key: Key): void {
    if (key < this.#sets.length) {
      this.#sets[key] = undefined;
    }
  }
}
