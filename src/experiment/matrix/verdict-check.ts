import type { Finding } from '../../artifact/results/results.ts';
import type { Engine } from '../../engine/engine.ts';
import { compareVerdicts } from './compare-verdicts.ts';
import type { Variant } from './compile-variant.ts';
import type { Refusal } from './runner.ts';

/** The code that gave verdicts, and what ran it. */
interface Origin {
  readonly variant: Variant;
  readonly engine: Pick<Engine, 'name'>;
}

/** Compares all verdicts on the packets of one filter with the first that it is told of. */
export class VerdictCheck {
  /** What did not agree, in the order in which it was found. */
  readonly findings: Finding[] = [];
  readonly #filter: string;
  readonly #expected = new Map<string, Uint32Array>();

  /** @param filter its id. */
  constructor(filter: string) {
    this.#filter = filter;
  }

  /** Compares verdicts on the packets of `trace`; the first on each trace are the reference. */
  add(trace: string, verdicts: Uint32Array, { variant, engine }: Origin): void {
    const expected = this.#expected.get(trace);
    if (expected === undefined) {
      this.#expected.set(trace, verdicts);
      return;
    }
    const difference = compareVerdicts(verdicts, expected);
    if (difference !== null) {
      this.findings.push({
        kind: 'verdict',
        ...this.#place(variant, engine),
        trace,
        ...difference,
      });
    }
  }

  /** Takes note of code that an engine refused. */
  refused({ variant, engine, message }: Refusal): void {
    this.findings.push({ kind: 'refused', ...this.#place(variant, engine), message });
  }

  #place(
    { pipeline }: Variant,
    engine: Pick<Engine, 'name'>,
  ): Pick<Finding, 'filter' | 'pipeline' | 'engine' | 'peer'> {
    return {
      filter: this.#filter,
      pipeline: pipeline.name,
      engine: engine.name,
      peer: pipeline.peer,
    };
  }
}
