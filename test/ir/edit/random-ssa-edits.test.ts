import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interpret } from '../../../src/interpret/interpret.ts';
import { type EditSummary, SsaEdits } from '../../../src/ir/edit/ssa-edits.ts';
import type { Filter } from '../../../src/ir/filter.ts';
import type { BlockId, ValueId } from '../../../src/ir/ids.ts';
import { type Instr, successors } from '../../../src/ir/ir.ts';
import { phisOf } from '../../../src/ir/phis.ts';
import { printFilter } from '../../../src/ir/print.ts';
import { pick } from '../../../src/source/ir/generate/filter-genes.ts';
import { verify } from '../../../src/verify/verify.ts';
import { filters } from '../../generators/filters.ts';
import { packetRecipes } from '../../generators/packets.ts';
import { expectConsistent } from '../recount.ts';

type Gene = readonly [kind: number, a: number, b: number, c: number];

const gene: fc.Arbitrary<Gene> = fc.tuple(
  fc.nat({ max: 99 }),
  fc.nat({ max: 0xffff }),
  fc.nat({ max: 0xffff }),
  fc.nat({ max: 0xffff }),
);

/** A block that is passed on an edge from `from`, where its branch is known to hold or fail. */
interface KnownOutcome {
  readonly from: BlockId;
  readonly block: BlockId;
  readonly holds: boolean;
}

/**
 * Makes the branches of some blocks have a known outcome on the edge from one of their predecessors, by a
 * phi that tells that edge, into which no edit looks.
 */
function knowOutcomes(filter: Filter, genes: readonly Gene[]): readonly KnownOutcome[] {
  const known = new Map<BlockId, KnownOutcome>();
  for (const [, a, b, c] of genes) {
    const { id, terminator } = pick([...filter.blocks()], a);
    const predecessors = filter.predecessors(id);
    if (terminator.kind === 'branch' && predecessors.length > 0 && !known.has(id)) {
      const from = pick(predecessors, b);
      const holds = c % 2 === 1;
      settleBranch(filter, { block: id, from, test: terminator.test, holds });
      known.set(id, { from, block: id, holds });
    }
  }
  return [...known.values()];
}

/** Makes the test of `block` come out as `holds` on the edge from `from`. */
function settleBranch(
  filter: Filter,
  branch: {
    readonly block: BlockId;
    readonly from: BlockId;
    readonly test: ValueId;
    readonly holds: boolean;
  },
): void {
  const { block, from, test, holds } = branch;
  const one = filter.append(filter.entry, { kind: 'const', value: 1 });
  const zero = filter.append(filter.entry, { kind: 'const', value: 0 });
  const phis = phisOf(filter.block(block));
  const isFrom = filter.newValue();
  const edges = filter.predecessors(block).map((id) => [id, id === from ? one : zero] as const);
  filter.setInstrs(block, [
    ...phis,
    { kind: 'phi', id: isFrom, type: 'i32', incoming: new Map(edges) },
    ...filter.block(block).instrs.slice(phis.length),
  ]);
  const settled = filter.append(block, {
    kind: 'select',
    type: 'i32',
    test: isFrom,
    ifTrue: holds ? one : zero,
    ifFalse: test,
  });
  filter.setTerminatorOperand(block, settled);
}

/** Copies blocks for some of their predecessors, and passes blocks where their outcome is known. */
function editAtRandom(
  filter: Filter,
  known: readonly KnownOutcome[],
  genes: readonly Gene[],
): EditSummary {
  const edits = new SsaEdits(filter);
  for (const [kind, a, b] of genes) {
    if (kind < 30 && known.length > 0) {
      pass(filter, edits, pick(known, a));
    } else {
      copyForSome(filter, edits, { block: pick([...filter.blocks()], a).id, bits: b });
    }
  }
  return edits.finish();
}

function pass(filter: Filter, edits: SsaEdits, { from, block, holds }: KnownOutcome): void {
  const { terminator } = filter.block(block);
  if (terminator.kind === 'branch' && filter.predecessors(block).includes(from)) {
    edits.redirectPast([from], [block], holds ? terminator.ifTrue : terminator.ifFalse);
  }
}

function copyForSome(
  filter: Filter,
  edits: SsaEdits,
  { block, bits }: { readonly block: BlockId; readonly bits: number },
): void {
  const predecessors = filter.predecessors(block);
  const moved = predecessors.filter((_, index) => ((bits >> (index % 16)) & 1) === 1);
  if (block !== filter.entry) {
    const copy = edits.duplicate(block);
    for (const from of moved) {
      edits.redirect(from, block, copy);
    }
  }
}

/** The phis that take one value from all predecessors. */
const trivialPhis = (filter: Filter): readonly Instr[] =>
  [...filter.blocks()].flatMap((block) =>
    phisOf(block).filter(({ incoming }) => new Set(incoming.values()).size === 1),
  );

test('copies and redirections keep every verdict and yield valid filters', () => {
  fc.assert(
    fc.property(
      filters({ maxBlocks: 10 }),
      fc.array(gene, { maxLength: 4 }),
      fc.array(gene, { minLength: 1, maxLength: 8 }),
      fc.array(packetRecipes, { minLength: 4, maxLength: 8 }),
      (made, outcomes, genes, sent) => {
        const filter = made.build();
        const known = knowOutcomes(filter, outcomes);
        expect(verify(filter)).toEqual([]);
        const before = filter.clone();
        editAtRandom(filter, known, genes);
        const text = () => `${printFilter(before)}\nbecame\n${printFilter(filter)}`;
        // Unchecked loads are for the caller to look after.
        const violations = verify(filter).filter(({ code }) => code !== 'IR_UNGUARDED');
        expect(violations, text()).toEqual([]);
        expectConsistent(filter);
        for (const recipe of sent) {
          const packet = recipe.packetFor(before);
          expect(interpret(filter, packet), text()).toBe(interpret(before, packet));
        }
        expect(trivialPhis(filter), text()).toEqual([]);
      },
    ),
    { numRuns: 1_500 },
  );
});

test('all blocks reachable from a copy are reachable: none is left without predecessors', () => {
  fc.assert(
    fc.property(
      filters({ maxBlocks: 10 }),
      fc.array(gene, { minLength: 1, maxLength: 8 }),
      (made, genes) => {
        const filter = made.build();
        editAtRandom(filter, [], genes);
        for (const { id, terminator } of filter.blocks()) {
          expect(id === filter.entry || filter.predecessorCount(id) > 0).toBe(true);
          expect(new Set(successors(terminator)).size).toBe(successors(terminator).length);
        }
        const values = new Set<ValueId>(
          [...filter.blocks()].flatMap(({ instrs }) => instrs.map(({ id }) => id)),
        );
        expect(values.size).toBe(
          [...filter.blocks()].reduce((sum, { instrs }) => sum + instrs.length, 0),
        );
      },
    ),
    { numRuns: 300 },
  );
});
