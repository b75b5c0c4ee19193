import { PersistentMap } from '../../support/persistent-map.ts';
import type { AbstractValue } from '../smt/abstract-value.ts';
import type { TermId } from '../smt/term.ts';

/** How far the packet is known to reach from a base, and not to reach; offsets from that base. */
export interface Reach {
  /** It reaches so far: -1 where not even the base is known to lie within. */
  readonly near: number;
  /** It does not reach so far: infinite where nothing is known. */
  readonly far: number;
}

/** Nothing is known of how far it reaches. */
export const NO_REACH: Reach = { near: -1, far: Number.POSITIVE_INFINITY };

/** The outcome of one test that was assumed. */
export interface Assumption {
  readonly test: TermId;
  readonly holds: boolean;
}

/** The assumptions of a path, the last one first. */
interface Assumed extends Assumption {
  readonly before: Assumed | null;
  /** How many there are up to this one. */
  readonly count: number;
}

/** The facts of a path, in maps that share what they have in common with those of other paths. */
export interface Facts {
  readonly assumed: Assumed | null;
  readonly values: PersistentMap<AbstractValue>;
  /** Values that a term is not, by term and value. */
  readonly excluded: PersistentMap<true>;
  /** Tests whose outcome was assumed. */
  readonly truths: PersistentMap<boolean>;
  /** By base. */
  readonly reaches: PersistentMap<Reach>;
}

/** Nothing is known. */
export const NOTHING: Facts = {
  assumed: null,
  values: new PersistentMap<AbstractValue>(),
  excluded: new PersistentMap<true>(),
  truths: new PersistentMap<boolean>(),
  reaches: new PersistentMap<Reach>(),
};
