import type { InputName } from '../../ir/inputs.ts';
import type { LoadInstr, LoadWidth } from '../../ir/ir.ts';
import { KERNEL_OPS, type KernelOp } from '../../ir/kernel-ops.ts';
import type { TermId } from './term.ts';
import { ValueTerms } from './value-terms.ts';

/** The least address that the kernel takes for a negative one. */
const FIRST_NEGATIVE = 0x8000_0000;

/** A place in the packet, which does not wrap around 2^32. */
export interface TermAddress {
  /** An i32; `null` where the address is constant. */
  readonly base: TermId | null;
  readonly offset: number;
}

/**
 * The terms of one proof. Each method yields the term that it names, or a simpler one that is equal
 * on every packet; equal arguments yield one id, so that many filters become the same term although
 * their instructions differ. Constant time a term.
 */
export class TermGraph extends ValueTerms {
  input(input: InputName): TermId {
    return this.intern({ kind: 'input', input });
  }

  load(address: TermAddress, width: LoadWidth, order: LoadInstr['order']): TermId {
    return this.intern({
      kind: 'load',
      ...this.#fold(address),
      width,
      order: width === 1 ? 'network' : order,
    });
  }

  /** Whether the packet reaches to `address`: `base + offset <= caplen`. */
  reaches(address: TermAddress): TermId {
    const { base, offset: extent } = this.#fold(address);
    const least = base === null ? extent : this.abstractValue(base).low + extent;
    if (least > 0xffff_ffff) {
      return this.truth(false);
    }
    return base === null
      ? this.compare('uge', 'i32', this.input('caplen'), this.constant(extent))
      : this.intern({ kind: 'within', base, extent });
  }

  /** What an operation of the kernel yields, for the `draw`-th time where it is not repeatable. */
  kernel(op: KernelOp, operands: readonly TermId[], draw: number): TermId {
    const [address] = operands;
    const { width } = KERNEL_OPS[op];
    const known: TermId = this.intern({ kind: 'kernel', op, sort: 'i32', operands, draw });
    return width === null || address === undefined
      ? known
      : this.ite(
          this.#isInPacket(address),
          this.load({ base: address, offset: 0 }, width, 'network'),
          known,
        );
  }

  /** Whether the packet gets past a load of the kernel at `address`: a truth. */
  kernelFinds(op: KernelOp, width: LoadWidth, address: TermId): TermId {
    const operands = [address];
    return this.ite(
      this.#isInPacket(address),
      this.reaches({ base: address, offset: width }),
      this.intern({ kind: 'kernel', op, sort: 'bool', operands, draw: 0 }),
    );
  }

  #isInPacket(address: TermId): TermId {
    return this.compare('ult', 'i32', address, this.constant(FIRST_NEGATIVE));
  }

  /** The term `id` with each operand replaced by what `map` yields for it. */
  rebuild(id: TermId, map: (operand: TermId) => TermId): TermId {
    const term = this.term(id);
    switch (term.kind) {
      case 'constant':
      case 'input':
      case 'truth':
        return id;
      case 'load': {
        const base = term.base === null ? null : map(term.base);
        return this.load({ base, offset: term.offset }, term.width, term.order);
      }
      case 'within':
        return this.reaches({ base: map(term.base), offset: term.extent });
      case 'kernel':
        return this.intern({ ...term, operands: term.operands.map(map) });
      case 'unary':
        return this.unary(term.op, map(term.operand));
      case 'not':
        return this.not(map(term.operand));
      case 'binary':
        return this.binary(term.op, term.type, map(term.lhs), map(term.rhs));
      case 'compare':
        return this.compare(term.op, term.type, map(term.lhs), map(term.rhs));
      case 'ite':
        return this.ite(map(term.test), map(term.ifTrue), map(term.ifFalse));
    }
  }

  /** Moves what is constant in the base of an address to its offset, where the sum can't wrap. */
  #fold({ base, offset }: TermAddress): TermAddress {
    const term = base === null ? null : this.term(base);
    if (term?.kind === 'constant') {
      return { base: null, offset: offset + Number(term.value) };
    }
    const added = term?.kind === 'binary' && term.op === 'add' ? this.constantOf(term.rhs) : null;
    if (term?.kind !== 'binary' || typeof added !== 'number') {
      return { base, offset };
    }
    const wraps = this.abstractValue(term.lhs).high + added > 0xffff_ffff;
    return wraps ? { base, offset } : { base: term.lhs, offset: offset + added };
  }
}
