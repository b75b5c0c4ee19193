import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import {
  type FactTerms,
  factTerms,
  relaxedFactTerms,
} from '../../src/analysis/facts/fact-terms.ts';
import { Facts } from '../../src/analysis/facts/facts.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import { type BlockId, blockId, type ValueId } from '../../src/ir/ids.ts';
import {
  mapTargets,
  type PhiInstr,
  returnConstant,
  successors,
  type Terminator,
} from '../../src/ir/ir.ts';
import type { PassContext } from '../../src/pass/pass.ts';
import { GrowingTree } from '../../src/support/growing-tree.ts';
import { type Destination, EdgeWalker } from './edge-walker.ts';
import { type Arrival, factsAtJoin } from './join-facts.ts';
import { trimSwitch } from './trim-switch.ts';

/** The operand that a phi gets for a new edge. */
interface Incoming {
  readonly phi: ValueId;
  readonly value: ValueId;
}

/** What is to be done at the end of one block. */
export interface Edit {
  readonly block: BlockId;
  readonly terminator: Terminator;
  /** For the phis at the ends of new edges. */
  readonly incoming: readonly Incoming[];
  /** The edges that were led on, by their old and new ends. */
  readonly threaded: readonly { readonly from: BlockId; readonly to: BlockId }[];
  /** Whether the block's own test was settled, for every edge into it. */
  readonly settled: boolean;
  /** The index of the first instruction that no packet gets past; `null` where there is none. */
  readonly rejectsAt: number | null;
}

/** Where one edge ends after threading. */
interface Route {
  /** The old end. */
  readonly from: BlockId;
  readonly destination: Destination;
  readonly facts: Facts;
}

/** Goes over the filter once and plans all edits, which it does not make. */
export class ThreadingSweep {
  readonly #filter: FilterView;
  readonly #order: readonly BlockId[];
  readonly #terms: FactTerms;
  readonly #walker: EdgeWalker;
  /** The dominator tree of the filter as it will be, as far as the sweep has come. */
  readonly #dominators: GrowingTree;
  readonly #factsAtEnd = new Map<BlockId, Facts>();
  readonly #arrivals = new Map<BlockId, Arrival[]>();
  readonly #edits: Edit[] = [];
  /** The blocks that some edge has been led past, so that their tests were settled there. */
  readonly #passed = new Set<BlockId>();
  /** Edges into such blocks on which the test is open, one for each block. */
  readonly openEdges: { readonly from: BlockId; readonly to: BlockId }[] = [];

  constructor(filter: FilterView, { get, semantics }: PassContext) {
    this.#filter = filter;
    this.#order = get(reversePostorder);
    this.#terms = get(semantics === 'strict' ? factTerms : relaxedFactTerms);
    this.#walker = new EdgeWalker(filter, semantics);
    this.#dominators = new GrowingTree(filter.blockBound, filter.entry);
  }

  /** Whether a block that checks the packet's length lies on a path that was cut short. */
  get skippedChecks(): boolean {
    return this.#walker.skippedChecks;
  }

  run(): readonly Edit[] {
    for (const id of this.#order) {
      const entry = this.#enter(id);
      if (entry !== null) {
        this.#throughBlock(id, entry);
      }
    }
    return this.#edits;
  }

  /** The facts at the start of `id`; `null` where no edge leads there any more. */
  #enter(id: BlockId): Facts | null {
    if (id === this.#filter.entry) {
      return Facts.none(this.#terms);
    }
    const arrivals = this.#arrivals.get(id);
    const [first, ...others] = arrivals ?? [];
    if (arrivals === undefined || first === undefined) {
      return null;
    }
    this.#arrivals.delete(id);
    if (this.#passed.has(id)) {
      this.openEdges.push({ from: first.from, to: id });
    }
    if (this.#isBareReturn(id)) {
      return Facts.none(this.#terms);
    }
    const dominator = others.reduce(
      (common, { from }) => this.#dominators.nearestCommonAncestor(common, from),
      Number(first.from),
    );
    this.#dominators.add(id, dominator);
    const inherited = this.#factsAtEnd.get(blockId(dominator)) ?? Facts.none(this.#terms);
    return others.length === 0
      ? first.facts
      : factsAtJoin(this.#filter, arrivals, { id, inherited });
  }

  #throughBlock(id: BlockId, entry: Facts): void {
    let facts = entry;
    for (const [index, instr] of this.#filter.block(id).instrs.entries()) {
      const after = facts.after(instr);
      if (after === null) {
        this.#edits.push({ ...REJECTION, block: id, rejectsAt: index });
        return;
      }
      facts = after;
    }
    this.#leave(id, facts);
  }

  /** Plans how `id` ends, where `facts` hold, and tells the blocks that it leads to. */
  #leave(id: BlockId, facts: Facts): void {
    this.#factsAtEnd.set(id, facts);
    const { terminator } = this.#filter.block(id);
    const { open, edges } = this.#possibleEdges(terminator, facts);
    const planned = edges.map(({ target, known }) => this.#route(id, target, known));
    const routes = hasConflict(planned) ? planned.map(untouched(this.#filter, id)) : planned;
    for (const { destination, facts: onEdge } of routes) {
      this.#arrive(destination.target, { from: id, facts: onEdge });
    }
    const threaded = routes
      .filter(({ from, destination }) => from !== destination.target)
      .map(({ from, destination }) => ({ from, to: destination.target }));
    for (const { from } of threaded) {
      this.#passed.add(from);
    }
    if (threaded.length > 0 || open !== terminator) {
      this.#edits.push({
        block: id,
        terminator: redirect(open, routes),
        incoming: routes.flatMap(({ destination }) => destination.incoming),
        threaded,
        settled: open !== terminator,
        rejectsAt: null,
      });
    }
  }

  /**
   * The terminator without the edges that `facts` rule out (the same object where there are none),
   * and its edges.
   */
  #possibleEdges(before: Terminator, facts: Facts): PossibleEdges {
    const settled = successors(before).length > 1 ? facts.target(before) : null;
    if (settled !== null) {
      return jumpTo({ target: settled, known: facts });
    }
    const terminator = before.kind === 'switch' ? trimSwitch(before, facts) : before;
    const targets = successors(terminator);
    const edges = targets.map((target) => ({
      target,
      known: this.#isBareReturn(target) ? facts : facts.onEdge(terminator, target),
    }));
    const possible = edges.filter((edge): edge is Edge => edge.known !== null);
    const [only] = possible;
    if (terminator.kind === 'branch' && possible.length === 1 && only !== undefined) {
      return jumpTo(only);
    }
    return {
      open: terminator,
      edges: edges.map(({ target, known }) => ({ target, known: known ?? facts })),
    };
  }

  /** Whether `id` only returns, so that nobody asks what is known there. */
  #isBareReturn(id: BlockId): boolean {
    const { instrs, terminator } = this.#filter.block(id);
    return instrs.length === 0 && terminator.kind === 'return';
  }

  #route(block: BlockId, from: BlockId, facts: Facts): Route {
    return { from, facts, destination: this.#walker.walk({ block, target: from, facts }) };
  }

  #arrive(target: BlockId, arrival: Arrival): void {
    const arrivals = this.#arrivals.get(target);
    if (arrivals === undefined) {
      this.#arrivals.set(target, [arrival]);
    } else if (arrivals.at(-1)?.from !== arrival.from) {
      arrivals.push(arrival);
    } else {
      // Two edges of one block have become one: what only one of them knew is not known.
      arrivals[arrivals.length - 1] = { from: arrival.from, facts: this.#endOf(arrival.from) };
    }
  }

  #endOf(block: BlockId): Facts {
    return this.#factsAtEnd.get(block) ?? Facts.none(this.#terms);
  }
}

/** An edge as it is before threading, and what is known on it. */
interface Edge {
  readonly target: BlockId;
  readonly known: Facts;
}

interface PossibleEdges {
  readonly open: Terminator;
  readonly edges: readonly Edge[];
}

/** How a block ends that no packet gets past. */
const REJECTION: Omit<Edit, 'block' | 'rejectsAt'> = {
  terminator: returnConstant(0),
  incoming: [],
  threaded: [],
  settled: false,
};

const jumpTo = (edge: Edge): PossibleEdges => ({
  open: { kind: 'jump', target: edge.target },
  edges: [edge],
});

/** Whether two edges would end at one block whose phis would have to tell them apart. */
function hasConflict(routes: readonly Route[]): boolean {
  if (routes.every(({ destination }) => destination.incoming.length === 0)) {
    return false;
  }
  const operands = new Map<BlockId, string>();
  return routes.some(({ destination }) => {
    const key = destination.incoming.map(({ value }) => value).join(',');
    const known = operands.get(destination.target);
    operands.set(destination.target, key);
    return known !== undefined && known !== key;
  });
}

/** The edge as it was. */
const untouched =
  (filter: FilterView, block: BlockId) =>
  ({ from, facts }: Route): Route => ({
    from,
    facts,
    destination: { target: from, incoming: phiOperands(filter, from, block) },
  });

/** What the phis of `target` take from `from`. */
function phiOperands(filter: FilterView, target: BlockId, from: BlockId): readonly Incoming[] {
  return filter
    .block(target)
    .instrs.filter((instr): instr is PhiInstr => instr.kind === 'phi')
    .map((phi) => ({ phi: phi.id, value: phi.incoming.get(from) ?? phi.id }));
}

function redirect(terminator: Terminator, routes: readonly Route[]): Terminator {
  const ends = new Map(routes.map(({ from, destination }) => [from, destination.target]));
  const redirected = mapTargets(terminator, (target) => ends.get(target) ?? target);
  const [only, ...others] = successors(redirected);
  return only !== undefined && others.length === 0 ? { kind: 'jump', target: only } : redirected;
}
