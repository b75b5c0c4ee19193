import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import type { BranchTerminator, Terminator } from '../../src/ir/ir.ts';
import type { Pass } from '../../src/pass/pass.ts';
import { checkUnguardedLoads } from '../edit/check-unguarded-loads.ts';
import { removeUnused } from '../edit/remove-unused.ts';
import { Rewriter } from './rewriter.ts';

/**
 * Simplifies instructions by the algebraic identities of a table (`rules.ts`), takes the constant
 * parts of addresses into their offsets, and gives branches one canonical form.
 *
 *     v2 = sub v0, v1 (2)               v3 = eq v0, 5
 *     v3 = ne v2, 3               =>    branch v3, b2, b1
 *     branch v3, b1, b2
 *
 * Each instruction comes after its operands and is rewritten until no rule matches; the rules that
 * are tried are looked up by its operation and that of its first operand. Of a block that was
 * rewritten, what nobody uses any more goes. Linear.
 *
 * Measure: the number of operations; then their cost (products and quotients before shifts, orders
 * before equality, `uge` before `ugt`, and so on as the rules go from left to right).
 */
export function peephole(): Pass {
  return {
    name: 'peephole',
    summary: 'Simplifies instructions by algebraic rules.',

    run(filter, context) {
      const rewriter = new Rewriter(filter, (rule) => context.count(rule));
      const changed: BlockId[] = [];
      for (const id of context.get(reversePostorder)) {
        const { instrs } = filter.block(id);
        const rewritten = rewriter.rewrite(instrs);
        if (rewritten !== instrs) {
          filter.setInstrs(id, rewritten);
          changed.push(id);
        }
      }
      for (const { id, terminator } of filter.blocks()) {
        rewriteTerminator(filter, id, { terminator, rewriter });
      }
      if (rewriter.replacements.size > 0) {
        filter.replaceAllUses(rewriter.replacements);
      }
      if (changed.length > 0) {
        context.count('unused-removed', removeUnused(filter, valuesOf(filter, changed)));
        // A check whose address could not be folded covers no load whose address could.
        context.count('loads-checked-again', checkUnguardedLoads(filter, context.get));
      }
    },
  };
}

function* valuesOf(filter: Filter, blocks: readonly BlockId[]): Generator<ValueId> {
  for (const block of blocks) {
    for (const { id } of filter.block(block).instrs) {
      yield id;
    }
  }
}

function rewriteTerminator(
  filter: Filter,
  block: BlockId,
  { terminator, rewriter }: { readonly terminator: Terminator; readonly rewriter: Rewriter },
): void {
  if (terminator.kind === 'branch') {
    const swaps = rewriter.swapped.has(terminator.test);
    const test = rewriter.tests.get(terminator.test) ?? terminator.test;
    if (swaps || test !== terminator.test) {
      filter.setTerminator(block, { ...(swaps ? exchanged(terminator) : terminator), test });
    }
  }
}

function exchanged({ probability, ifTrue, ifFalse, ...rest }: BranchTerminator): BranchTerminator {
  const odds = probability === undefined ? {} : { probability: 1 - probability };
  return { ...rest, ifTrue: ifFalse, ifFalse: ifTrue, ...odds };
}
