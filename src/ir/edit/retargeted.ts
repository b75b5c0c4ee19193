import type { BlockId } from '../ids.ts';
import { mapTargets, successors, type Terminator } from '../ir.ts';

/** `terminator` with the targets that `map` yields; a jump where that is one for all of them. */
export function retargeted(terminator: Terminator, map: (target: BlockId) => BlockId): Terminator {
  const mapped = mapTargets(terminator, map);
  const [only, ...others] = successors(mapped);
  return only !== undefined && others.length === 0 ? { kind: 'jump', target: only } : mapped;
}
