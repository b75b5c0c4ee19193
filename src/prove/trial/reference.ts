import { compile } from '../../compiler/compile.ts';
import { Interpreter } from '../../interpret/interpret.ts';
import type { InterpretedPacket } from '../../interpret/packet.ts';
import type { Filter } from '../../ir/filter.ts';
import type { FilterSource } from '../../source/filter-source.ts';
import { usesAncillary } from '../equivalence/read-back.ts';
import type { TrialOptions } from './trial.ts';

/** The verdict that a packet has to get, a u32; `null` where any is right. */
export type ExpectedVerdict = number | null;

/** What a filter means: its unoptimized IR on the reference interpreter. */
export class Reference {
  /** The IR as the front end makes it. Not to be edited. */
  readonly filter: Filter;
  /** Whether it reads a word that is not in the packet, such as a VLAN tag that was stripped. */
  readonly usesAncillary: boolean;
  readonly #relaxed: boolean;
  readonly #interpreter: Interpreter;
  readonly #known = new WeakMap<InterpretedPacket, ExpectedVerdict>();

  /** @throws what the front end throws for a source that can't be compiled. */
  constructor(source: FilterSource, options: TrialOptions) {
    this.filter = compile(source, { ...options, config: {}, passes: '' }).filter;
    this.usesAncillary = usesAncillary(this.filter);
    this.#relaxed = options.semantics === 'relaxed';
    this.#interpreter = new Interpreter(this.filter);
  }

  /** The verdict that `packet` has to get; each packet is run once. */
  expected(packet: InterpretedPacket): ExpectedVerdict {
    const known = this.#known.get(packet);
    if (known !== undefined) {
      return known;
    }
    const verdict = this.#run(packet);
    this.#known.set(packet, verdict);
    return verdict;
  }

  /** In relaxed semantics the load that rejects a packet may go, and the verdict is open. */
  #run(packet: InterpretedPacket): ExpectedVerdict {
    const { verdict, path, rejectedAt } = this.#interpreter.run(packet);
    const last = path.at(-1);
    if (!this.#relaxed || rejectedAt === null || last === undefined) {
      return verdict;
    }
    return this.filter.block(last).instrs[rejectedAt]?.kind === 'load' ? null : verdict;
  }
}
