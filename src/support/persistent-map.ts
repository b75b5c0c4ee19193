/** Bits of the hash that one level of the trie uses. */
const LEVEL_BITS = 4;
const LEVEL_MASK = (1 << LEVEL_BITS) - 1;
const HASH_BITS = 32;

interface Entry<Value> {
  readonly first: number;
  readonly second: number;
  readonly value: Value;
}

/** The entries whose hashes are all alike: more than one only where the whole hash is used up. */
type Leaf<Value> = readonly Entry<Value>[];

interface Branch<Value> {
  /** The bit of each digit that has a child. */
  readonly digits: number;
  /** The children in the order of their digits. */
  readonly children: readonly Node<Value>[];
}

type Node<Value> = Leaf<Value> | Branch<Value>;

/**
 * A map from pairs of numbers (each an integer in [-1, 2^32)) that is never changed: `with` yields
 * another map, which shares almost all with the first. Look-ups and `with` take O(log n).
 *
 * Source: Bagwell, "Ideal Hash Trees", 2001.
 */
export class PersistentMap<Value> {
  readonly #root: Node<Value> | null;

  constructor();
  /** @internal */
  constructor(root: Node<Value>);
  constructor(root: Node<Value> | null = null) {
    this.#root = root;
  }

  get(first: number, second: number): Value | undefined {
    let node = this.#root;
    for (let hash = hashOf(first, second); node !== null; hash >>>= LEVEL_BITS) {
      if (isLeaf(node)) {
        return find(node, first, second)?.value;
      }
      node = childAt(node, hash & LEVEL_MASK);
    }
    return undefined;
  }

  /** This map, but with `value` for the pair. */
  with(first: number, second: number, value: Value): PersistentMap<Value> {
    const entry = { first, second, value };
    return new PersistentMap(
      this.#root === null ? [entry] : insert(this.#root, entry, { depth: 0 }),
    );
  }
}

const isLeaf = <Value>(node: Node<Value>): node is Leaf<Value> => Array.isArray(node);

function find<Value>(leaf: Leaf<Value>, first: number, second: number): Entry<Value> | undefined {
  return leaf.find((entry) => entry.first === first && entry.second === second);
}

function childAt<Value>({ digits, children }: Branch<Value>, digit: number): Node<Value> | null {
  const bit = 1 << digit;
  return (digits & bit) === 0 ? null : (children[countBits(digits & (bit - 1))] ?? null);
}

/** `depth` is the number of hash bits used up above `node`. Recurses at most 8 deep. */
function insert<Value>(
  node: Node<Value>,
  entry: Entry<Value>,
  { depth }: { readonly depth: number },
): Node<Value> {
  if (isLeaf(node)) {
    return insertAtLeaf(node, entry, depth);
  }
  const digit = digitOf(entry, depth);
  const bit = 1 << digit;
  const index = countBits(node.digits & (bit - 1));
  const child = node.children[index];
  if (child === undefined || (node.digits & bit) === 0) {
    return { digits: node.digits | bit, children: node.children.toSpliced(index, 0, [entry]) };
  }
  const children = node.children.slice();
  children[index] = insert(child, entry, { depth: depth + LEVEL_BITS });
  return { digits: node.digits, children };
}

function insertAtLeaf<Value>(leaf: Leaf<Value>, entry: Entry<Value>, depth: number): Node<Value> {
  const others = leaf.filter(
    ({ first, second }) => first !== entry.first || second !== entry.second,
  );
  const [other] = others;
  if (other === undefined || depth >= HASH_BITS) {
    return [...others, entry];
  }
  const branch = { digits: 1 << digitOf(other, depth), children: [others] };
  return insert(branch, entry, { depth });
}

const digitOf = ({ first, second }: Entry<unknown>, depth: number): number =>
  (hashOf(first, second) >>> depth) & LEVEL_MASK;

/** Mixes the pair into 32 bits. Source: the finalizer of MurmurHash3 (Appleby, 2011). */
function hashOf(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e37_79b1) ^ Math.imul(second, 0x85eb_ca77);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The number of ones among the low 16 bits of `word`, the others being 0. */
function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555);
  bits = (bits & 0x3333) + ((bits >>> 2) & 0x3333);
  bits = (bits + (bits >>> 4)) & 0x0f0f;
  return (bits + (bits >>> 8)) & 0x1f;
}
