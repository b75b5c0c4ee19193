import { compile } from '../../compiler/compile.ts';
import type { InterpretedPacket } from '../../interpret/packet.ts';
import { timeUpCount } from '../../project/within-time.ts';
import { IR_SOURCE, irSourceOf } from '../../source/ir/ir-source.ts';
import { languageNamed } from '../../source/sources.ts';
import { Random } from '../../support/random.ts';
import { shrinkList } from '../../support/shrink-list.ts';
import { directedPackets } from '../fuzz/directed/directed-packets.ts';
import type { CodeRunner } from '../trial/code-runner.ts';
import { applicationsIn, withExplicitPasses } from '../trial/explicit-passes.ts';
import { type Finding, isSameKind, type Trial } from '../trial/trial.ts';
import { startTrial } from '../trial/try-trial.ts';
import { smallerPackets } from './smaller-packets.ts';

/** How to reduce, and how long. */
export interface ReduceOptions {
  readonly runner: CodeRunner;
  /** The most trials. Default: 2,000. */
  readonly budget?: number;
  /** Whether an expression or program becomes IR, which can be made smaller. Default: `false`. */
  readonly toIr?: boolean;
  /** Called after every trial, with the number of trials made. */
  readonly onTrial?: (trials: number) => void;
}

const DEFAULT_BUDGET = 2_000;

/** After so many applications of passes that did not come to an end, what is left is small enough. */
const MAX_TIME_UPS = 20;

/** So many packets are tried where the one that is known does not show the failure any more. */
const PACKETS = 24;

/**
 * Shrinks a finding while it keeps failing in the same way: its target goes, then its passes, its source
 * and its packet get smaller, in turn until none does any more. A smaller source need not fail on the same packet: others are looked
 * for. Deterministic.
 */
export async function reduceFinding(finding: Finding, options: ReduceOptions): Promise<Finding> {
  const reduction = new Reduction(finding, options);
  await reduction.run();
  return reduction.current;
}

class Reduction {
  current: Finding;
  readonly #options: ReduceOptions;
  readonly #timeUpsBefore = timeUpCount();
  #trials = 0;

  constructor(finding: Finding, options: ReduceOptions) {
    this.current = { ...finding, trial: withExplicitPasses(finding.trial) };
    this.#options = options;
  }

  async run(): Promise<void> {
    await this.#writeOutPasses();
    await this.#forgetTarget();
    await this.#turnToIr();
    for (let before: Finding | null = null; before !== this.current && !this.#spent; ) {
      before = this.current;
      await this.#shrinkPasses();
      await this.#shrinkSource();
      await this.#shrinkPacket();
    }
  }

  get #spent(): boolean {
    return (
      this.#trials >= (this.#options.budget ?? DEFAULT_BUDGET) ||
      timeUpCount() - this.#timeUpsBefore >= MAX_TIME_UPS
    );
  }

  /** Makes `trial` the current one where it fails as before, on the packet that is known or another. */
  async #accepts(trial: Trial, packet = this.current.packet): Promise<boolean> {
    if (this.#spent) {
      return false;
    }
    this.#trials += 1;
    this.#options.onTrial?.(this.#trials);
    const started = startTrial(trial, this.#options.runner);
    if (started.kind !== 'run') {
      return started.kind === 'crash' && this.#keep({ trial, ...started.discrepancy });
    }
    const { run } = started;
    const known = packet === null ? [] : [packet];
    const found = await run.check(trial, known);
    if (found !== null && this.#keep({ trial, ...found })) {
      return true;
    }
    const more = this.#otherPackets(trial, known, run.reference.filter);
    const other = more.length === 0 ? null : await run.check(trial, more);
    return other !== null && this.#keep({ trial, ...other });
  }

  /** Packets are looked for where the source is another than the known packet was made for. */
  #otherPackets(
    trial: Trial,
    seeds: readonly InterpretedPacket[],
    filter: Parameters<typeof directedPackets>[0],
  ): readonly InterpretedPacket[] {
    return trial.source === this.current.trial.source || this.current.packet === null
      ? []
      : directedPackets(filter, new Random(1), { limit: PACKETS, seeds });
  }

  #keep(finding: Finding): boolean {
    const same = isSameKind(this.current.failure, finding.failure);
    if (same) {
      this.current = finding;
    }
    return same;
  }

  /** Replaces the pipeline by the passes that had an effect, without `repeat`. */
  async #writeOutPasses(): Promise<void> {
    const { trial } = this.current;
    if (trial.engine !== 'original' && startTrial(trial, this.#options.runner).kind === 'run') {
      const { bisectLimit: _, ...rest } = trial;
      const { list, isEndless } = applicationsIn(trial);
      const applied = list.filter(({ changed }) => changed).map(({ pass }) => pass);
      if (!isEndless) {
        await this.#accepts({ ...rest, passes: applied.join(',') });
      }
    }
  }

  /** Lets the passes go by what any machine can do, where that shows the failure too. */
  async #forgetTarget(): Promise<void> {
    const { trial } = this.current;
    const { target, ...options } = trial.options;
    if (target !== undefined) {
      await this.#accepts({ ...trial, options });
    }
  }

  async #turnToIr(): Promise<void> {
    const { trial } = this.current;
    const { source, options, engine } = trial;
    if (this.#options.toIr !== true || source.kind === IR_SOURCE.name || engine === 'original') {
      return;
    }
    if (startTrial(trial, this.#options.runner).kind === 'run') {
      const { filter } = compile(source, { ...options, config: {}, passes: '' });
      await this.#accepts({ ...trial, source: irSourceOf(filter) });
    }
  }

  /** A list of passes, or one in a `repeat`. */
  async #shrinkPasses(): Promise<void> {
    const { passes } = this.current.trial;
    const repeated = /^repeat\(([^()]*)\)$/.exec(passes)?.[1];
    const list = repeated ?? passes;
    if (list === '' || list.includes('(')) {
      return;
    }
    await shrinkList(list.split(','), async (kept) => {
      const text = kept.join(',');
      const isRepeat = repeated !== undefined && text !== '';
      return this.#accepts({
        ...this.current.trial,
        passes: isRepeat ? `repeat(${text})` : text,
      });
    });
  }

  async #shrinkSource(): Promise<void> {
    const { source } = this.current.trial;
    await languageNamed(source.kind).shrink(source, (smaller) =>
      this.#accepts({ ...this.current.trial, source: smaller }),
    );
  }

  async #shrinkPacket(): Promise<void> {
    for (let from: Finding | null = null; from !== this.current && !this.#spent; ) {
      from = this.current;
      for (const packet of from.packet === null ? [] : smallerPackets(from.packet)) {
        if (await this.#accepts(from.trial, packet)) {
          break;
        }
      }
    }
  }
}
