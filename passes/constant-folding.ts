import { reversePostorder } from '../src/analysis/control-flow/reverse-postorder.ts';
import type { Filter } from '../src/ir/filter.ts';
import type { BlockId, ValueId } from '../src/ir/ids.ts';
import {
  type BasicBlock,
  type BinaryInstr,
  type Instr,
  type PhiInstr,
  returnConstant,
  successors,
  type Terminator,
} from '../src/ir/ir.ts';
import { BINARY_OPS, type Scalar, UNARY_OPS } from '../src/ir/ops.ts';
import { switchTarget } from '../src/ir/switch-ranges.ts';
import type { Pass } from '../src/pass/pass.ts';

/**
 * Works out operations on constants, and passes control at once where the test is constant.
 *
 *     v1 = const 6                      v1 = const 6
 *     v2 = const 7                      v2 = const 7
 *     v3 = mul v1, v2             =>    v3 = const 42
 *     v4 = eq v3, v3                    v4 = const 1
 *     branch v4, b1, b2                 jump b1
 *
 * Edges found not to be taken don't count at the phis behind them. A division by the constant 0 ends
 * its block in a rejection. One sweep in topological order, where operands and incoming edges
 * always come before what depends on them: linear.
 *
 * Measure: the number of instructions that are not constants plus that of CFG edges falls.
 *
 * Source: Wegman and Zadeck, "Constant Propagation with Conditional Branches", 1991; without cycles
 * its work lists shrink to one sweep.
 */
export function constantFolding(): Pass {
  return {
    name: 'constant-folding',
    summary: 'Works out operations on constants and branches on constant tests.',

    run(filter, { get, count, remark }) {
      const folding = new Folding(filter);
      for (const id of get(reversePostorder)) {
        folding.visit(filter.block(id));
      }
      const { folded, terminators, rejections } = folding;
      for (const { block, instrs } of rejections) {
        remark('warning', `b${block}`, 'divides by 0, so it rejects every packet');
        filter.setTerminator(block, returnConstant(0));
        filter.removeUnreachable();
        filter.setInstrs(block, instrs);
        count('rejections');
      }
      for (const { block, terminator } of terminators) {
        filter.setTerminator(block, terminator);
        count('terminators-folded');
      }
      count(
        'blocks-removed',
        terminators.length + rejections.length > 0 ? filter.removeUnreachable() : 0,
      );
      placeConstants(filter, folded);
      count('values-folded', folded.size);
    },
  };
}

/** What one sweep over a filter finds. */
class Folding {
  /** The values that are constant and were not written so. */
  readonly folded = new Map<ValueId, Scalar>();
  readonly terminators: { readonly block: BlockId; readonly terminator: Terminator }[] = [];
  /** Blocks that divide by 0, with the instructions before that. */
  readonly rejections: { readonly block: BlockId; readonly instrs: readonly Instr[] }[] = [];
  readonly #filter: Filter;
  /** 1 for each block to which some edge is taken. */
  readonly #reached: Uint8Array;
  /** By block that has phis, the predecessors whose edge to it is taken. */
  readonly #taken = new Map<BlockId, BlockId[]>();

  constructor(filter: Filter) {
    this.#filter = filter;
    this.#reached = new Uint8Array(filter.blockBound);
    this.#reached[filter.entry] = 1;
  }

  visit(block: BasicBlock): void {
    if (this.#reached[block.id] !== 1) {
      return;
    }
    for (const [index, instr] of block.instrs.entries()) {
      const value = this.#evaluate(instr, block.id);
      if (value === 'rejects') {
        this.rejections.push({ block: block.id, instrs: block.instrs.slice(0, index) });
        return;
      }
      if (value !== null && instr.kind !== 'const' && instr.kind !== 'const64') {
        this.folded.set(instr.id, value);
      }
    }
    const terminator = this.#foldTerminator(block.terminator);
    if (terminator !== block.terminator) {
      this.terminators.push({ block: block.id, terminator });
    }
    for (const target of successors(terminator)) {
      this.#take(block.id, target);
    }
  }

  #take(from: BlockId, target: BlockId): void {
    this.#reached[target] = 1;
    if (this.#filter.block(target).instrs[0]?.kind === 'phi') {
      const taken = this.#taken.get(target) ?? [];
      this.#taken.set(target, taken);
      taken.push(from);
    }
  }

  #constant(value: ValueId): Scalar | null {
    const folded = this.folded.get(value);
    if (folded !== undefined) {
      return folded;
    }
    const instr = this.#filter.definition(value);
    return instr.kind === 'const' || instr.kind === 'const64' ? instr.value : null;
  }

  #evaluate(instr: Instr, block: BlockId): Scalar | 'rejects' | null {
    switch (instr.kind) {
      case 'const':
      case 'const64':
        return instr.value;
      case 'unary': {
        const operand = this.#constant(instr.operand);
        return operand === null ? null : UNARY_OPS[instr.op].evaluate(operand);
      }
      case 'binary':
        return this.#evaluateBinary(instr);
      case 'select': {
        const test = this.#constant(instr.test);
        return test === null ? null : this.#constant(test === 0 ? instr.ifFalse : instr.ifTrue);
      }
      case 'phi':
        return this.#evaluatePhi(instr, block);
      default:
        return null;
    }
  }

  #evaluateBinary({ op, type, lhs, rhs }: BinaryInstr): Scalar | 'rejects' | null {
    const a = this.#constant(lhs);
    const b = this.#constant(rhs);
    const { effect, evaluate, evaluate64 } = BINARY_OPS[op];
    if (effect === 'division' && b !== null && BigInt(b) === 0n) {
      return 'rejects';
    }
    if (a === null || b === null) {
      return null;
    }
    return type === 'i32' ? evaluate(Number(a), Number(b)) : evaluate64(BigInt(a), BigInt(b));
  }

  /** The constant that the phi takes on every edge that is taken. */
  #evaluatePhi({ incoming }: PhiInstr, block: BlockId): Scalar | null {
    const values = (this.#taken.get(block) ?? []).map((from) => {
      const operand = incoming.get(from);
      return operand === undefined ? null : this.#constant(operand);
    });
    const [first = null] = values;
    return values.every((value) => value === first) ? first : null;
  }

  #foldTerminator(terminator: Terminator): Terminator {
    switch (terminator.kind) {
      case 'branch': {
        const test = this.#constant(terminator.test);
        if (test === null) {
          return terminator;
        }
        return { kind: 'jump', target: test === 0 ? terminator.ifFalse : terminator.ifTrue };
      }
      case 'switch': {
        const value = this.#constant(terminator.value);
        return value === null
          ? terminator
          : { kind: 'jump', target: switchTarget(terminator, Number(value)) };
      }
      case 'return': {
        const { verdict } = terminator;
        const value = verdict.kind === 'value' ? this.#constant(verdict.value) : null;
        return value === null ? terminator : returnConstant(Number(value));
      }
      case 'jump':
        return terminator;
    }
  }
}

/** Writes the values in `folded` that are still there as constants, which stand after the phis. */
function placeConstants(filter: Filter, folded: ReadonlyMap<ValueId, Scalar>): void {
  const changed = new Set<BlockId>();
  for (const id of folded.keys()) {
    if (filter.findDefinition(id) !== undefined) {
      changed.add(filter.definitionBlock(id));
    }
  }
  for (const block of changed) {
    const instrs = filter.block(block).instrs.map((instr) => {
      const value = folded.get(instr.id);
      return value === undefined ? instr : constantInstr(instr.id, value);
    });
    const phis = instrs.filter(({ kind }) => kind === 'phi');
    filter.setInstrs(block, [...phis, ...instrs.filter(({ kind }) => kind !== 'phi')]);
  }
}

function constantInstr(id: ValueId, value: Scalar): Instr {
  return typeof value === 'number' ? { kind: 'const', id, value } : { kind: 'const64', id, value };
}
