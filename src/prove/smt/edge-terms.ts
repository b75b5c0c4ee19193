import type { BlockId, ValueId } from '../../ir/ids.ts';
import type { SwitchCase, Terminator } from '../../ir/ir.ts';
import type { TermId } from './term.ts';
import type { TermGraph } from './term-graph.ts';

/** Whether the i32 `tested` is a value of `one`: a truth. */
export function inCase(
  graph: TermGraph,
  tested: TermId,
  { low, high }: Pick<SwitchCase, 'low' | 'high'>,
): TermId {
  if (low === high) {
    return graph.compare('eq', 'i32', tested, graph.constant(low));
  }
  return graph.and(
    graph.compare('uge', 'i32', tested, graph.constant(low)),
    graph.compare('ule', 'i32', tested, graph.constant(high)),
  );
}

/**
 * Whether `terminator`, if control comes to it, leads to `target`: a truth. Linear in the cases of a
 * switch.
 */
export function leadsTo(
  graph: TermGraph,
  terminator: Terminator,
  target: BlockId,
  termOf: (value: ValueId) => TermId,
): TermId {
  switch (terminator.kind) {
    case 'jump':
      return graph.truth(true);
    case 'branch': {
      const test = graph.truthOf(termOf(terminator.test));
      return terminator.ifTrue === target ? test : graph.not(test);
    }
    case 'switch': {
      const tested = termOf(terminator.value);
      return terminator.cases.reduceRight(
        (rest, one) =>
          graph.ite(inCase(graph, tested, one), graph.truth(one.target === target), rest),
        graph.truth(terminator.otherwise === target),
      );
    }
    case 'return':
      return graph.truth(false);
  }
}
