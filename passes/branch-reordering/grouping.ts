import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import {
  eachOperand,
  extentOf,
  type GuardInstr,
  type LoadInstr,
  terminatorOperand,
} from '../../src/ir/ir.ts';
import type { Semantics } from '../../src/pass/pass.ts';
import { invariant } from '../../src/support/invariant.ts';
import { MAX_U32 } from '../../src/support/u32.ts';
import { isRejection } from '../edit/rejection.ts';
import { CheckLedger } from './check-ledger.ts';
import type { ChainLink, TestChain } from './test-chain.ts';

/** Tests of one value that are to stand together. */
export interface Group {
  readonly subject: number;
  /** In the order of the chain; those that are moved come after those that stay. */
  readonly links: ChainLink[];
  /** How many of the links stay in place. At least 1. */
  readonly staying: number;
  /** The checks that the moved links leave behind, and have to make when they leave the chain. */
  readonly owed: readonly Owed[];
}

/** A check that a moved link makes: `base + extent`, with a base that is defined there. */
export interface Owed {
  readonly base: ValueId | null;
  readonly extent: number;
}

/** A link that stays behind tests of other values, though a group before them tests its value too. */
export interface KeptLink {
  readonly link: ChainLink;
  /** The last block of that group. */
  readonly behind: BlockId;
  /** Why it stays, in words. */
  readonly reason: string;
}

/** A link is moved across the groups of at most so many other values. */
const MAX_CROSSED = 8;

/**
 * Sorts the links of one chain into groups. Each link goes to the last group of its value where that
 * keeps every verdict, else it starts a new one.
 *
 * A link that moves up crosses the groups behind the one it goes to. The order of tests is of no
 * consequence; that of checks is: a packet too short for a check of a crossed link was rejected before
 * it came to the moved one. So the moved link makes up for the check where it leaves the chain, and
 * only there, since whoever stays in the chain comes to the check anyway. That is right if only the
 * first of the crossed links adds a check, for behind a test that may leave the chain a check is not
 * made for every packet. Where whatever leaves the chain is rejected, checks are like tests, and nothing
 * is owed.
 */
export class Grouping {
  readonly groups: Group[] = [];
  /** In the order of the chain. */
  readonly kept: KeptLink[] = [];
  readonly #filter: FilterView;
  readonly #semantics: Semantics;
  readonly #ledger: CheckLedger;
  readonly #lastOf = new Map<number, number>();
  /** The group that each block of the chain is in, so far. */
  readonly #groupOf = new Map<BlockId, number>();
  readonly #blocks: ReadonlySet<BlockId>;
  /** Whether a packet that fails a check leaves as one that a test sends away, so that order is free. */
  readonly #isConjunction: boolean;

  constructor(
    filter: FilterView,
    { links, exit }: TestChain,
    { numbers, semantics }: { readonly numbers: ValueNumbers; readonly semantics: Semantics },
  ) {
    this.#filter = filter;
    this.#semantics = semantics;
    this.#ledger = new CheckLedger(numbers);
    this.#isConjunction = isRejection(filter, exit);
    this.#blocks = new Set(links.map(({ block }) => block));
    for (const link of links) {
      this.#add(link);
    }
  }

  #add(link: ChainLink): void {
    const index = this.#lastOf.get(link.subject);
    const obstacle = index === undefined ? null : this.#obstacle(link, index);
    if (index !== undefined && obstacle !== null) {
      this.#keep(link, index, obstacle);
    } else if (index !== undefined) {
      const group = this.#group(index);
      group.links.push(link);
      this.#groupOf.set(link.block, index);
      if (index === this.groups.length - 1) {
        this.groups[index] = { ...group, staying: group.links.length };
      }
      return;
    }
    const last = this.groups.length;
    this.#ledger.add(last, link.checks);
    this.groups.push({ subject: link.subject, links: [link], staying: 1, owed: [] });
    this.#lastOf.set(link.subject, last);
    this.#groupOf.set(link.block, last);
  }

  #keep(link: ChainLink, index: number, reason: string): void {
    const behind = this.#group(index).links.at(-1);
    if (index < this.groups.length - 1 && behind !== undefined) {
      this.kept.push({ link, behind: behind.block, reason });
    }
  }

  /** Why `link` can't go to the end of group `index`; `null` where it can: then notes what it owes. */
  #obstacle(link: ChainLink, index: number): string | null {
    const crossed = this.groups.slice(index + 1, index + 2 + MAX_CROSSED);
    if (crossed.length > MAX_CROSSED) {
      return `tests of more than ${MAX_CROSSED} other values stand between`;
    }
    if (!this.#hasOperands(link, index)) {
      return 'it uses what a test between computes';
    }
    if (this.#leavesItsCheck(link, index)) {
      return 'an unchecked load of it relies on a check between';
    }
    if (this.#isConjunction) {
      return null;
    }
    if (!link.checks.every((check) => this.#ledger.covers(index, check))) {
      return 'its own check would reject packets that a test between accepts';
    }
    return this.#semantics === 'relaxed' || this.#makesUpFor(crossed, index)
      ? null
      : 'a check between may reject';
  }

  /** Whether an unchecked load of `link` relies on a check of the chain that group `index` is before. */
  #leavesItsCheck({ block }: ChainLink, index: number): boolean {
    return this.#filter
      .block(block)
      .instrs.some(
        (instr) =>
          instr.kind === 'load' &&
          !instr.checked &&
          this.#ledger.covers(this.groups.length, instr) &&
          !this.#ledger.covers(index, instr),
      );
  }

  /** Whether the checks of the crossed groups are made in time or can be made up for. */
  #makesUpFor(crossed: readonly Group[], index: number): boolean {
    const [next, ...others] = crossed;
    if (next === undefined) {
      return true;
    }
    const group = this.#group(index);
    const later = others.flatMap(({ links }) => links[0]?.checks ?? []);
    if (!later.every((check) => this.#ledger.covers(index + 1, check))) {
      return false;
    }
    if (group.owed.length === 0) {
      const owed = this.#owed(next.links[0]?.checks ?? [], index);
      if (owed === null) {
        return false;
      }
      this.groups[index] = { ...group, owed };
    }
    return true;
  }

  /** Those of `checks` that no group up to `index` makes; `null` where a base is not known there. */
  #owed(checks: readonly (GuardInstr | LoadInstr)[], index: number): readonly Owed[] | null {
    const owed: Owed[] = [];
    for (const check of checks) {
      if (!this.#ledger.covers(index, check)) {
        const extent = extentOf(check);
        const { base } = check;
        if (extent > MAX_U32 || (base !== null && !this.#isDefined(base, index))) {
          return null;
        }
        owed.push({ base, extent });
      }
    }
    return owed;
  }

  /** Whether all that `link` uses is a constant, or defined by itself, up to group `index`, or outside. */
  #hasOperands({ block }: ChainLink, index: number): boolean {
    const { instrs, terminator } = this.#filter.block(block);
    let areDefined = true;
    const check = (value: ValueId): void => {
      areDefined &&=
        this.#filter.definition(value).kind === 'const' ||
        this.#filter.definitionBlock(value) === block ||
        this.#isDefined(value, index);
    };
    for (const instr of instrs) {
      eachOperand(instr, check);
    }
    const tested = terminatorOperand(terminator);
    if (tested !== null) {
      check(tested);
    }
    return areDefined;
  }

  #group(index: number): Group {
    const group = this.groups[index];
    invariant(group !== undefined, `there is no group ${index}`);
    return group;
  }

  #isDefined(value: ValueId, index: number): boolean {
    const block = this.#filter.definitionBlock(value);
    const group = this.#groupOf.get(block);
    return group === undefined ? !this.#blocks.has(block) : group <= index;
  }
}
