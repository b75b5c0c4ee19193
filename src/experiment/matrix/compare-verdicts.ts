import type { VerdictFinding } from '../../artifact/results/results.ts';

/** How the verdicts of one run differ from those that are right. */
export type VerdictDifference = Pick<
  VerdictFinding,
  'differing' | 'packet' | 'verdict' | 'expected'
>;

/** Compares the verdicts on the same packets; `null` where they are equal. */
export function compareVerdicts(
  verdicts: Uint32Array,
  expected: Uint32Array,
): VerdictDifference | null {
  let differing = 0;
  let first = -1;
  for (const [packet, verdict] of verdicts.entries()) {
    if (verdict !== expected[packet]) {
      differing += 1;
      first = first === -1 ? packet : first;
    }
  }
  return differing === 0
    ? null
    : {
        differing,
        packet: first,
        verdict: verdicts[first] ?? 0,
        expected: expected[first] ?? 0,
      };
}
