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
  /** How many comparisons there are; the lists below may be longer. */
  readonly size: number;
  /** Whether a comparison asks for one number, by 1; else for that or a larger one. */
  readonly isEqual: Uint8Array;
  /** What the value is compared with. */
  readonly numbers: Uint32Array;
  readonly whenTrue: Int32Array;
  readonly whenFalse: Int32Array;
}

/**
 * The part of `tree` to which a link of it leads, by itself: of as many comparisons as stand in a row,
 * since what lies behind one comparison does. Linear in its size.
 */
export function subtree(tree: SwitchTree, root: TreeLink, end: number): SwitchTree {
  const relative = (link: TreeLink): TreeLink => (link < 0 ? link : link - root);
  return {
    exits: tree.exits,
    root: 0,
    size: end - root,
    isEqual: tree.isEqual.subarray(root, end),
    numbers: tree.numbers.subarray(root, end),
    whenTrue: tree.whenTrue.subarray(root, end).map(relative),
    whenFalse: tree.whenFalse.subarray(root, end).map(relative),
  };
}

/** How many nodes there is room for at first. */
const FEW_NODES = 16;

/**
 * Collects the nodes of a switch tree in arrays that grow. A link is named by a number: twice that of
 * the node that it starts from for its true side, and one more for its false side.
 */
export class TreeNodes {
  /** The link that leads to the tree itself. */
  static readonly ROOT = -1;
  #root = 0;
  #size = 0;
  /** The index of each exit. */
  readonly #exits = new Map<BlockId, number>();
  #isEqual = new Uint8Array(FEW_NODES);
  #numbers = new Uint32Array(FEW_NODES);
  #whenTrue = new Int32Array(FEW_NODES);
  #whenFalse = new Int32Array(FEW_NODES);

  static whenTrue(node: number): number {
    return 2 * node;
  }

  static whenFalse(node: number): number {
    return 2 * node + 1;
  }

  /** Adds a comparison with `number`, a u32, to which `link` leads. Yields its index. */
  add(link: number, isEqual: boolean, number: number): number {
    const node = this.#size;
    if (node === this.#numbers.length) {
      this.#grow();
    }
    this.#size += 1;
    this.#isEqual[node] = isEqual ? 1 : 0;
    this.#numbers[node] = number;
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
    const size = this.#size;
    return {
      exits: [...this.#exits.keys()],
      root: this.#root,
      size,
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

  #grow(): void {
    const length = 2 * this.#numbers.length;
    const isEqual = new Uint8Array(length);
    const numbers = new Uint32Array(length);
    const whenTrue = new Int32Array(length);
    const whenFalse = new Int32Array(length);
    isEqual.set(this.#isEqual);
    numbers.set(this.#numbers);
    whenTrue.set(this.#whenTrue);
    whenFalse.set(this.#whenFalse);
    this.#isEqual = isEqual;
    this.#numbers = numbers;
    this.#whenTrue = whenTrue;
    this.#whenFalse = whenFalse;
  }
}
