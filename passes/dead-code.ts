import { isKernelLoad, mayDivideByZero } from '../src/ir/effect.ts';
import type { FilterView } from '../src/ir/filter-view.ts';
import type { ValueId } from '../src/ir/ids.ts';
import { extentOf, type Instr, type LoadInstr } from '../src/ir/ir.ts';
import type { Pass, PassContext } from '../src/pass/pass.ts';
import { MAX_U32 } from '../src/support/u32.ts';
import { RemainingUses } from './edit/remaining-uses.ts';

/**
 * Removes instructions whose values nobody needs. Of a load with a check the check remains, as a
 * guard, since a packet too short for it must still be rejected; `check-elimination` knows when that
 * may go too. In relaxed semantics the check goes with the load.
 *
 *     v3 = load.4 [26]          guard 30
 *     v4 = and v3, 255    =>
 *
 * A division stays while its divisor may be 0. Starts from the instructions without uses and
 * follows their operands: linear in what is removed, after one look at each instruction.
 *
 * Measure: the number of instructions, then that of loads, falls.
 *
 * Source: Cytron, Ferrante, Rosen, Wegman and Zadeck, "Efficiently Computing Static Single
 * Assignment Form and the Control Dependence Graph", 1991, section 7.1.
 */
export function deadCode(): Pass {
  return {
    name: 'dead-code',
    summary: 'Removes instructions whose values are not needed.',

    run(filter, context) {
      context.count('blocks-removed', filter.removeUnreachable());
      const { dead, guards } = findDead(filter, context);
      for (const { id, base, offset, width } of guards) {
        filter.replace({ kind: 'guard', id, base, offset: offset + width });
        context.count('loads-turned-to-guards');
        context.remark('missed', `v${id}`, 'is not used, but its load rejects short packets');
      }
      if (dead.size > 0) {
        filter.removeInstrs(dead);
        context.count('instructions-removed', dead.size);
      }
    },
  };
}

interface DeadCode {
  readonly dead: ReadonlySet<ValueId>;
  /** Loads of which only the check is needed. */
  readonly guards: readonly LoadInstr[];
}

function findDead(filter: FilterView, { semantics }: PassContext): DeadCode {
  const protectedBases = semantics === 'relaxed' ? basesOfUncheckedLoads(filter) : null;
  const uses = new RemainingUses(filter);
  const dead = new Set<ValueId>();
  const guards: LoadInstr[] = [];
  const pending = unused(filter);
  for (let instr = pending.pop(); instr !== undefined; instr = pending.pop()) {
    if (instr.kind === 'load' && instr.checked && !isFree(instr, protectedBases)) {
      guards.push(instr);
    } else if (!mayDivideByZero(instr, filter) && !isKernelLoad(instr)) {
      dead.add(instr.id);
      pending.push(...uses.drop(instr));
    }
  }
  // A guard that would have to reach past 2^32 has no text form; such a load rejects every packet.
  return { dead, guards: guards.filter((load) => extentOf(load) <= MAX_U32) };
}

function unused(filter: FilterView): Instr[] {
  const found: Instr[] = [];
  for (const { instrs } of filter.blocks()) {
    for (const instr of instrs) {
      if (instr.kind !== 'guard' && filter.useCount(instr.id) === 0) {
        found.push(instr);
      }
    }
  }
  return found;
}

/** Whether the check of an unused load may go: in relaxed semantics, where no other load needs it. */
function isFree(load: LoadInstr, protectedBases: ReadonlySet<ValueId | null> | null): boolean {
  return protectedBases !== null && !protectedBases.has(load.base);
}

/** The bases of the loads that rely on a check elsewhere. */
function basesOfUncheckedLoads(filter: FilterView): ReadonlySet<ValueId | null> {
  const bases = new Set<ValueId | null>();
  for (const { instrs } of filter.blocks()) {
    for (const instr of instrs) {
      if (instr.kind === 'load' && !instr.checked) {
        bases.add(instr.base);
      }
    }
  }
  return bases;
}
