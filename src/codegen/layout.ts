/** A control-flow graph without cycles whose blocks have dense numbers. */
export interface FlowGraph<Block extends number> {
  /** One more than the largest number of a block. */
  readonly bound: number;
  readonly entry: Block;
  /** Where `block` can go, each once: first what should stand right behind it. */
  successors(block: Block): readonly Block[];
}

/**
 * The blocks that control reaches, each behind all that lead to it; right behind one of them where it
 * can be, by the order in which those have their successors. Linear in blocks and edges.
 *
 * Source: Kahn, "Topological Sorting of Large Networks", 1962, with a stack for the set.
 */
export function layOutBlocks<Block extends number>(graph: FlowGraph<Block>): readonly Block[] {
  const waiting = predecessorCounts(graph);
  const order: Block[] = [];
  const ready = [graph.entry];
  for (let block = ready.pop(); block !== undefined; block = ready.pop()) {
    order.push(block);
    const targets = graph.successors(block);
    for (const target of targets.length > 1 ? targets.toReversed() : targets) {
      const left = (waiting[target] ?? 0) - 1;
      waiting[target] = left;
      if (left === 0) {
        ready.push(target);
      }
    }
  }
  return order;
}

/** How many edges lead to each block from those that control reaches, by its number. */
function predecessorCounts<Block extends number>({
  bound,
  entry,
  successors,
}: FlowGraph<Block>): Int32Array {
  const counts = new Int32Array(bound);
  const reached = new Uint8Array(bound);
  const pending = [entry];
  reached[entry] = 1;
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    for (const target of successors(block)) {
      counts[target] = (counts[target] ?? 0) + 1;
      if (reached[target] === 0) {
        reached[target] = 1;
        pending.push(target);
      }
    }
  }
  return counts;
}
