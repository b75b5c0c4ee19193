import type { Pass } from '../pass/pass.ts';

const owners = new WeakMap<Pass, string>();

/** Notes that `passes` are not of this project but of `owner`; whoever came first stays it. */
export function claim(passes: Iterable<Pass>, owner: string): void {
  for (const pass of passes) {
    if (!owners.has(pass)) {
      owners.set(pass, owner);
    }
  }
}

/** Whose `pass` is, as errors call it: `plugin 'x'`; `null` for a pass of this project. */
export const ownerOf = (pass: Pass): string | null => owners.get(pass) ?? null;
