import type { CbpfOpcode } from '../../isa/cbpf/opcodes.ts';
import type { TermId } from './path-terms.ts';

/** An executed instruction, and the value that it writes, and where; `null` where it writes none. */
interface Computation {
  readonly opcode: CbpfOpcode;
  readonly written: { readonly place: string; readonly term: TermId } | null;
}

/** How many instructions keeping values would save that are computed again and again. */
export function recomputed(steps: readonly Computation[]): number {
  const costs = new Map<TermId, number[]>();
  let chain = { length: 0, term: -1, computes: false };
  const close = (): void => {
    if (chain.computes) {
      costs.set(chain.term, [...(costs.get(chain.term) ?? []), chain.length]);
    }
    chain = { length: 0, term: -1, computes: false };
  };
  for (const { opcode, written } of steps) {
    if (opcode.class === 'alu' && written !== null) {
      chain = { length: chain.length + 1, term: written.term, computes: true };
    } else if (written?.place === 'A') {
      chain = { length: 1, term: written.term, computes: false };
    } else if (opcode.reads.includes('A')) {
      close();
    }
  }
  return [...costs.values()].reduce((sum, [, ...again]) => sum + savingOf(again), 0);
}

/** What a reload in place of each later computation saves, less the store. */
function savingOf(again: readonly number[]): number {
  return Math.max(0, again.reduce((sum, cost) => sum + cost - 1, 0) - 1);
}
