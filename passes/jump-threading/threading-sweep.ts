import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import {
  type FactTerms,
  factTerms,
  relaxedFactTerms,
} from '../../src/analysis/facts/fact-terms.ts';
import { Facts } from '../../src/analysis/facts/facts.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import { type BlockId, blockId } from '../../src/ir/ids.ts';
import { returnConstant, type Terminator } from '../../src/ir/ir.ts';
import type { PassContext } from '../../src/pass/pass.ts';
import { GrowingTree } from '../../src/support/growing-tree.ts';
import { EdgeWalker } from './edge-walker.ts';
import { type Arrival, factsAtJoin } from './join-facts.ts';
import { isBareReturn, possibleEdges } from './possible-edges.ts';
import { isThreaded, type Route, withoutConflict } from './route.ts';

/** What is to be done at the end of one block. */
export interface Edit {
  readonly block: BlockId;
  /** How it ends, its edges where they lead before they are led on. */
  readonly open: Terminator;
  /** Where each of those edges leads then. */
  readonly routes: readonly Route[];
  /** Whether the block's own test was settled, for every edge into it. */
  readonly settled: boolean;
  /** The index of the first instruction that no packet gets past; `null` where there is none. */
  readonly rejectsAt: number | null;
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

  constructor(filter: FilterView, context: PassContext) {
    const { get, semantics } = context;
    this.#filter = filter;
    this.#order = get(reversePostorder);
    this.#terms = get(semantics === 'strict' ? factTerms : relaxedFactTerms);
    this.#walker = new EdgeWalker(filter, context);
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
    if (isBareReturn(this.#filter, id)) {
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
    const { open, edges } = possibleEdges(this.#filter, terminator, facts);
    const planned = edges.map(({ target, known }) => this.#route(id, target, known));
    const routes = withoutConflict(this.#filter, id, planned);
    for (const { destination, facts: onEdge } of routes) {
      this.#arrive(destination.target, { from: id, facts: onEdge });
    }
    const threaded = routes.filter(isThreaded);
    for (const { from } of threaded) {
      this.#passed.add(from);
    }
    if (threaded.length > 0 || open !== terminator) {
      this.#edits.push({
        block: id,
        open,
        routes,
        settled: open !== terminator,
        rejectsAt: null,
      });
    }
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

/** How a block ends that no packet gets past. */
const REJECTION: Omit<Edit, 'block' | 'rejectsAt'> = {
  open: returnConstant(0),
  routes: [],
  settled: false,
};
