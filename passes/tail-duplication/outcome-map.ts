import type { KnownOutcomes } from './known-outcomes.ts';

interface Entry<T> {
  readonly known: KnownOutcomes;
  readonly value: T;
}

/** Something for each set of known outcomes. The keys must not change. */
export class OutcomeMap<T> {
  /** By hash. */
  readonly #entries = new Map<number, Entry<T>[]>();
  readonly #values: T[] = [];

  /** In the order in which they were added. */
  get values(): readonly T[] {
    return this.#values;
  }

  /** What there is for `known`; otherwise what `make` yields, which is kept. */
  getOrAdd(known: KnownOutcomes, make: () => T): T {
    const hash = hashOf(known);
    const entries = this.#entries.get(hash);
    const entry = entries?.find((one) => isSame(one.known, known));
    if (entry !== undefined) {
      return entry.value;
    }
    const value = make();
    this.#values.push(value);
    if (entries === undefined) {
      this.#entries.set(hash, [{ known, value }]);
    } else {
      entries.push({ known, value });
    }
    return value;
  }
}

/** FNV-1a, by words. Source: Fowler, Noll, Vo and Eastlake, "The FNV Non-Cryptographic Hash Algorithm". */
function hashOf(known: KnownOutcomes): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < known.length; index += 1) {
    hash = Math.imul(hash ^ (known[index] ?? 0), 0x0100_0193);
    hash ^= hash >>> 15;
  }
  return hash;
}

function isSame(a: KnownOutcomes, b: KnownOutcomes): boolean {
  for (let index = 0; index < a.length; index += 1) {
    if (a[index] !== b[index]) {
      return false;
    }
  }
  return true;
}
