import type { BlockId } from '../../ir/ids.ts';
import type { Analysis } from '../analysis.ts';
import { reversePostorder } from '../control-flow/reverse-postorder.ts';
import { edgeOdds } from './branch-odds.ts';

/**
 * How often each block runs per packet, by its id: from the odds of the edges. Blocks that nothing
 * reaches have 0. Linear in the filter.
 */
export const blockFrequency: Analysis<Float64Array> = {
  name: 'block-frequency',
  dependsOn: 'all',
  compute: (filter, get) => {
    const frequencies = new Float64Array(filter.blockBound);
    const add = (id: BlockId, share: number): void => {
      frequencies[id] = (frequencies[id] ?? 0) + share;
    };
    add(filter.entry, 1);
    for (const id of get(reversePostorder)) {
      const frequency = frequencies[id] ?? 0;
      for (const [target, share] of edgeOdds(filter, filter.block(id).terminator)) {
        add(target, frequency * share);
      }
    }
    return frequencies;
  },
};
