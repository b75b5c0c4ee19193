import { prepareCounting } from '../interpret/count.ts';
import type { InterpretedPacket } from '../interpret/packet.ts';
import type { FilterView } from '../ir/filter-view.ts';
import type { BlockId } from '../ir/ids.ts';
import type { Pass, Profile } from '../pass/pass.ts';
import type { Pipeline } from '../pass/pipeline.ts';
import { dltByName, dltByNumber, dltOfLinktype, type LinkType } from '../support/link-types.ts';

/** At most so many packets are run, evenly taken from all. */
const MOST_PACKETS = 4_096;

/** A profile of packets that the filter is not for. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
  readonly code = 'PROFILE';
}

/**
 * Makes sure that packets whose link type is known are of the type `dlt`, by name or number.
 *
 * @throws {@link ProfileError} where one is not.
 */
export function assertFits(packets: readonly InterpretedPacket[], dlt: string | number): void {
  const wanted = linkTypeOf(dlt);
  const other = packets.findIndex(
    ({ linktype }) => linktype !== undefined && dltOfLinktype(linktype)?.name !== wanted?.name,
  );
  if (wanted !== null && other >= 0) {
    const linktype = packets[other]?.linktype ?? 0;
    const found = dltOfLinktype(linktype)?.name ?? linktype;
    throw new ProfileError(
      `packet ${other + 1} of the profile has link type ${found}, and the filter is for ${wanted.name}`,
    );
  }
}

const linkTypeOf = (dlt: string | number): LinkType | null =>
  typeof dlt === 'number' || /^\d+$/.test(dlt) ? dltByNumber(Number(dlt)) : dltByName(dlt);

/** What `packets` do in filters. */
export function profileOf(packets: readonly InterpretedPacket[]): Profile {
  const step = Math.max(1, Math.ceil(packets.length / MOST_PACKETS));
  const sample = packets.filter((_, index) => index % step === 0);
  return { entries: (filter) => countPaths(filter, sample).entries };
}

/**
 * `pipeline` with a pass behind it that runs the filter on `packets`, and notes how often blocks are
 * entered and branches taken, for the back ends.
 */
export function withProfile(pipeline: Pipeline, packets: readonly InterpretedPacket[]): Pipeline {
  return [...pipeline, profiling(packets)];
}

function profiling(packets: readonly InterpretedPacket[]): Pass {
  return {
    name: 'profiling',
    summary: 'Notes how often packets of a trace enter blocks and take branches.',

    run(filter, { count }) {
      const { entries, trueOutcomes } = countPaths(filter, packets);
      for (const { id, terminator } of [...filter.blocks()]) {
        const entered = entries.get(id) ?? 0;
        filter.setCount(id, entered);
        if (terminator.kind === 'branch') {
          // Half a packet each way, so that nothing is thought impossible that was not seen.
          filter.setProbability(id, ((trueOutcomes.get(id) ?? 0) + 0.5) / (entered + 1));
        }
      }
      count('packets', packets.length);
    },
  };
}

interface PathCounts {
  /** How many packets entered each block; absent for none. */
  readonly entries: ReadonlyMap<BlockId, number>;
  /** How many of those took the true target of its branch. */
  readonly trueOutcomes: ReadonlyMap<BlockId, number>;
}

function countPaths(filter: FilterView, packets: readonly InterpretedPacket[]): PathCounts {
  const entries = new Map<BlockId, number>();
  const trueOutcomes = new Map<BlockId, number>();
  const run = prepareCounting(filter);
  for (const packet of packets) {
    const { path } = run(packet);
    for (const [index, id] of path.entries()) {
      entries.set(id, (entries.get(id) ?? 0) + 1);
      const { terminator } = filter.block(id);
      if (terminator.kind === 'branch' && path[index + 1] === terminator.ifTrue) {
        trueOutcomes.set(id, (trueOutcomes.get(id) ?? 0) + 1);
      }
    }
  }
  return { entries, trueOutcomes };
}
