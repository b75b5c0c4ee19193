import { type CompileOptions, compile } from '../../compiler/compile.ts';
import type { Filter } from '../../ir/filter.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import { printFilter } from '../../ir/print.ts';
import type { PassRecord } from '../../pass/pass-record.ts';
import type { FilterSource } from '../../source/filter-source.ts';
import { cfgScene } from '../cfg/draw-cfg.ts';
import type { Scene } from '../cfg/scene.ts';

/** The filter at one moment of its compilation. */
export interface Snapshot {
  /** Its text form. */
  readonly text: string;
  readonly blocks: number;
  /** What a drawing shows; `null` where none was asked for or the graph is too large. */
  readonly scene: Scene | null;
}

/** One application of a pass. */
export interface Stage {
  readonly record: PassRecord;
  /** The filter after the pass; `null` where the pass left it as it was. */
  readonly after: Snapshot | null;
}

/** A compilation, remembered step by step. */
export interface StagedCompilation {
  readonly filter: Filter;
  readonly input: Snapshot;
  readonly stages: readonly Stage[];
  readonly output: Snapshot;
}

/** What to remember. */
export interface StageOptions {
  readonly compile: CompileOptions;
  /** Which snapshots get a scene. */
  readonly scenes: 'ends' | 'all';
  /** Graphs with more blocks get none. */
  readonly maxBlocks: number;
}

/** Compiles `source` and keeps what the filter looked like on the way. */
export function compileInStages(
  source: string | FilterSource,
  { compile: options, scenes, maxBlocks }: StageOptions,
): StagedCompilation {
  const snapshot = (filter: FilterView, wantsScene: boolean): Snapshot => ({
    text: printFilter(filter),
    blocks: filter.blockCount,
    scene: wantsScene && filter.blockCount <= maxBlocks ? cfgScene(filter) : null,
  });
  const inputs: Snapshot[] = [];
  const stages: Stage[] = [];
  const { filter } = compile(source, {
    ...options,
    remarks: true,
    onInput: (view) => {
      options.onInput?.(view);
      inputs.push(snapshot(view, true));
    },
    onPass: (view, record) => {
      options.onPass?.(view, record);
      stages.push({ record, after: record.changed ? snapshot(view, scenes === 'all') : null });
    },
  });
  const output = snapshot(filter, true);
  return { filter, input: inputs[0] ?? output, stages, output };
}
