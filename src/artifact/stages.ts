import type { FilterView } from '../ir/filter-view.ts';
import { printFilter } from '../ir/print.ts';
import { type ControlFlowGraph, controlFlowGraph } from './control-flow-graph.ts';
import { filterSpans } from './span-lines.ts';

/** The filter at one moment of its compilation. */
export interface Snapshot {
  /** Its text form. */
  readonly text: string;
  /** By line of the text, the piece of the source that it is for: see `printSpans`. Absent in old results. */
  readonly spans?: string;
  readonly blocks: number;
  /** `null` where it was not wanted, or has more blocks than were asked for. */
  readonly graph: ControlFlowGraph | null;
}

/** How large a filter is. */
export interface FilterSize {
  readonly blocks: number;
  /** The instructions of all blocks, terminators not. */
  readonly instructions: number;
}

/** What a pass tells about one place of the filter. */
export interface StageRemark {
  /** `done`: a change; `missed`: one that was not made; `warning`: what is probably not meant. */
  readonly kind: 'done' | 'missed' | 'warning';
  /** As the text form prints it: `v7`, `b3`. */
  readonly where: string;
  readonly message: string;
}

/** One application of a pass that changed the filter. */
export interface Stage {
  /** Its place among all applications, counted from 1. */
  readonly application: number;
  readonly pass: string;
  /** Wall-clock time. */
  readonly milliseconds: number;
  /** The counters of the pass that are not 0. */
  readonly statistics: Readonly<Record<string, number>>;
  readonly remarks: readonly StageRemark[];
  readonly before: FilterSize;
  readonly after: FilterSize;
  /** The filter as the pass left it. */
  readonly filter: Snapshot;
}

/** A compilation step by step. */
export interface StagedCompilation {
  /** The names of all passes in the order in which they were applied, idle ones too. */
  readonly applications: readonly string[];
  /** The filter as the front end built it. */
  readonly input: Snapshot;
  readonly stages: readonly Stage[];
  /** The filter that was lowered. */
  readonly output: Snapshot;
}

/** What an observer is told of an application of a pass; the compiler's records are such. */
export interface ObservedPass extends Omit<Stage, 'milliseconds' | 'statistics' | 'filter'> {
  readonly changed: boolean;
  /** In milliseconds. */
  readonly duration: number;
  readonly statistics: ReadonlyMap<string, number>;
}

/** What a compiler must be told so that a recorder hears of everything. */
export interface Observers {
  readonly remarks?: boolean;
  readonly onInput?: (filter: FilterView) => void;
  readonly onPass?: (filter: FilterView, record: ObservedPass) => void;
}

/** Which snapshots get a graph. */
export interface RecorderOptions {
  readonly graphs: 'ends' | 'all';
  /** Larger filters get none. */
  readonly maxBlocks: number;
}

/** Takes down one compilation: pass its options through {@link StageRecorder.watch}. */
export class StageRecorder {
  readonly #options: RecorderOptions;
  readonly #applications: string[] = [];
  readonly #stages: Stage[] = [];
  #input: Snapshot | null = null;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** `options` that record as well, besides what they observe themselves. */
  watch<Options extends Observers>(options: Options): Options {
    return {
      ...options,
      remarks: true,
      onInput: (filter) => {
        options.onInput?.(filter);
        this.#input = this.#snapshot(filter, true);
      },
      onPass: (filter, record) => {
        options.onPass?.(filter, record);
        this.#add(filter, record);
      },
    };
  }

  /** What was recorded of the compilation that made `filter`. */
  finish(filter: FilterView): StagedCompilation {
    const output = this.#snapshot(filter, true);
    return {
      applications: this.#applications,
      input: this.#input ?? output,
      stages: this.#stages,
      output,
    };
  }

  #add(filter: FilterView, record: ObservedPass): void {
    const { changed, duration, statistics, ...told } = record;
    this.#applications.push(record.pass);
    if (changed) {
      this.#stages.push({
        ...told,
        milliseconds: duration,
        statistics: Object.fromEntries(statistics),
        filter: this.#snapshot(filter, this.#options.graphs === 'all'),
      });
    }
  }

  #snapshot(filter: FilterView, wantsGraph: boolean): Snapshot {
    const isDrawn = wantsGraph && filter.blockCount <= this.#options.maxBlocks;
    return {
      text: printFilter(filter),
      spans: filterSpans(filter),
      blocks: filter.blockCount,
      graph: isDrawn ? controlFlowGraph(filter) : null,
    };
  }
}
