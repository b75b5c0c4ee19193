import { invariant } from '../../support/invariant.ts';
import { computeAlu } from './alu.ts';

/** A value that a path computes; equal numbers mean equal values. */
export type TermId = number;

/** How a value came about. */
export type Term =
  | { readonly kind: 'constant'; readonly value: number }
  /** A word from the packet, or about it. */
  | { readonly kind: 'input'; readonly bits: 8 | 16 | 32 }
  | { readonly kind: 'alu'; readonly mnemonic: string; readonly lhs: TermId; readonly rhs: TermId };

/** Some bits of a value, as a test sees them: `(base & mask) >> shift`. */
export interface Bits {
  readonly base: TermId;
  /** A u32. */
  readonly mask: number;
  /** From 0 to 31; the bits of `mask` below it are 0. */
  readonly shift: number;
}

/** The values of one path, numbered so that the same computation has the same number. */
export class PathTerms {
  readonly #terms: Term[] = [];
  readonly #ids = new Map<string, TermId>();

  constant(value: number): TermId {
    return this.#intern(`#${value}`, { kind: 'constant', value });
  }

  /** @param name what is read: the same word has the same name. */
  input(name: string, bits: 8 | 16 | 32): TermId {
    return this.#intern(name, { kind: 'input', bits });
  }

  /** The result of an instruction of the class `alu`, computed where both operands are constants. */
  alu(mnemonic: string, lhs: TermId, rhs: TermId): TermId {
    const left = this.valueOf(lhs);
    const right = this.valueOf(rhs);
    const value = left === null || right === null ? null : computeAlu(mnemonic, left, right);
    return value === null
      ? this.#intern(`${mnemonic} ${lhs} ${rhs}`, { kind: 'alu', mnemonic, lhs, rhs })
      : this.constant(value);
  }

  of(id: TermId): Term {
    const term = this.#terms[id];
    invariant(term !== undefined, `no term ${id}`);
    return term;
  }

  /** The u32 that a constant is; `null` for other terms. */
  valueOf(id: TermId): number | null {
    const term = this.of(id);
    return term.kind === 'constant' ? term.value : null;
  }

  /** The bits that the term consists of, past all masks and right shifts by constants. */
  bitsOf(id: TermId): Bits {
    let base = id;
    const steps: { readonly mnemonic: string; readonly by: number }[] = [];
    for (;;) {
      const term = this.of(base);
      const by = term.kind === 'alu' ? this.valueOf(term.rhs) : null;
      if (term.kind !== 'alu' || by === null || !isOfBits(term.mnemonic, by)) {
        break;
      }
      steps.push({ mnemonic: term.mnemonic, by });
      base = term.lhs;
    }
    let mask = 0xffff_ffff;
    let shift = 0;
    for (const { mnemonic, by } of steps.toReversed()) {
      if (mnemonic === 'and') {
        mask = (mask & (by << shift)) >>> 0;
      } else if (shift + by < 32) {
        shift += by;
        mask = (mask & (0xffff_ffff << shift)) >>> 0;
      } else {
        return { base: id, mask: 0xffff_ffff, shift: 0 };
      }
    }
    return { base, mask, shift };
  }

  #intern(key: string, term: Term): TermId {
    const known = this.#ids.get(key);
    if (known !== undefined) {
      return known;
    }
    const id = this.#terms.length;
    this.#terms.push(term);
    this.#ids.set(key, id);
    return id;
  }
}

const isOfBits = (mnemonic: string, by: number): boolean =>
  mnemonic === 'and' || (mnemonic === 'rsh' && by < 32);
