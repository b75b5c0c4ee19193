import type { Label, MachineBlock, MachineEnd } from './machine-code.ts';

/** No block. */
const NONE = -1;

/**
 * Blocks of machine code by what they do, so that one stands for all that do the same. A hash table
 * without a key in memory for each block: programs for lists have hundreds of thousands.
 */
export class BlockTable {
  /** The first block with each hash, by its index below; a power of 2 of them. */
  readonly #heads: Int32Array;
  /** The next one with the same hash, by the index of each. */
  readonly #next: number[] = [];
  readonly #blocks: MachineBlock[] = [];
  readonly #labels: Label[] = [];

  /** @param capacity how many blocks there are to be, about. */
  constructor(capacity: number) {
    this.#heads = new Int32Array(2 ** Math.ceil(Math.log2(capacity + 2))).fill(NONE);
  }

  /** The label of the first block given here that does what `block` does: `label` if none has. */
  intern(block: MachineBlock, label: Label): Label {
    const slot = hashOf(block) & (this.#heads.length - 1);
    const head = this.#heads[slot] ?? NONE;
    for (let at = head; at !== NONE; at = this.#next[at] ?? NONE) {
      const known = this.#blocks[at];
      if (known !== undefined && isSameCode(known, block) && isSameEnd(known.end, block.end)) {
        return this.#labels[at] ?? label;
      }
    }
    this.#heads[slot] = this.#blocks.length;
    this.#next.push(head);
    this.#blocks.push(block);
    this.#labels.push(label);
    return label;
  }
}

function hashOf({ code, end }: MachineBlock): number {
  let hash = 0;
  for (const instr of code) {
    hash = mix(mix(hash, instr.code), instr.k);
  }
  switch (end.kind) {
    case 'jump':
      return mix(hash, end.target);
    case 'test':
      return mix(mix(mix(mix(hash, end.code), end.k), end.ifTrue), end.ifFalse);
    case 'switch':
      return end.targets.reduce(mix, end.tree.numbers.reduce(mix, hash));
    case 'return':
      return mix(mix(hash, end.code), end.k);
  }
}

/** A step of MurmurHash3 (Appleby, 2011), and a part of its finalizer, as only low bits are used. */
function mix(hash: number, word: number): number {
  const next = Math.imul(hash ^ Math.imul(word, 0xcc9e_2d51), 0x85eb_ca6b);
  return next ^ (next >>> 15);
}

function isSameCode({ code: some }: MachineBlock, { code: others }: MachineBlock): boolean {
  if (some.length !== others.length) {
    return false;
  }
  return some.every(({ code, k }, index) => code === others[index]?.code && k === others[index]?.k);
}

function isSameEnd(one: MachineEnd, other: MachineEnd): boolean {
  switch (one.kind) {
    case 'jump':
      return other.kind === 'jump' && one.target === other.target;
    case 'test':
      return (
        other.kind === 'test' &&
        one.code === other.code &&
        one.k === other.k &&
        one.ifTrue === other.ifTrue &&
        one.ifFalse === other.ifFalse
      );
    case 'switch':
      return other.kind === 'switch' && isSameSwitch(one, other);
    case 'return':
      return other.kind === 'return' && one.code === other.code && one.k === other.k;
  }
}

type MachineSwitch = Extract<MachineEnd, { readonly kind: 'switch' }>;

function isSameSwitch(one: MachineSwitch, other: MachineSwitch): boolean {
  const [tree, another] = [one.tree, other.tree];
  return (
    isSame(one.targets, other.targets) &&
    (tree === another ||
      (isSame(tree.numbers, another.numbers) &&
        isSame(tree.isEqual, another.isEqual) &&
        isSame(tree.whenTrue, another.whenTrue) &&
        isSame(tree.whenFalse, another.whenFalse)))
  );
}

const isSame = (some: readonly number[], others: readonly number[]): boolean =>
  some.length === others.length && some.every((one, index) => one === others[index]);
