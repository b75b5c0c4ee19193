import { Filter } from '../../../ir/filter.ts';
import { type BlockId, blockId, type ValueId, valueId } from '../../../ir/ids.ts';
import {
  type BasicBlock,
  type Instr,
  type InstrDraft,
  type LoadWidth,
  returnConstant,
  successors,
  type Terminator,
} from '../../../ir/ir.ts';
import type { BinaryOp } from '../../../ir/ops.ts';
import type { Random } from '../../../support/random.ts';

/** How the tests of a chain compare, each as often as it stands here. */
const COMPARISONS: readonly (readonly BinaryOp[])[] = [
  ['eq'],
  ['eq'],
  ['ne'],
  ['eq', 'ne'],
  ['eq', 'eq', 'ugt', 'ult', 'uge', 'ule'],
  ['ugt', 'ult', 'uge', 'ule'],
];

const WIDTHS: readonly LoadWidth[] = [1, 1, 2, 4];
const MASKS: readonly number[] = [0x0f, 0xf0, 0xff, 0xfffc, 0xffffff00];

/** The tested constants lie in a window of so many numbers. */
const SPREAD = 12;

/** The most tests in a chain. */
const MAX_TESTS = 14;

/** In percent, how many links switch. */
const SWITCHES = 5;

/** In percent, how many links lead elsewhere than most. */
const DETOURS = 5;

/** The blocks behind the tests, by their distance from the last. */
const [REJECT, ACCEPT, JOIN] = [0, 1, 2] as const;

/** In percent, how many links test something else than one of the values, by chain. */
const ODDITY: readonly number[] = [0, 0, 10, 40];

/**
 * A random filter of the kind that lists of addresses and ports make: tests of one or a few values
 * for numbers near to each other, one behind the other, most of which lead to the same block.
 * Among them are some that load, divide, switch, or are reached from elsewhere.
 */
export function randomChain(random: Random): Filter {
  const filter = new Filter('random', new ChainMaker(random).blocks());
  filter.removeUnreachable();
  return filter;
}

class ChainMaker {
  readonly #random: Random;
  readonly #comparisons: readonly BinaryOp[];
  readonly #values: ValueId[] = [];
  readonly #base: number;
  readonly #tests: number;
  /** Where most tests lead that lead away: a return, or a block with a phi. */
  readonly #exit: BlockId;
  /** In percent, how many tests lead away where they hold. */
  readonly #polarity: number;
  /** In percent, how many links test what only they load or compute. */
  readonly #oddity: number;
  #nextValue = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#comparisons = random.pick(COMPARISONS);
    this.#base = random.pick([0, 20, 80, 248, 248, 0xfff8, 0x7ffffffc, 0xfffffff0]);
    this.#tests = random.between(3, MAX_TESTS);
    this.#exit = blockId(this.#tests + (random.percent(20) ? JOIN : ACCEPT));
    this.#polarity = random.pick([100, 100, 0, 50]);
    this.#oddity = random.pick(ODDITY);
  }

  /** The entry, the tests, and the blocks that they lead to; not all need be reachable. */
  blocks(): readonly BasicBlock[] {
    const entry: Instr[] = [];
    for (let count = this.#random.pick([1, 2, 2, 3]); count > 0; count -= 1) {
      this.#addValue(entry);
    }
    const [one, two] = [this.#constant(entry, 1), this.#constant(entry, 2)];
    const links: BasicBlock[] = Array.from({ length: this.#tests }, (_, index) => {
      const instrs = index === 0 ? entry : [];
      return { id: blockId(index), instrs, terminator: this.#link(index, instrs) };
    });
    const joined = links.filter(({ terminator }) => successors(terminator).includes(this.#join));
    const incoming = new Map(joined.map(({ id }) => [id, this.#random.pick([one, one, two])]));
    const phi: Instr = { kind: 'phi', id: this.#newValue(), type: 'i32', incoming };
    const verdict = { kind: 'value', value: phi.id } as const;
    return [
      ...links,
      this.#end(REJECT, returnConstant(0)),
      this.#end(ACCEPT, returnConstant(0xffff)),
      ...(joined.length === 0
        ? []
        : [{ ...this.#end(JOIN, { kind: 'return', verdict }), instrs: [phi] }]),
    ];
  }

  get #join(): BlockId {
    return blockId(this.#tests + JOIN);
  }

  #end(which: number, terminator: Terminator): BasicBlock {
    return { id: blockId(this.#tests + which), instrs: [], terminator };
  }

  /** A load or a length, sometimes masked. */
  #addValue(instrs: Instr[]): void {
    const random = this.#random;
    const whole = random.percent(10)
      ? this.#append(instrs, { kind: 'input', input: 'wirelen' })
      : this.#append(instrs, {
          kind: 'load',
          width: random.pick(WIDTHS),
          order: 'network',
          checked: true,
          base: null,
          offset: random.below(24),
        });
    this.#values.push(
      random.percent(25) ? this.#binary(instrs, 'and', whole, random.pick(MASKS)) : whole,
    );
  }

  #link(index: number, instrs: Instr[]): Terminator {
    const next = blockId(index + 1);
    const value = this.#tested(instrs);
    if (this.#random.percent(SWITCHES)) {
      const low = this.#near();
      const high = Math.min(low + this.#random.below(3), 0xffff_ffff);
      const cases = [{ low, high, target: this.#exit }];
      return { kind: 'switch', value, cases, otherwise: next };
    }
    const test = this.#binary(instrs, this.#random.pick(this.#comparisons), value, this.#near());
    const away = this.#away(index);
    const leavesOnTrue = this.#random.percent(this.#polarity);
    const [ifTrue, ifFalse] = leavesOnTrue ? [away, next] : [next, away];
    return ifTrue === ifFalse
      ? { kind: 'jump', target: next }
      : { kind: 'branch', test, ifTrue, ifFalse };
  }

  /** One of the values, or sometimes what a load or a division of its own yields. */
  #tested(instrs: Instr[]): ValueId {
    const value = this.#random.pick(this.#values);
    if (!this.#random.percent(this.#oddity)) {
      return value;
    }
    if (this.#random.percent(25)) {
      this.#addValue(instrs);
      return this.#values.pop() ?? value;
    }
    const rhs = this.#random.pick(this.#values);
    const op = this.#random.pick(['div', 'mod', 'xor', 'sub'] as const);
    return this.#append(instrs, { kind: 'binary', type: 'i32', op, lhs: value, rhs });
  }

  #away(index: number): BlockId {
    const ahead = Math.min(index + 2 + this.#random.below(2), this.#tests + REJECT);
    return this.#random.percent(DETOURS) ? blockId(ahead) : this.#exit;
  }

  #near(): number {
    return Math.min(this.#base + this.#random.below(SPREAD), 0xffff_ffff);
  }

  #binary(instrs: Instr[], op: BinaryOp, lhs: ValueId, constant: number): ValueId {
    const rhs = this.#constant(instrs, constant);
    return this.#append(instrs, { kind: 'binary', type: 'i32', op, lhs, rhs });
  }

  #constant(instrs: Instr[], value: number): ValueId {
    return this.#append(instrs, { kind: 'const', value });
  }

  #append(instrs: Instr[], draft: InstrDraft): ValueId {
    const id = this.#newValue();
    instrs.push({ ...draft, id } as Instr);
    return id;
  }

  #newValue(): ValueId {
    this.#nextValue += 1;
    return valueId(this.#nextValue - 1);
  }
}
