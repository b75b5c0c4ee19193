import { Filter } from '../../ir/filter.ts';
import { type BlockId, blockId, type ValueId } from '../../ir/ids.ts';
import { type BasicBlock, successors } from '../../ir/ir.ts';
import { requireValid } from '../../isa/cbpf/check.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { codeOf } from '../../isa/cbpf/opcodes.ts';
import { type CbpfRule, KERNEL_RULES, LIBPCAP_RULES } from '../../isa/cbpf/validity-rules.ts';
import { invariant } from '../../support/invariant.ts';
import { BlockLifter, type LiftState } from './block-lifter.ts';
import { type CodeRange, codeRanges } from './code-ranges.ts';
import { liveVariables, VARIABLE_COUNT, type Variable } from './variables.ts';

/** How to read a program. */
export interface LiftOptions {
  /** The name of the filter; `filter` without it. */
  readonly name?: string;
  /**
   * Whether loads from `SKF_AD_OFF` up are of Linux's ancillary words; without it they are past the
   * end of any packet.
   */
  readonly linux?: boolean;
}

/** A block that is lifted, and the values of the variables at its end. */
interface Lifted {
  readonly id: BlockId;
  readonly variables: readonly (ValueId | undefined)[];
}

/**
 * Turns a classic BPF program into a filter that yields the same verdict on every packet.
 *
 * `A`, `X` and the words of `M[]`, all of them 0 at first, become SSA values. Jumps only go forward,
 * so the order of the program is a topological order, and a block's predecessors are done when its
 * turn comes: one sweep finds the value of each variable, with a phi where the predecessors disagree
 * and some path still reads the variable. Unreachable instructions go. O(program x live variables).
 *
 * An empty program accepts every packet whole, as it does in libpcap and the BSDs.
 *
 * @throws {@link BytecodeError} where the program is not valid.
 */
export function liftCbpf(program: CbpfProgram, options: LiftOptions = {}): Filter {
  const linux = options.linux ?? false;
  requireValid(program, { rules: linux ? LINUX_RULES : LIBPCAP_RULES });
  return liftValid(program.length === 0 ? ACCEPT_ALL : program, options.name ?? 'filter', linux);
}

/** What an empty program means. */
const ACCEPT_ALL: CbpfProgram = [{ code: codeOf('ret', 'immediate'), jt: 0, jf: 0, k: 0xffffffff }];

function liftValid(program: CbpfProgram, name: string, linux: boolean): Filter {
  const state: LiftState = { nextValue: 0, linux, largest: new Map() };
  const ranges = codeRanges(program);
  const ids = new Map(ranges.map(({ start }, index) => [start, blockId(index)]));
  const live = liveVariables(program);
  const predecessors = ranges.map((): Lifted[] => []);
  const blocks: BasicBlock[] = [];
  for (const [index, range] of ranges.entries()) {
    const lifter = new BlockLifter(state);
    openBlock(lifter, predecessors[index] ?? [], live[range.start] ?? 0);
    const block = liftRange(lifter, { program, range, ids });
    for (const target of successors(block.terminator)) {
      predecessors[target]?.push({ id: block.id, variables: lifter.variables });
    }
    blocks.push(block);
  }
  return new Filter(name, blocks);
}

/** Those of libpcap's machine, and what else an instruction must keep to mean something to the kernel. */
const LINUX_RULES: readonly CbpfRule[] = [
  ...LIBPCAP_RULES,
  ...KERNEL_RULES.filter(({ code }) => code === 'CBPF_ANCILLARY' || code === 'CBPF_SHIFT_RANGE'),
];

/** Gives each live variable its value at the start of a block. */
function openBlock(lifter: BlockLifter, predecessors: readonly Lifted[], live: number): void {
  const phis = new Map<string, ValueId>();
  for (let variable = 0; variable < VARIABLE_COUNT; variable += 1) {
    if ((live & (1 << variable)) !== 0) {
      lifter.assign(variable, entryValue(lifter, variable, predecessors, phis));
    }
  }
}

/** `phis` are those of the block so far, by their operands: no two phis have the same ones. */
function entryValue(
  lifter: BlockLifter,
  variable: Variable,
  predecessors: readonly Lifted[],
  phis: Map<string, ValueId>,
): ValueId {
  const values = predecessors.map(({ variables }) => {
    const value = variables[variable];
    invariant(value !== undefined, `variable ${variable} is live without a value`);
    return value;
  });
  const [first] = values;
  if (first === undefined) {
    return lifter.constant(0);
  }
  if (values.every((value) => value === first)) {
    return first;
  }
  const key = values.join();
  const incoming = new Map(predecessors.map(({ id }, index) => [id, values[index] ?? first]));
  const phi = phis.get(key) ?? lifter.add({ kind: 'phi', type: 'i32', incoming });
  phis.set(key, phi);
  return phi;
}

function liftRange(
  lifter: BlockLifter,
  {
    program,
    range: { start, end },
    ids,
  }: {
    readonly program: CbpfProgram;
    readonly range: CodeRange;
    readonly ids: ReadonlyMap<number, BlockId>;
  },
): BasicBlock {
  const blockAt = (index: number): BlockId => {
    const id = ids.get(index);
    invariant(id !== undefined, `no block starts at instruction ${index}`);
    return id;
  };
  for (let index = start; index < end; index += 1) {
    const instruction = program[index];
    if (instruction !== undefined) {
      lifter.lift(instruction);
    }
  }
  const last = program[end - 1];
  invariant(last !== undefined, `no instruction ${end - 1}`);
  const terminator = lifter.terminate(last, (skip) => blockAt(end + skip));
  return { id: blockAt(start), instrs: lifter.instrs, terminator };
}
