import type { ExperimentResults, FilterEntry, Finding } from '../../artifact/results/results.ts';

/** The same finding of one or more engines. */
export interface FindingGroup {
  /** One of them. */
  readonly finding: Finding;
  readonly filter: FilterEntry;
  readonly engines: readonly string[];
}

/** The findings about our code and those about that of peers, in the order of the results. */
export interface FindingGroups {
  readonly ours: readonly FindingGroup[];
  readonly peers: readonly FindingGroup[];
}

/** Groups what several engines found alike. */
export function groupFindings({ filters, findings }: ExperimentResults): FindingGroups {
  const byId = new Map(filters.map((filter) => [filter.id, filter]));
  const groups = new Map<string, { finding: Finding; filter: FilterEntry; engines: string[] }>();
  for (const finding of findings) {
    const filter = byId.get(finding.filter);
    const key = keyOf(finding);
    const known = groups.get(key);
    if (known !== undefined) {
      known.engines.push(finding.engine);
    } else if (filter !== undefined) {
      groups.set(key, { finding, filter, engines: [finding.engine] });
    }
  }
  const all = [...groups.values()];
  return {
    ours: all.filter(({ finding }) => !finding.peer),
    peers: all.filter(({ finding }) => finding.peer),
  };
}

/** The number of filters that `groups` are about. */
export function filterCount(groups: readonly FindingGroup[]): number {
  return new Set(groups.map(({ filter }) => filter.id)).size;
}

/** All that tells findings apart but the engine. */
const keyOf = ({ engine: _, ...finding }: Finding): string => JSON.stringify(finding);
