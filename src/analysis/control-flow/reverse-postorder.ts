import type { BlockId } from '../../ir/ids.ts';
import { blocksInReversePostorder } from '../../ir/reverse-postorder.ts';
import type { Analysis } from '../analysis.ts';

/** The reachable blocks in a topological order: see {@link blocksInReversePostorder}. */
export const reversePostorder: Analysis<readonly BlockId[]> = {
  name: 'reverse-postorder',
  dependsOn: 'cfg',
  compute: blocksInReversePostorder,
};
