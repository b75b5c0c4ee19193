import { IdSetTable } from './id-set-table.ts';
import { type BlockId, blockId, type ValueId, valueId } from './ids.ts';
import {
  type BasicBlock,
  eachOperand,
  type Instr,
  type PhiInstr,
  terminatorOperand,
} from './ir.ts';

/** An instruction by its value id, or the terminator of block `b` as `-1 - b`. */
type User = number;

const terminatorUser = (block: BlockId): User => -1 - block;

/** Who uses each value of one filter. Kept by the editor; every update takes constant time. */
export class UseLists {
  readonly #users = new IdSetTable<ValueId, User>();
  /** For a phi that lost operands: how often it takes each value. */
  readonly #phiCounts = new Map<ValueId, Map<ValueId, number>>();

  /** How many instructions and terminators use `value`. */
  count(value: ValueId): number {
    return this.#users.size(value);
  }

  /** The instructions and the blocks whose terminators use `value`, each once. */
  of(value: ValueId): { readonly instrs: readonly ValueId[]; readonly terminators: BlockId[] } {
    const instrs: ValueId[] = [];
    const terminators: BlockId[] = [];
    for (const user of this.#users.of(value)) {
      if (user < 0) {
        terminators.push(blockId(-1 - user));
      } else {
        instrs.push(valueId(user));
      }
    }
    return { instrs, terminators };
  }

  /** Adds an instruction that is not in the lists. */
  addInstr(instr: Instr): void {
    eachOperand(instr, (operand) => this.#users.addNew(operand, instr.id));
  }

  dropInstr(instr: Instr): void {
    eachOperand(instr, (operand) => this.#users.delete(operand, instr.id));
    this.#phiCounts.delete(instr.id);
  }

  addTerminator({ id, terminator }: BasicBlock): void {
    const operand = terminatorOperand(terminator);
    if (operand !== null) {
      this.#users.add(operand, terminatorUser(id));
    }
  }

  dropTerminator({ id, terminator }: BasicBlock): void {
    const operand = terminatorOperand(terminator);
    if (operand !== null) {
      this.#users.delete(operand, terminatorUser(id));
    }
  }

  /** `phi` now takes `value` from one more predecessor. */
  addIncoming(phi: PhiInstr, value: ValueId): void {
    this.#users.add(value, phi.id);
    const counts = this.#phiCounts.get(phi.id);
    counts?.set(value, (counts.get(value) ?? 0) + 1);
  }

  /**
   * `phi`, whose operands are already without it, took `value` from one predecessor more. The first
   * call for a phi is linear in its operands.
   */
  dropIncoming(phi: PhiInstr, value: ValueId): void {
    let counts = this.#phiCounts.get(phi.id);
    if (counts === undefined) {
      counts = countValues(phi);
      this.#phiCounts.set(phi.id, counts);
    } else {
      counts.set(value, (counts.get(value) ?? 0) - 1);
    }
    if ((counts.get(value) ?? 0) === 0) {
      this.#users.delete(value, phi.id);
    }
  }
}

function countValues(phi: PhiInstr): Map<ValueId, number> {
  const counts = new Map<ValueId, number>();
  for (const value of phi.incoming.values()) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
