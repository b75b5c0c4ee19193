import type { ExperimentResults } from '../../artifact/results/results.ts';

/** Which pipelines a report sets against each other. */
export interface Roles {
  /** The one of ours that the report is about. */
  readonly subject: string;
  /** What ratios are taken against: what the results name, else the peer's optimizer where there is one. */
  readonly baseline: string;
  /** Whose verdicts count as right: our first pipeline. */
  readonly reference: string;
}

/**
 * Chooses the pipelines that a report compares. `null` where no pipeline of ours made any code, so
 * that there is nothing to compare.
 */
export function rolesOf(results: ExperimentResults): Roles | null {
  const made = new Set(
    results.filters.flatMap(({ variants }) =>
      variants.flatMap((variant) => ('error' in variant ? [] : [variant.pipeline])),
    ),
  );
  const present = results.pipelines.filter(({ name }) => made.has(name));
  const ours = present.filter(({ peer }) => !peer).map(({ name }) => name);
  const peers = present.filter(({ peer }) => peer).map(({ name }) => name);
  const isChosen = (name: string): boolean => name === results.baseline;
  const [first] = ours;
  const last = ours.at(-1);
  if (first === undefined || last === undefined) {
    return null;
  }
  return {
    subject: ours.includes(results.subject) ? results.subject : last,
    baseline: [...ours, ...peers].find(isChosen) ?? peers.find(optimizes) ?? peers[0] ?? first,
    reference: first,
  };
}

/** Whether a peer of this name runs its optimizer: `libpcap -O`. */
export function optimizes(peer: string): boolean {
  return peer.endsWith(' -O');
}
