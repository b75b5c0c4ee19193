import { IdSet } from './id-set.ts';
import { type BlockId, blockId, type ValueId, valueId } from './ids.ts';
import { type BasicBlock, type Instr, operands, type PhiInstr, terminatorOperand } from './ir.ts';

/** An instruction by its value id, or the terminator of block `b` as `-1 - b`. */
type User = number;

const terminatorUser = (block: BlockId): User => -1 - block;

/** Who uses each value of one filter. Kept by the editor; every update takes constant time. */
export class UseLists {
  readonly #users: (IdSet<User> | undefined)[] = [];
  /** For a phi that lost operands: how often it takes each value. */
  readonly #phiCounts = new Map<ValueId, Map<ValueId, number>>();

  /** How many instructions and terminators use `value`. */
  count(value: ValueId): number {
    return this.#users[value]?.size ?? 0;
  }

  /** The instructions and the blocks whose terminators use `value`, each once. */
  of(value: ValueId): { readonly instrs: readonly ValueId[]; readonly terminators: BlockId[] } {
    const instrs: ValueId[] = [];
    const terminators: BlockId[] = [];
    for (const user of this.#users[value] ?? []) {
      if (user < 0) {
        terminators.push(blockId(-1 - user));
      } else {
        instrs.push(valueId(user));
      }
    }
    return { instrs, terminators };
  }

  addInstr(instr: Instr): void {
    for (const operand of operands(instr)) {
      this.#add(operand, instr.id);
    }
  }

  dropInstr(instr: Instr): void {
    for (const operand of operands(instr)) {
      this.#users[operand]?.delete(instr.id);
    }
    this.#phiCounts.delete(instr.id);
  }

  addTerminator({ id, terminator }: BasicBlock): void {
    const operand = terminatorOperand(terminator);
    if (operand !== null) {
      this.#add(operand, terminatorUser(id));
    }
  }

  dropTerminator({ id, terminator }: BasicBlock): void {
    const operand = terminatorOperand(terminator);
    if (operand !== null) {
      this.#users[operand]?.delete(terminatorUser(id));
    }
  }

  /** `phi` now takes `value` from one more predecessor. */
  addIncoming(phi: PhiInstr, value: ValueId): void {
    this.#add(value, phi.id);
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
      this.#users[value]?.delete(phi.id);
    }
  }

  #add(value: ValueId, user: User): void {
    let users = this.#users[value];
    if (users === undefined) {
      users = new IdSet();
      this.#users[value] = users;
    }
    users.add(user);
  }
}

function countValues(phi: PhiInstr): Map<ValueId, number> {
  const counts = new Map<ValueId, number>();
  for (const value of phi.incoming.values()) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
