import { AnalysisCache } from '../analysis/analysis.ts';
import { dominatorTree } from '../analysis/control-flow/dominator-tree.ts';
import { reversePostorder } from '../analysis/control-flow/reverse-postorder.ts';
import type { FilterView } from '../ir/filter-view.ts';
import type { BasicBlock, SwitchCase } from '../ir/ir.ts';
import { groupBy } from '../support/group-by.ts';
import { blockText } from './block-text.ts';
import { NumberTexts } from './number-text.ts';

/** The control-flow graph of a filter, as drawings show it. */
export interface ControlFlowGraph {
  /** In reverse postorder, the entry first. */
  readonly blocks: readonly GraphBlock[];
  /** By the block that they leave, in its order: the true edge before the false one. */
  readonly edges: readonly GraphEdge[];
}

/** A basic block. */
export interface GraphBlock {
  /** The number of the block: 3 for `b3`. */
  readonly id: number;
  /** What it does, line by line, with constants where they are used; empty for nothing. */
  readonly text: string;
  /** The number of the value that the last line tests without naming it; absent for none. */
  readonly test?: number;
  /** The verdict of a block that does nothing but return a constant; absent for any other. */
  readonly verdict?: number;
  /** How many packets of the profile enter it; absent without one. */
  readonly count?: number;
}

/** When control takes an edge. */
export type GraphEdgeKind = 'true' | 'false' | 'jump' | 'case';

/** A way from one block to another. */
export interface GraphEdge {
  /** The numbers of the blocks. */
  readonly from: number;
  readonly to: number;
  readonly kind: GraphEdgeKind;
  /** The values of a switch that lead here: `tcp, udp, 50–51`; absent on other edges. */
  readonly cases?: string;
  /** How often control goes this way, 0 to 1; absent where it is not known. */
  readonly probability?: number;
}

/** The most values of one edge that are named; the others are counted. */
const MAX_CASES = 3;

/** The most characters that they take together, but for the first. */
const MAX_CASE_COLUMNS = 20;

/** The control-flow graph of `filter` as it is now. Linear in its size. */
export function controlFlowGraph(filter: FilterView): ControlFlowGraph {
  const analyses = new AnalysisCache(filter);
  const order = analyses.get(reversePostorder).map((id) => filter.block(id));
  const numbers = new NumberTexts(filter, analyses.get(dominatorTree));
  return {
    blocks: order.map((block) => ({
      id: block.id,
      ...blockText(filter, block, numbers),
      ...constantVerdict(block),
      ...(block.count === undefined ? {} : { count: block.count }),
    })),
    edges: order.flatMap((block) =>
      exits(block, numbers).map((exit) => ({ from: block.id, ...exit })),
    ),
  };
}

function constantVerdict({ instrs, terminator }: BasicBlock): Pick<GraphBlock, 'verdict'> {
  return instrs.length === 0 &&
    terminator.kind === 'return' &&
    terminator.verdict.kind === 'constant'
    ? { verdict: terminator.verdict.value }
    : {};
}

type Exit = Omit<GraphEdge, 'from'>;

function exits({ id, terminator }: BasicBlock, numbers: NumberTexts): readonly Exit[] {
  switch (terminator.kind) {
    case 'jump':
      return [{ to: terminator.target, kind: 'jump' }];
    case 'branch': {
      const { ifTrue, ifFalse, probability } = terminator;
      const odds = (share: (taken: number) => number): Pick<GraphEdge, 'probability'> =>
        probability === undefined ? {} : { probability: share(probability) };
      return [
        { to: ifTrue, kind: 'true', ...odds((taken) => taken) },
        { to: ifFalse, kind: 'false', ...odds((taken) => 1 - taken) },
      ];
    }
    case 'switch': {
      const { value } = terminator;
      const textOf = ({ low, high }: SwitchCase): string =>
        low === high ? numbers.textOf(id, value, low) : numbers.rangeOf(id, value, { low, high });
      return [
        ...[...groupBy(terminator.cases, ({ target }) => target)].map(
          ([to, cases]): Exit => ({ to, kind: 'case', cases: caseText(cases, textOf) }),
        ),
        { to: terminator.otherwise, kind: 'false', cases: 'else' },
      ];
    }
    case 'return':
      return [];
  }
}

function caseText(cases: readonly SwitchCase[], textOf: (one: SwitchCase) => string): string {
  const [first = '', ...others] = cases.slice(0, MAX_CASES).map(textOf);
  const named = [first];
  for (const other of others) {
    if ([...named, other].join(', ').length > MAX_CASE_COLUMNS) {
      break;
    }
    named.push(other);
  }
  const left = cases.length - named.length;
  return left > 0 ? `${named.join(', ')} +${left}` : named.join(', ');
}
