import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import { extentOf, type GuardInstr, type LoadInstr } from '../../src/ir/ir.ts';

/** A check, and the group that makes it. */
interface Entry {
  readonly group: number;
  readonly extent: number;
}

/** The number of the start of the packet as a base. */
const PACKET_START = -1;

/** Which checks have been made by the end of which group. */
export class CheckLedger {
  readonly #numbers: ValueNumbers;
  /** By the number of the base: checks that reach farther than those before, in order. */
  readonly #entries = new Map<number, Entry[]>();

  constructor(numbers: ValueNumbers) {
    this.#numbers = numbers;
  }

  /** Notes the checks of `group`, which comes after all groups that were noted before. */
  add(group: number, checks: readonly (GuardInstr | LoadInstr)[]): void {
    for (const check of checks) {
      const base = this.#baseOf(check);
      const entries = this.#entries.get(base) ?? [];
      this.#entries.set(base, entries);
      const extent = extentOf(check);
      if (extent > (entries.at(-1)?.extent ?? -1)) {
        entries.push({ group, extent });
      }
    }
  }

  /** Whether some group up to `group` checks on the same base as far as `check`. */
  covers(group: number, check: GuardInstr | LoadInstr): boolean {
    const extent = extentOf(check);
    const first = this.#entries.get(this.#baseOf(check))?.find((entry) => entry.extent >= extent);
    return first !== undefined && first.group <= group;
  }

  #baseOf({ base }: GuardInstr | LoadInstr): number {
    return base === null ? PACKET_START : this.#numbers.of(base);
  }
}
