import { AnalysisCache } from '../../analysis/analysis.ts';
import { reversePostorder } from '../../analysis/control-flow/reverse-postorder.ts';
import { isCheck, isDivision, isKernelLoad } from '../../ir/effect.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../ir/ids.ts';
import {
  type Address,
  type BasicBlock,
  extentOf,
  type GuardInstr,
  type Instr,
  type KernelInstr,
  type LoadInstr,
  type PhiInstr,
  successors,
  type Terminator,
} from '../../ir/ir.ts';
import { KERNEL_OPS } from '../../ir/kernel-ops.ts';
import { invariant } from '../../support/invariant.ts';
import { inCase, leadsTo } from './edge-terms.ts';
import type { TermId } from './term.ts';
import type { TermAddress, TermGraph } from './term-graph.ts';

/** When a block is entered. */
export interface BlockEntry {
  readonly block: BlockId;
  /** A truth. */
  readonly entered: TermId;
}

/**
 * What a filter computes, as terms over one packet.
 *
 * A value becomes one term, whatever the path; that of a phi chooses by the truths that lead into
 * its block. The verdict is built from the returns backwards, so that a block reached on many paths
 * is one term. Both are linear in the filter.
 *
 * Unchecked loads must be in reach of a check, as the verifier makes sure.
 */
export class FilterTerm {
  readonly #graph: TermGraph;
  readonly #filter: FilterView;
  readonly #order: readonly BlockId[];
  readonly #values: (TermId | undefined)[] = [];
  /** Whether control comes to a block, checks that reject on the way left aside. */
  readonly #entered: (TermId | undefined)[] = [];
  /** How many numbers the kernel has drawn on the way to the end of a block, at most. */
  readonly #drawn: number[] = [];

  constructor(graph: TermGraph, filter: FilterView) {
    this.#graph = graph;
    this.#filter = filter;
    this.#order = new AnalysisCache(filter).get(reversePostorder);
    this.#sweep();
  }

  /** The verdict, an i32. */
  verdict(): TermId {
    return this.#backward((instr) => this.#survives(instr));
  }

  /**
   * The verdict were no load past the end of the packet to reject it but to yield any bytes. Guards
   * and divisions reject as ever.
   */
  lenientVerdict(): TermId {
    return this.#backward((instr) =>
      instr.kind === 'load' ? this.#graph.truth(true) : this.#survives(instr),
    );
  }

  /** For each block, in topological order, whether a packet enters it. */
  entries(): readonly BlockEntry[] {
    const graph = this.#graph;
    const entered: (TermId | undefined)[] = [];
    entered[this.#filter.entry] = graph.truth(true);
    for (const id of this.#order) {
      const { instrs, terminator } = this.#filter.block(id);
      const passed = instrs.reduce(
        (so, instr) => graph.and(this.#survives(instr), so),
        entered[id] ?? graph.truth(false),
      );
      for (const target of successors(terminator)) {
        const edge = graph.and(this.#leadsTo(terminator, target), passed);
        entered[target] = graph.or(entered[target] ?? graph.truth(false), edge);
      }
    }
    return this.#order.map((block) => ({ block, entered: entered[block] ?? graph.truth(false) }));
  }

  /** Gives each value its term, operands before users. */
  #sweep(): void {
    const needsEntered = this.#hasPhis();
    const { entry } = this.#filter;
    for (const id of this.#order) {
      const block = this.#filter.block(id);
      this.#drawn[id] = this.#filter
        .predecessors(id)
        .reduce((most, from) => Math.max(most, this.#drawn[from] ?? 0), 0);
      for (const instr of block.instrs) {
        if (instr.kind !== 'guard') {
          this.#values[instr.id] = this.#term(instr, block);
        }
      }
      if (needsEntered) {
        this.#entered[id] = id === entry ? this.#graph.truth(true) : this.#entering(id);
      }
    }
  }

  #hasPhis(): boolean {
    for (const { instrs } of this.#filter.blocks()) {
      if (instrs[0]?.kind === 'phi') {
        return true;
      }
    }
    return false;
  }

  #entering(id: BlockId): TermId {
    return this.#filter
      .predecessors(id)
      .map((from) => this.#taken(from, id))
      .reduceRight((rest, one) => this.#graph.or(one, rest));
  }

  /** Whether the edge is taken, checks that reject on the way left aside. */
  #taken(from: BlockId, to: BlockId): TermId {
    const entered = this.#entered[from];
    invariant(entered !== undefined, `b${from} does not come before b${to}`);
    return this.#graph.and(this.#leadsTo(this.#filter.block(from).terminator, to), entered);
  }

  #term(instr: Exclude<Instr, GuardInstr>, block: BasicBlock): TermId {
    const graph = this.#graph;
    switch (instr.kind) {
      case 'const':
      case 'const64':
        return graph.constant(instr.value);
      case 'input':
        return graph.input(instr.input);
      case 'load':
        return graph.load(this.#address(instr), instr.width, instr.order);
      case 'unary':
        return graph.unary(instr.op, this.value(instr.operand));
      case 'binary':
        return graph.binary(instr.op, instr.type, this.value(instr.lhs), this.value(instr.rhs));
      case 'kernel':
        return graph.kernel(
          instr.op,
          instr.operands.map((operand) => this.value(operand)),
          this.#draw(instr, block.id),
        );
      case 'select':
        return graph.ite(
          graph.truthOf(this.value(instr.test)),
          this.value(instr.ifTrue),
          this.value(instr.ifFalse),
        );
      case 'phi':
        return this.#phi(instr, block.id);
    }
  }

  /**
   * Numbers that are drawn in one run are told apart by how many at most are drawn before them. Those that
   * nobody uses don't count, so that they may go.
   */
  #draw({ id, op }: KernelInstr, block: BlockId): number {
    const drawn = this.#drawn[block] ?? 0;
    if (KERNEL_OPS[op].repeatable || this.#filter.useCount(id) === 0) {
      return 0;
    }
    this.#drawn[block] = drawn + 1;
    return drawn;
  }

  /** The operand of the edge that is taken; exactly one is. */
  #phi({ id, incoming }: PhiInstr, block: BlockId): TermId {
    const operands = [...incoming].map(([from, value]) => [from, this.value(value)] as const);
    const [last, ...others] = operands.reverse();
    invariant(last !== undefined, `phi v${id} has no operand`);
    return others.reduce(
      (rest, [from, term]) =>
        term === rest ? rest : this.#graph.ite(this.#taken(from, block), term, rest),
      last[1],
    );
  }

  /** The term of a value of the filter. */
  value(id: ValueId): TermId {
    const term = this.#values[id];
    invariant(term !== undefined, `v${id} is used before it is defined`);
    return term;
  }

  #address({ base, offset }: Address): TermAddress {
    return { base: base === null ? null : this.value(base), offset };
  }

  /** Whether `terminator`, if control comes to it, leads to `target`: a truth. */
  #leadsTo(terminator: Terminator, target: BlockId): TermId {
    return leadsTo(this.#graph, terminator, target, (id) => this.value(id));
  }

  #backward(survives: (instr: Instr) => TermId): TermId {
    const graph = this.#graph;
    const reject = graph.constant(0);
    const verdicts: (TermId | undefined)[] = [];
    for (const id of [...this.#order].reverse()) {
      const { instrs, terminator } = this.#filter.block(id);
      let verdict = this.#end(terminator, verdicts);
      for (let index = instrs.length - 1; index >= 0; index -= 1) {
        const instr = instrs[index];
        verdict = instr === undefined ? verdict : graph.ite(survives(instr), verdict, reject);
      }
      verdicts[id] = verdict;
    }
    const verdict = verdicts[this.#filter.entry];
    invariant(verdict !== undefined, 'the entry has no verdict');
    return verdict;
  }

  /** Whether the packet gets past `instr`: a truth. */
  #survives(instr: Instr): TermId {
    const graph = this.#graph;
    if (isCheck(instr)) {
      return graph.reaches(this.#extent(instr));
    }
    if (isDivision(instr)) {
      const zero = graph.constant(instr.type === 'i32' ? 0 : 0n);
      return graph.compare('ne', instr.type, this.value(instr.rhs), zero);
    }
    if (isKernelLoad(instr)) {
      const [address] = instr.operands;
      const { width } = KERNEL_OPS[instr.op];
      invariant(address !== undefined && width !== null, `v${instr.id} loads from nowhere`);
      return graph.kernelFinds(instr.op, width, this.value(address));
    }
    return graph.truth(true);
  }

  #extent(instr: LoadInstr | GuardInstr): TermAddress {
    return { ...this.#address(instr), offset: extentOf(instr) };
  }

  #end(terminator: Terminator, verdicts: readonly (TermId | undefined)[]): TermId {
    const graph = this.#graph;
    const after = (target: BlockId): TermId => {
      const verdict = verdicts[target];
      invariant(verdict !== undefined, `b${target} is on a cycle`);
      return verdict;
    };
    switch (terminator.kind) {
      case 'jump':
        return after(terminator.target);
      case 'branch': {
        const test = graph.truthOf(this.value(terminator.test));
        return graph.ite(test, after(terminator.ifTrue), after(terminator.ifFalse));
      }
      case 'switch':
        return [...terminator.cases]
          .reverse()
          .reduce(
            (rest, one) =>
              graph.ite(inCase(graph, this.value(terminator.value), one), after(one.target), rest),
            after(terminator.otherwise),
          );
      case 'return':
        return terminator.verdict.kind === 'constant'
          ? graph.constant(terminator.verdict.value)
          : this.value(terminator.verdict.value);
    }
  }
}
