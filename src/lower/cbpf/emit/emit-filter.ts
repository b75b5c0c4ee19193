import type { SwitchTrees } from '../../../codegen/switch-tree/build-tree.ts';
import { isKernelLoad, isRepeatable, mayDivideByZero } from '../../../ir/effect.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId } from '../../../ir/ids.ts';
import type {
  BasicBlock,
  BranchTerminator,
  SwitchTerminator,
  Terminator,
  Verdict,
} from '../../../ir/ir.ts';
import { InvariantError, invariant } from '../../../support/invariant.ts';
import { usedPhis } from '../allocate/phi-homes.ts';
import type { ScratchPlan } from '../allocate/scratch-plan.ts';
import { Temporaries } from '../allocate/temporaries.ts';
import type { GuardPlan } from '../guards/guard-plan.ts';
import { isList } from '../legalize/tree-prices.ts';
import { type EmittedCode, type Label, OP } from '../machine/machine-code.ts';
import type { Selection } from '../select/selection.ts';
import { BranchEmitter } from './branch-emitter.ts';
import { CodeBuilder } from './code-builder.ts';
import { emitGuard } from './emit-guard.ts';
import { emitPhis } from './emit-phis.ts';
import type { Evaluator } from './evaluator.ts';
import type { Usage } from './usage.ts';

/**
 * How many instructions to emit at most, however short the filter, and per value and block of it.
 * Only values that are computed again and again for want of scratch memory take more.
 */
const SHORTEST_LIMIT = 100_000;
const MOST_PER_PART = 16;

/** What the emission of a filter's code works from. */
export interface EmissionParts {
  readonly filter: FilterView;
  /** How the switches find their targets, by the blocks that they end. */
  readonly trees: SwitchTrees;
  /** The blocks, each after its predecessors. */
  readonly order: readonly BlockId[];
  readonly selection: Selection;
  readonly scratch: ScratchPlan;
  readonly guards: GuardPlan;
  readonly usage: Usage;
}

/** The code of a filter, and where its parts went. */
export interface Emission extends EmittedCode {
  /** A value for which there was no scratch word to wait in: the code is not right; else `null`. */
  readonly exhausted: number | null;
}

/** Emits the code of a filter, but for the checks of loads that it does not do and guards. */
export function emitFilter(parts: EmissionParts): Emission {
  const emitter = new FilterEmitter(parts);
  for (const id of parts.order) {
    emitter.emitBlock(parts.filter.block(id));
  }
  return emitter.finish();
}

/** An edge from one block to another. */
interface Edge {
  readonly target: BlockId;
  /** Where the code of the edge starts: at the target, if it has none. */
  readonly label: Label;
}

class FilterEmitter {
  readonly #parts: EmissionParts;
  readonly #builder: CodeBuilder;
  readonly #temporaries = new Temporaries();
  readonly #branches: BranchEmitter;
  readonly #heads: (Label | undefined)[] = [];

  constructor(parts: EmissionParts) {
    this.#parts = parts;
    const { filter, trees, selection, scratch, usage } = parts;
    const size = [...trees.values()].reduce((sum, tree) => sum + tree.size, 0);
    this.#builder = new CodeBuilder(
      SHORTEST_LIMIT + MOST_PER_PART * (filter.valueBound + filter.blockBound + size),
    );
    this.#branches = new BranchEmitter({
      builder: this.#builder,
      selection,
      scratch,
      temporaries: this.#temporaries,
      usage,
      spanOf: (value) => filter.definition(value).span,
    });
    for (const id of parts.order) {
      this.#heads[id] = this.#builder.newLabel();
    }
  }

  get #evaluator(): Evaluator {
    return this.#branches.evaluator;
  }

  emitBlock({ id, instrs, terminator }: BasicBlock): void {
    const { filter, guards, scratch, usage } = this.#parts;
    usage.enterBlock(id, this.#builder.length);
    this.#temporaries.reserved = scratch.reserved(id);
    if (id === filter.entry) {
      this.#builder.startEntry(this.#head(id));
    } else {
      this.#builder.start(this.#head(id));
    }
    this.#builder.about(undefined);
    for (const guard of guards.atBlock(id)) {
      emitGuard(guard, this.#builder, this.#evaluator);
    }
    for (const instr of instrs) {
      if (mayDivideByZero(instr, filter) || isKernelLoad(instr) || !isRepeatable(instr)) {
        this.#evaluator.run(() => this.#evaluator.needA(instr.id));
      }
    }
    if (this.#builder.reachable) {
      this.#builder.about('span' in terminator ? terminator.span : undefined);
      this.#emitTerminator(id, terminator);
    }
  }

  finish(): Emission {
    return {
      code: this.#builder.finish(this.#head(this.#parts.filter.entry)),
      heads: this.#heads,
      exhausted: this.#temporaries.exhausted,
    };
  }

  #head(block: BlockId): Label {
    const label = this.#heads[block];
    if (label === undefined) {
      throw new InvariantError(`b${block} is not reachable`);
    }
    return label;
  }

  #emitTerminator(id: BlockId, terminator: Terminator): void {
    switch (terminator.kind) {
      case 'jump':
        this.#emitEdge(id, terminator.target);
        break;
      case 'branch':
        this.#emitBranch(id, terminator);
        break;
      case 'switch':
        this.#emitSwitch(id, terminator);
        break;
      case 'return':
        this.#emitReturn(terminator.verdict);
    }
  }

  #emitBranch(id: BlockId, { test, ifTrue, ifFalse }: BranchTerminator): void {
    const whenTrue = this.#edgeTo(id, ifTrue);
    const whenFalse = this.#edgeTo(id, ifFalse);
    this.#evaluator.run(() => this.#branches.branchOn(test, whenTrue.label, whenFalse.label));
    this.#emitEdges(id, [whenTrue, whenFalse]);
  }

  #emitSwitch(id: BlockId, terminator: SwitchTerminator): void {
    const tree = this.#parts.trees.get(id);
    invariant(tree !== undefined, `nothing stands for the switch at the end of b${id}`);
    const [only, ...others] = tree.exits;
    if (only !== undefined && others.length === 0) {
      this.#emitEdge(id, only);
      return;
    }
    const edges = tree.exits.map((target) => this.#edgeTo(id, target));
    const targets = edges.map(({ label }) => label);
    this.#evaluator.run(() => this.#evaluator.needA(terminator.value));
    if (!this.#builder.reachable) {
      return;
    }
    if (isList(terminator)) {
      this.#builder.endInSwitches(tree, targets);
    } else {
      this.#builder.endInTests(tree, targets);
    }
    this.#emitEdges(id, edges);
  }

  /** Where control enters the edge from one block to another. */
  #edgeTo(from: BlockId, target: BlockId): Edge {
    const isPlain = this.#isPlainEdge(from, target);
    return { target, label: isPlain ? this.#head(target) : this.#builder.newLabel() };
  }

  /** Emits what is to be done on the edges from a block. */
  #emitEdges(from: BlockId, edges: readonly Edge[]): void {
    this.#parts.usage.enterArm();
    for (const { target, label } of edges) {
      if (label !== this.#head(target)) {
        this.#builder.start(label);
        this.#emitEdge(from, target);
      }
    }
    this.#parts.usage.leaveArm();
  }

  /** Whether there is nothing to do on the edge from one block to another. */
  #isPlainEdge(from: BlockId, to: BlockId): boolean {
    const { filter, guards } = this.#parts;
    return usedPhis(filter, to).length === 0 && guards.onEdge(from, to).length === 0;
  }

  #emitEdge(from: BlockId, to: BlockId): void {
    const { filter, guards, selection, scratch } = this.#parts;
    for (const guard of guards.onEdge(from, to)) {
      emitGuard(guard, this.#builder, this.#evaluator);
    }
    const context = {
      filter,
      selection,
      scratch,
      usage: this.#parts.usage,
      builder: this.#builder,
      evaluator: this.#evaluator,
    };
    emitPhis(from, to, context);
    if (this.#builder.reachable) {
      this.#builder.end({ kind: 'jump', target: this.#head(to) });
    }
  }

  #emitReturn(verdict: Verdict): void {
    const constant = this.#constantOf(verdict);
    if (constant !== null) {
      this.#builder.end({ kind: 'return', code: OP.returnConstant, k: constant });
      return;
    }
    invariant(verdict.kind === 'value', 'a verdict is a constant or a value');
    this.#evaluator.run(() => this.#evaluator.needA(verdict.value));
    if (this.#builder.reachable) {
      this.#builder.end({ kind: 'return', code: OP.returnAccumulator, k: 0 });
    }
  }

  #constantOf(verdict: Verdict): number | null {
    if (verdict.kind === 'constant') {
      return verdict.value;
    }
    const instr = this.#parts.filter.definition(verdict.value);
    return instr.kind === 'const' ? instr.value : null;
  }
}
