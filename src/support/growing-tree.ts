/**
 * A rooted tree that grows by leaves and answers nearest common ancestors. Nodes are small integers
 * given by the caller, each added once, after its parent.
 *
 * Each node keeps a second, farther ancestor (its jump), chosen so that a climb takes O(log n)
 * steps; adding takes constant time.
 *
 * Source: Myers, "An Applicative Random-Access Stack", 1983.
 */
export class GrowingTree {
  readonly #parent: number[];
  readonly #jump: number[];
  readonly #depth: number[];

  /** A tree of the single node `root`, for nodes in [0, bound). */
  constructor(bound: number, root: number) {
    this.#parent = new Array<number>(bound).fill(-1);
    this.#jump = new Array<number>(bound).fill(-1);
    this.#depth = new Array<number>(bound).fill(-1);
    this.#parent[root] = root;
    this.#jump[root] = root;
    this.#depth[root] = 0;
  }

  /** Adds `node` below `parent`, which is in the tree. */
  add(node: number, parent: number): void {
    const jump = this.#jumpOf(parent);
    const isBalanced =
      this.depth(parent) - this.depth(jump) === this.depth(jump) - this.depth(this.#jumpOf(jump));
    this.#parent[node] = parent;
    this.#jump[node] = isBalanced ? this.#jumpOf(jump) : parent;
    this.#depth[node] = this.depth(parent) + 1;
  }

  has(node: number): boolean {
    return this.depth(node) >= 0;
  }

  /** The number of edges from the root; -1 for a node that is not in the tree. */
  depth(node: number): number {
    return this.#depth[node] ?? -1;
  }

  /** The node above `node`; the root is its own parent. */
  parent(node: number): number {
    return this.#parent[node] ?? -1;
  }

  /** Whether `ancestor` is `node` or above it, in O(log n). */
  isAncestor(ancestor: number, node: number): boolean {
    return this.#ancestorAt(node, this.depth(ancestor)) === ancestor;
  }

  /** The deepest node that is above or equal to both, in O(log n). */
  nearestCommonAncestor(a: number, b: number): number {
    const depth = Math.min(this.depth(a), this.depth(b));
    let x = this.#ancestorAt(a, depth);
    let y = this.#ancestorAt(b, depth);
    while (x !== y) {
      const jumpsAgree = this.#jumpOf(x) === this.#jumpOf(y);
      x = jumpsAgree ? this.parent(x) : this.#jumpOf(x);
      y = jumpsAgree ? this.parent(y) : this.#jumpOf(y);
    }
    return x;
  }

  /** The ancestor of `node` at `depth`, or `node` where it is not deeper. */
  #ancestorAt(node: number, depth: number): number {
    let at = node;
    while (this.depth(at) > depth) {
      at = this.depth(this.#jumpOf(at)) >= depth ? this.#jumpOf(at) : this.parent(at);
    }
    return at;
  }

  #jumpOf(node: number): number {
    return this.#jump[node] ?? -1;
  }
}
