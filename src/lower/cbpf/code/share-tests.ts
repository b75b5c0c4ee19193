import { codeOf } from '../../../isa/cbpf/opcodes.ts';
import { invariant } from '../../../support/invariant.ts';
import { predecessorCounts, topologicalOrder } from './block-layout.ts';
import type { Label, MachineBlock, MachineCode, MachineEnd } from './machine-code.ts';

const EQUAL: number = codeOf('jeq', 'immediate');

/** A longer chain is left as it is: a list, that has its own order. */
const LONGEST_CHAIN = 64;

/** A test of A for one number, and where it leads. */
interface EqualityTest {
  readonly k: number;
  readonly ifTrue: Label;
}

/** A test is moved behind so many others: what it is for is found that much later. */
const MOST_CROSSED = 1;

/**
 * Tests of A for different numbers, one after another, so that their order is free: the first ends a
 * block, each other is a block of its own that only the one before leads to.
 */
interface Chain {
  readonly labels: Label[];
  readonly tests: EqualityTest[];
  /** How many tests stay with the code before them: to share the first would take a jump. */
  readonly bound: 0 | 1;
}

/**
 * Orders tests of A for numbers so that chains end alike, and shares what is alike then.
 *
 *     ldb [23]            ldb [20]                 ldb [23]            ldb [20]
 *     jeq #6, acc         jeq #6, acc              jeq #6, acc, L      jeq #6, acc
 *     jeq #17, acc, rej   jeq #17, acc        =>   L: jeq #17, acc, rej   jeq #44, frag, L
 *                         jeq #44, frag, rej
 *
 * From the last tests to the first, so that more than one can be shared; but only one is moved behind
 * others for it, as each is asked later then. Linear in the code, times the tests that are shared at the
 * end of one chain.
 */
export function shareTests(code: MachineCode): MachineCode {
  const { blocks, entry } = code;
  const changed: MachineBlock[] = [...blocks];
  const waiting = new Map<Label, Chain[]>();
  for (const [end, chain] of chainsOf(code)) {
    addAll(waiting, end, [chain]);
  }
  const moved = new Set<Chain>();
  for (const [end, chains] of waiting) {
    waiting.delete(end);
    for (const [shared, sharing] of shareLast(changed, { end, chains, moved })) {
      addAll(waiting, shared, sharing);
    }
  }
  return { blocks: changed, entry, order: topologicalOrder({ blocks: changed, entry }) };
}

function addAll(chains: Map<Label, Chain[]>, end: Label, more: readonly Chain[]): void {
  const some = chains.get(end) ?? [];
  chains.set(end, some);
  for (const chain of more) {
    some.push(chain);
  }
}

/** The chains with tests that could be shared, with where they lead when no test holds. */
function chainsOf({ blocks, entry, order }: MachineCode): readonly (readonly [Label, Chain])[] {
  const entries = predecessorCounts(blocks, entry);
  const linked = new Uint8Array(blocks.length);
  const chains: (readonly [Label, Chain])[] = [];
  for (const label of order) {
    const block = blocks[label];
    if (linked[label] === 1 || block === undefined || !isEquality(block.end)) {
      continue;
    }
    const [end, chain] = chainFrom(blocks, label, entries);
    for (const link of chain.labels) {
      linked[link] = 1;
    }
    if (chain.tests.length <= LONGEST_CHAIN && canShare(chain)) {
      chains.push([end, chain]);
    }
  }
  return chains;
}

function chainFrom(
  blocks: readonly MachineBlock[],
  first: Label,
  entries: Int32Array,
): readonly [end: Label, Chain] {
  const bound = blocks[first]?.code.length === 0 ? 0 : 1;
  const chain: Chain = { labels: [], tests: [], bound };
  const numbers = new Set<number>();
  let label = first;
  for (;;) {
    const block = blocks[label];
    const isLink = label === first || (entries[label] === 1 && block?.code.length === 0);
    if (!isLink || block === undefined || !isEquality(block.end) || numbers.has(block.end.k)) {
      return [label, chain];
    }
    chain.labels.push(label);
    chain.tests.push(block.end);
    numbers.add(block.end.k);
    label = block.end.ifFalse;
  }
}

const canShare = ({ tests, bound }: Chain): boolean => tests.length > bound;

const isEquality = (end: MachineEnd): end is MachineEnd & { readonly kind: 'test' } =>
  end.kind === 'test' && end.code === EQUAL;

/** Chains that all lead to `end`, and those among them of which a test was moved. */
interface Rivals {
  readonly end: Label;
  readonly chains: readonly Chain[];
  readonly moved: Set<Chain>;
}

/**
 * Lets chains have their last test in common where that can be. Yields them by the label of that test,
 * without it.
 */
function shareLast(
  blocks: MachineBlock[],
  { end, chains, moved }: Rivals,
): ReadonlyMap<Label, readonly Chain[]> {
  const left = new Set(chains.filter(canShare));
  const found = new Map<Label, readonly Chain[]>();
  for (const { test, chains: having } of chainsByTest(left, moved)) {
    const sharing = having.filter((chain) => left.has(chain));
    if (sharing.length > 1) {
      for (const chain of sharing) {
        left.delete(chain);
        if (!isSameTest(chain.tests.at(-1), test)) {
          moved.add(chain);
        }
      }
      found.set(shareTest(blocks, end, sharing, test), sharing);
    }
  }
  return found;
}

/** The chains that could end in a test. */
interface Sharers {
  readonly test: EqualityTest;
  readonly chains: Chain[];
}

/** The chains that could end in each test, the test that most have first, then that which stands last. */
function chainsByTest(chains: Iterable<Chain>, moved: ReadonlySet<Chain>): readonly Sharers[] {
  const all: Sharers[] = [];
  const byNumber = new Map<number, Sharers[]>();
  for (const chain of chains) {
    const movable = moved.has(chain) ? 1 : 1 + MOST_CROSSED;
    for (const test of chain.tests.slice(-movable).reverse()) {
      const similar = byNumber.get(test.k) ?? [];
      byNumber.set(test.k, similar);
      const same = similar.find((one) => isSameTest(one.test, test));
      if (same === undefined) {
        const sharers = { test, chains: [chain] };
        similar.push(sharers);
        all.push(sharers);
      } else {
        same.chains.push(chain);
      }
    }
  }
  return all
    .filter((one) => one.chains.length > 1)
    .sort((one, other) => other.chains.length - one.chains.length);
}

const isSameTest = (one: EqualityTest | undefined, other: EqualityTest): boolean =>
  one !== undefined && one.k === other.k && one.ifTrue === other.ifTrue;

/** Moves `shared` to the end of each of `chains`, and has them share it. Yields its label. */
function shareTest(
  blocks: MachineBlock[],
  end: Label,
  chains: readonly Chain[],
  shared: EqualityTest,
): Label {
  const popped = chains.map(({ labels, tests }) => {
    const [test] = tests.splice(
      tests.findIndex((some) => isSameTest(some, shared)),
      1,
    );
    const last = labels.pop();
    invariant(test !== undefined && last !== undefined, 'a chain has no test to share');
    setTest(blocks, last, test, end);
    return last;
  });
  // Others may lead to a chain of which nothing is left.
  const [first = end] = popped;
  const label = popped.find((_, index) => chains[index]?.labels.length === 0) ?? first;
  for (const chain of chains) {
    link(blocks, chain, label);
  }
  return label;
}

/** Writes the tests of a chain into its blocks. */
function link(blocks: MachineBlock[], { labels, tests }: Chain, end: Label): void {
  for (const [index, label] of labels.entries()) {
    const test = tests[index];
    if (test !== undefined) {
      setTest(blocks, label, test, labels[index + 1] ?? end);
    }
  }
}

function setTest(
  blocks: MachineBlock[],
  label: Label,
  { k, ifTrue }: EqualityTest,
  ifFalse: Label,
): void {
  blocks[label] = {
    code: blocks[label]?.code ?? [],
    end: { kind: 'test', code: EQUAL, k, ifTrue, ifFalse },
  };
}
