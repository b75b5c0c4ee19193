import { Filter } from '../../ir/filter.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import { printFilter } from '../../ir/print.ts';
import type { PassRecord } from '../../pass/pass-record.ts';
import { invariant } from '../../support/invariant.ts';
import { TermGraph } from '../smt/term-graph.ts';
import {
  decideInTime,
  decideWithoutSolver,
  type Meanings,
  type MeaningTerms,
  meaningTerms,
  type ProofOptions,
} from './decide.ts';
import { answerOf, type Equivalence } from './equivalence.ts';

/** What is known of one application of a pass to one filter. */
export interface ApplicationProof {
  /** Counts from 1 over the whole run, as in the record of the pass. */
  readonly application: number;
  readonly pass: string;
  /** Whether the pass changed anything. If not, there is nothing to prove. */
  readonly changed: boolean;
  readonly answer: Equivalence;
  /** The filter that the pass was given, as text; `null` where the application is proved. */
  readonly before: string | null;
}

/** A filter at one time, and what it means. */
interface State {
  readonly filter: FilterView;
  readonly meaning: MeaningTerms;
}

/** A proof, or the two filters that are left to a solver. */
type Entry =
  | ApplicationProof
  | {
      readonly record: PassRecord;
      readonly before: State;
      readonly after: State;
      readonly milliseconds: number;
    };

/**
 * Watches the passes over one filter and proves each application: the filter before against the
 * filter after. Hand `onInput` and `onPass` to the compiler, then ask for the proofs. What needs no
 * solver is settled at once, while the passes run.
 *
 * The IR must be checked after each pass, since a proof takes a valid filter for granted.
 */
export class PassProver {
  readonly #options: ProofOptions;
  readonly #graph = new TermGraph();
  readonly #entries: Entry[] = [];
  #state: State | null = null;

  constructor(options: ProofOptions) {
    this.#options = options;
  }

  readonly onInput = (filter: FilterView): void => {
    this.#state = this.#stateOf(filter);
  };

  readonly onPass = (filter: FilterView, record: PassRecord): void => {
    const start = performance.now();
    const before = this.#state;
    invariant(before !== null, 'a pass ran before there was a filter');
    if (!record.changed) {
      this.#entries.push(proofOf(record, { outcome: 'equivalent', by: 'canonical' }, start));
      return;
    }
    const after = this.#stateOf(filter);
    const by = decideWithoutSolver(this.#graph, meaningsOf(before, after), this.#semantics);
    this.#state = after;
    this.#entries.push(
      by === null
        ? { record, before, after, milliseconds: performance.now() - start }
        : proofOf(record, { outcome: 'equivalent', by }, start),
    );
  };

  /** The proofs of all applications, in order. Asks the solver for what is left. */
  async proofs(): Promise<readonly ApplicationProof[]> {
    const proofs: ApplicationProof[] = [];
    for (const entry of this.#entries) {
      proofs.push('record' in entry ? await this.#ask(entry) : entry);
    }
    return proofs;
  }

  get #semantics(): NonNullable<ProofOptions['semantics']> {
    return this.#options.semantics ?? 'strict';
  }

  async #ask(entry: Exclude<Entry, ApplicationProof>): Promise<ApplicationProof> {
    const { record, before, after, milliseconds } = entry;
    const start = performance.now() - milliseconds;
    const decision = await decideInTime(this.#graph, meaningsOf(before, after), this.#options);
    const pair = {
      graph: this.#graph,
      before: before.filter,
      after: after.filter,
      meaning: before.meaning,
    };
    const proof = proofOf(record, answerOf(decision, pair, this.#options), start);
    return proof.answer.outcome === 'equivalent'
      ? proof
      : { ...proof, before: printFilter(before.filter) };
  }

  /** The filter as it is now; the passes go on to change theirs. */
  #stateOf(filter: FilterView): State {
    const copy = new Filter(filter.name, filter.blocks(), filter.packetModel);
    return { filter: copy, meaning: meaningTerms(this.#graph, copy) };
  }
}

const meaningsOf = (before: State, after: State): Meanings => ({
  before: before.meaning,
  after: after.meaning,
});

function proofOf(
  { application, pass, changed }: PassRecord,
  answer: ReturnType<typeof answerOf>,
  start: number,
): ApplicationProof {
  const milliseconds = performance.now() - start;
  return { application, pass, changed, answer: { ...answer, milliseconds }, before: null };
}
