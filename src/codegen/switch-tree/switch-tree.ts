import type { BlockId } from '../../ir/ids.ts';

/** Where a comparison leads: the index of the next one, or `~` the index of an exit. */
export type TreeLink = number;

/** The index of the exit to which a link leads that is no index of a comparison. */
export const exitOf = (link: TreeLink): number => ~link;

/**
 * The comparisons by which a switch finds its target, by their index. Each stands before those that
 * it leads to, what lies on its true side before what lies on its false side. Lists of many thousand
 * take no object for each.
 */
export interface SwitchTree {
  /** The targets of the switch, each once. */
  readonly exits: readonly BlockId[];
  /** The first comparison; where the switch has one target only, that. */
  readonly root: TreeLink;
  /** How many comparisons there are: the length of the lists below. */
  readonly size: number;
  /** Whether a comparison asks for one number, by 1; else for that or a larger one. */
  readonly isEqual: readonly number[];
  /** What the value is compared with. */
  readonly numbers: readonly number[];
  readonly whenTrue: readonly TreeLink[];
  readonly whenFalse: readonly TreeLink[];
}

/**
 * The comparisons of `tree` from `root` up to `end`, which are all those behind a link to `root`, as a
 * tree of their own. Linear in its size.
 */
export function subtree(tree: SwitchTree, root: TreeLink, end: number): SwitchTree {
  const relative = (link: TreeLink): TreeLink => (link < 0 ? link : link - root);
  return {
    exits: tree.exits,
    root: 0,
    size: end - root,
    isEqual: tree.isEqual.slice(root, end),
    numbers: tree.numbers.slice(root, end),
    whenTrue: tree.whenTrue.slice(root, end).map(relative),
    whenFalse: tree.whenFalse.slice(root, end).map(relative),
  };
}

/**
 * Collects the nodes of a switch tree. A link is named by a number: twice that of the node that it
 * starts from for its true side, and one more for its false side.
 */
export class TreeNodes {
  /** The link that leads to the tree itself. */
  static readonly ROOT = -1;
  #root = 0;
  /** The index of each exit. */
  readonly #exits = new Map<BlockId, number>();
  readonly #isEqual: number[] = [];
  readonly #numbers: number[] = [];
  readonly #whenTrue: TreeLink[] = [];
  readonly #whenFalse: TreeLink[] = [];

  static whenTrue(node: number): number {
    return 2 * node;
  }

  static whenFalse(node: number): number {
    return 2 * node + 1;
  }

  /** Adds a comparison with `number`, a u32, to which `link` leads. Yields its index. */
  add(link: number, isEqual: boolean, number: number): number {
    const node = this.#numbers.push(number) - 1;
    this.#isEqual.push(isEqual ? 1 : 0);
    this.#whenTrue.push(0);
    this.#whenFalse.push(0);
    this.#set(link, node);
    return node;
  }

  /** Has `link` lead to the block `target`. */
  lead(link: number, target: BlockId): void {
    let exit = this.#exits.get(target);
    if (exit === undefined) {
      exit = this.#exits.size;
      this.#exits.set(target, exit);
    }
    this.#set(link, ~exit);
  }

  finish(): SwitchTree {
    return {
      exits: [...this.#exits.keys()],
      root: this.#root,
      size: this.#numbers.length,
      isEqual: this.#isEqual,
      numbers: this.#numbers,
      whenTrue: this.#whenTrue,
      whenFalse: this.#whenFalse,
    };
  }

  #set(link: number, to: number): void {
    if (link === TreeNodes.ROOT) {
      this.#root = to;
    } else if ((link & 1) === 0) {
      this.#whenTrue[link >> 1] = to;
    } else {
      this.#whenFalse[link >> 1] = to;
    }
  }
}
