import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { NAMED_PIPELINES } from '../../src/compiler/named-pipelines.ts';
import { compileExpression } from '../../src/frontend/pcap-filter/compile.ts';
import { Filter } from '../../src/ir/filter.ts';
import type { Uses } from '../../src/ir/filter-view.ts';
import { type BlockId, blockId, type ValueId, valueId } from '../../src/ir/ids.ts';
import {
  type BasicBlock,
  type Instr,
  returnConstant,
  type SwitchCase,
  type Terminator,
} from '../../src/ir/ir.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { verify } from '../../src/verify/verify.ts';

/** Counts what passes ask of a filter, in units of constant cost. */
class CountingFilter extends Filter {
  work = 0;

  override block(id: BlockId): BasicBlock {
    this.work += 1;
    return super.block(id);
  }

  override definition(id: ValueId): Instr {
    this.work += 1;
    return super.definition(id);
  }

  override blocks(): readonly BasicBlock[] {
    const found = super.blocks();
    this.work += found.length;
    return found;
  }

  override useCount(id: ValueId): number {
    this.work += 1;
    return super.useCount(id);
  }

  override predecessors(id: BlockId): readonly BlockId[] {
    const found = super.predecessors(id);
    this.work += 1 + found.length;
    return found;
  }

  override uses(id: ValueId): Uses {
    const found = super.uses(id);
    this.work += 1 + found.instrs.length + found.terminators.length;
    return found;
  }

  override setInstrs(id: BlockId, instrs: readonly Instr[]): void {
    this.work += 1 + instrs.length;
    super.setInstrs(id, instrs);
  }

  override setTerminator(id: BlockId, terminator: Terminator): void {
    this.work += 1;
    super.setTerminator(id, terminator);
  }
}

/** Writes blocks one after the other. */
class Blocks {
  readonly blocks: BasicBlock[] = [];
  #values = 0;

  /** Adds a block with `instrs`, which are given the ids that they will have. */
  add(make: (next: () => ValueId) => readonly Instr[], terminator: (last: ValueId) => Terminator) {
    const next = (): ValueId => {
      this.#values += 1;
      return valueId(this.#values - 1);
    };
    const instrs = make(next);
    const last = instrs.at(-1)?.id ?? valueId(0);
    const id = blockId(this.blocks.length);
    this.blocks.push({ id, instrs, terminator: terminator(last) });
  }
}

const load = (id: ValueId, offset: number): Instr => ({
  kind: 'load',
  id,
  base: null,
  offset,
  width: 4,
  order: 'network',
  checked: true,
});

/** The test of a load for a constant, as instructions. */
const compare =
  (offset: number, constant: number) =>
  (next: () => ValueId): readonly Instr[] => {
    const [lhs, rhs, id] = [next(), next(), next()];
    return [
      load(lhs, offset),
      { kind: 'const', id: rhs, value: constant },
      { kind: 'binary', id, op: 'eq', type: 'i32', lhs, rhs },
    ];
  };

const to = (ifTrue: number, ifFalse: number) => (test: ValueId) =>
  ({ kind: 'branch', test, ifTrue: blockId(ifTrue), ifFalse: blockId(ifFalse) }) as const;

/** A list of alternatives, each of which asks the same first and then something of its own. */
function alternatives(size: number): Filter {
  const blocks = new Blocks();
  const count = Math.floor(size / 2);
  for (let index = 0; index < count; index += 1) {
    const at = 2 * index;
    blocks.add(compare(12, 0x800), to(at + 1, at + 2));
    blocks.add(compare(26, index), to(2 * count + 1, at + 2));
  }
  blocks.add(
    () => [],
    () => returnConstant(0),
  );
  blocks.add(
    () => [],
    () => returnConstant(1),
  );
  return new CountingFilter('alternatives', blocks.blocks);
}

/** Many edges that know an outcome, into a long chain of tests for it. */
function settledChain(size: number): Filter {
  const blocks = new Blocks();
  const count = Math.floor(size / 2);
  for (let index = 0; index < count; index += 1) {
    blocks.add(compare(26, index), to(count, index + 1 === count ? 2 * count + 1 : index + 1));
  }
  for (let index = count; index < 2 * count; index += 1) {
    const isLast = index + 1 === 2 * count;
    blocks.add(compare(26, count), to(2 * count, isLast ? 2 * count + 1 : index + 1));
  }
  blocks.add(
    () => [],
    () => returnConstant(0),
  );
  blocks.add(
    () => [],
    () => returnConstant(1),
  );
  return new CountingFilter('settled-chain', blocks.blocks);
}

/** One switch with a target of its own for each case. */
function wideSwitch(size: number): Filter {
  const blocks = new Blocks();
  const cases: SwitchCase[] = [];
  for (let index = 1; index < size; index += 1) {
    cases.push({ low: index, high: index, target: blockId(index) });
  }
  blocks.add(
    (next) => [load(next(), 12)],
    (value) => ({ kind: 'switch', value, cases, otherwise: blockId(size) }),
  );
  for (let index = 1; index <= size; index += 1) {
    blocks.add(
      () => [],
      () => returnConstant(index % 7),
    );
  }
  return new CountingFilter('wide-switch', blocks.blocks);
}

/** A straight line of blocks with a guard each, and loads that rely on them. */
function guardedLine(size: number): Filter {
  const blocks = new Blocks();
  for (let index = 0; index < size; index += 1) {
    blocks.add(
      (next) => [{ kind: 'guard', id: next(), base: null, offset: 4 + index }, load(next(), index)],
      () => ({ kind: 'jump', target: blockId(index + 1) }),
    );
  }
  blocks.add(
    () => [],
    () => returnConstant(1),
  );
  return new CountingFilter('guarded-line', blocks.blocks);
}

/** Diamonds one behind the other, each with a phi that the next one tests. */
function diamonds(size: number): Filter {
  const blocks = new Blocks();
  blocks.add((next) => [load(next(), 0)], to(1, 2));
  let value = valueId(0);
  for (let at = 1; at < size; at += 3) {
    const [left, right] = [valueId(3 * ((at - 1) / 3) + 1), valueId(3 * ((at - 1) / 3) + 2)];
    const before = value;
    const join = { kind: 'jump', target: blockId(at + 2) } as const;
    blocks.add(
      (next) => [load(next(), at)],
      () => join,
    );
    blocks.add(
      (next) => [load(next(), at + 1)],
      () => join,
    );
    const incoming = new Map([
      [blockId(at), left],
      [blockId(at + 1), before === value ? right : before],
    ]);
    blocks.add((next) => [{ kind: 'phi', id: next(), type: 'i32', incoming }], to(at + 3, at + 4));
    value = valueId(3 * ((at - 1) / 3) + 3);
  }
  blocks.add(
    () => [],
    () => returnConstant(0),
  );
  blocks.add(
    () => [],
    () => returnConstant(1),
  );
  return new CountingFilter('diamonds', blocks.blocks);
}

/** The shapes, with the number of blocks to begin with. */
const SHAPES = [
  { name: 'alternatives', make: alternatives, size: 10_000 },
  { name: 'settled chain', make: settledChain, size: 2_000 },
  { name: 'wide switch', make: wideSwitch, size: 2_000 },
  { name: 'guarded line', make: guardedLine, size: 2_000 },
  { name: 'diamonds', make: diamonds, size: 2_000 },
] as const;

function workOf(filter: Filter, pipeline: string): number {
  runPasses(filter, parsePipeline(pipeline, builtinPasses));
  return filter instanceof CountingFilter ? filter.work : Number.NaN;
}

describe.each(SHAPES)('$name', ({ make, size }) => {
  test('is a valid filter', () => {
    expect(verify(make(100))).toEqual([]);
  });

  test.each([...builtinPasses.keys()])('%s is linear', (pass) => {
    const small = workOf(make(size), pass);
    const large = workOf(make(5 * size), pass);
    expect(small).toBeGreaterThan(size / 2);
    expect(large / small).toBeLessThan(5.5);
  });
});

describe('the rounds that O2 needs do not grow with the list', () => {
  const lists: Readonly<Record<string, (index: number) => string>> = {
    hosts: (index) => `host 10.0.${index >> 8}.${index & 255}`,
    nets: (index) => `net 10.${index >> 8}.${index & 255}.0/24`,
    ports: (index) => `port ${index + 1}`,
    'destination ports': (index) => `tcp dst port ${index + 1}`,
    pairs: (index) => `(host 10.0.${index >> 8}.${index & 255} and port ${index + 1})`,
    'mixed rules': (index) =>
      index % 2 === 0
        ? `(tcp and dst port ${index + 1})`
        : `(udp and src net 10.${index >> 8}.${index & 255}.0/24)`,
  };

  test.each(Object.keys(lists))('%s', (name) => {
    const term = lists[name] ?? String;
    const applications = [200, 600].map((count) => {
      const text = Array.from({ length: count }, (_, index) => term(index)).join(' or ');
      const { filter } = compileExpression(text);
      return runPasses(filter, parsePipeline(NAMED_PIPELINES.O2.text, builtinPasses)).length;
    });
    const [few = 0, many = 0] = applications;
    expect(many).toBeLessThanOrEqual(few);
  });
});
