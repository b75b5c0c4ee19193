import type { InterpretedPacket } from '../../../interpret/packet.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import { extentOf } from '../../../ir/ir.ts';
import type { Random } from '../../../support/random.ts';
import { type Alternative, alternativesTo, outcomesOf } from './alternatives.ts';
import { LONGEST_PACKET } from './plant.ts';
import { type TracedRun, Tracer } from './traced-run.ts';

/** How many packets to make. */
export interface DirectedOptions {
  /** The most packets. Default: 64. */
  readonly limit?: number;
  /** Packets to start from, besides those that are made up. */
  readonly seeds?: readonly InterpretedPacket[];
}

const DEFAULT_LIMIT = 64;

/** Packets are made at least this long, in bytes: room behind the headers for computed offsets. */
const SHORTEST_SEED = 96;

/** How many attempts are made for each packet that is asked for. */
const ATTEMPTS = 6;

/** So often is a packet tried for an outcome that no packet has had yet. */
const TRIES = 3;

/** Of one run, so many decisions at most are tried the other way before the next run has its turn. */
const MOST_ALTERNATIVES = 48;

/**
 * Packets that lead through `filter` on many ways: first such as take each branch in both directions
 * and fail and pass each check, as far as they can be found; then such as stand next to the border
 * between two outcomes. Planted from the filter's own constants, offsets and lengths, by working
 * backwards from a test to the bytes that it depends on.
 *
 * The same `random` state gives the same packets. At most six runs of the filter for each of them.
 */
export function directedPackets(
  filter: FilterView,
  random: Random,
  options: DirectedOptions = {},
): readonly InterpretedPacket[] {
  const search = new DirectedSearch(filter, random, options.limit ?? DEFAULT_LIMIT);
  search.seed(options.seeds ?? []);
  search.cover();
  search.vary();
  return search.packets;
}

class DirectedSearch {
  readonly packets: InterpretedPacket[] = [];
  readonly #tracer: Tracer;
  readonly #random: Random;
  readonly #limit: number;
  readonly #runs: TracedRun[] = [];
  readonly #outcomes = new Set<string>();
  readonly #tries = new Map<string, number>();
  #attempts: number;

  constructor(filter: FilterView, random: Random, limit: number) {
    this.#tracer = new Tracer(filter);
    this.#random = random;
    this.#limit = limit;
    this.#attempts = ATTEMPTS * limit;
  }

  seed(seeds: readonly InterpretedPacket[]): void {
    const { filter } = this.#tracer;
    const length = Math.max(SHORTEST_SEED, longestExtent(filter) + 16);
    const bytes = this.#random.bytes(length);
    const made = [
      { bytes, wirelen: length },
      { bytes: new Uint8Array(length), wirelen: length + this.#random.pick([0, 1, 1000]) },
    ];
    for (const packet of [...seeds, ...made]) {
      this.#add(packet);
    }
  }

  /** Tries for the outcomes that have not been had, run by run. */
  cover(): void {
    for (let index = 0; index < this.#runs.length && this.#goesOn(); index += 1) {
      const run = this.#runs[index];
      const open = run === undefined ? [] : alternativesTo(run).filter((one) => this.#isOpen(one));
      for (const alternative of this.#some(open)) {
        this.#try(alternative);
      }
    }
  }

  /** Fills up with random changes to random runs. */
  vary(): void {
    while (this.#goesOn()) {
      const alternatives = alternativesTo(this.#random.pick(this.#runs));
      this.#attempts -= 1;
      if (alternatives.length === 0) {
        this.#add(this.#shaken(this.#random.pick(this.#runs).packet));
      } else {
        this.#try(this.#random.pick(alternatives));
      }
    }
  }

  #goesOn(): boolean {
    return this.packets.length < this.#limit && this.#attempts > 0;
  }

  #isOpen({ outcome }: Alternative): boolean {
    return !this.#outcomes.has(outcome) && (this.#tries.get(outcome) ?? 0) < TRIES;
  }

  #try(alternative: Alternative): void {
    const { outcome } = alternative;
    this.#attempts -= 1;
    this.#tries.set(outcome, (this.#tries.get(outcome) ?? 0) + 1);
    const packet = alternative.packet(this.#random);
    if (packet !== null) {
      this.#add(packet);
    }
  }

  #add(packet: InterpretedPacket): void {
    if (this.packets.length < this.#limit) {
      const run = this.#tracer.trace(packet);
      this.packets.push(packet);
      this.#runs.push(run);
      for (const outcome of outcomesOf(run)) {
        this.#outcomes.add(outcome);
      }
    }
  }

  #some(alternatives: readonly Alternative[]): readonly Alternative[] {
    if (alternatives.length <= MOST_ALTERNATIVES) {
      return alternatives;
    }
    return Array.from({ length: MOST_ALTERNATIVES }, () => this.#random.pick(alternatives));
  }

  #shaken(packet: InterpretedPacket): InterpretedPacket {
    const bytes = this.#random.bytes(this.#random.below(SHORTEST_SEED));
    return { ...packet, bytes, wirelen: bytes.length + this.#random.pick([0, 0, 1, 1000]) };
  }
}

/** How far the loads and guards with constant offsets reach, where a packet can be so long. */
function longestExtent(filter: FilterView): number {
  let longest = 0;
  for (const { instrs } of filter.blocks()) {
    for (const instr of instrs) {
      const extent = instr.kind === 'load' || instr.kind === 'guard' ? extentOf(instr) : 0;
      longest = extent <= LONGEST_PACKET ? Math.max(longest, extent) : longest;
    }
  }
  return longest;
}
