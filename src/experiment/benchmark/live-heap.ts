import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects garbage, which only some runtimes let a program ask for; made at the first use. */
let collectGarbage: (() => void) | null = null;

/** The bytes of the heap that are in use now, garbage not counted. Linear in the heap. */
export function liveHeap(): number {
  if (collectGarbage === null) {
    setFlagsFromString('--expose-gc');
    collectGarbage = runInNewContext('gc') as () => void;
  }
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
