import type { Engine, LoadedFilter } from '../../engine/engine.ts';
import { EngineError } from '../../engine/engine.ts';
import type { Variant } from './compile-variant.ts';

/** The code of one pipeline, loaded into one engine. Close it when done. */
export interface Runner {
  readonly variant: Variant;
  readonly engine: Engine;
  readonly loaded: LoadedFilter;
}

/** An engine that did not take the code of a pipeline. */
export interface Refusal {
  readonly variant: Variant;
  readonly engine: Engine;
  readonly message: string;
}

/** Runners, and what could not become one. */
export interface Runners {
  /** Engines first, in the order given. */
  readonly runners: readonly Runner[];
  readonly refusals: readonly Refusal[];
  close(): void;
}

/** Loads each variant into each engine that takes a form of code that the variant has. */
export function loadRunners(variants: readonly Variant[], engines: readonly Engine[]): Runners {
  const runners: Runner[] = [];
  const refusals: Refusal[] = [];
  for (const engine of engines) {
    for (const variant of variants) {
      const loaded = load(engine, variant);
      if (typeof loaded === 'string') {
        refusals.push({ variant, engine, message: loaded });
      } else if (loaded !== null) {
        runners.push({ variant, engine, loaded });
      }
    }
  }
  return {
    runners,
    refusals,
    close: () => {
      for (const { loaded } of runners) {
        loaded.close();
      }
    },
  };
}

/** The loaded code, `null` where there is none of the engine's form, or why it was refused. */
function load(engine: Engine, { code }: Variant): LoadedFilter | string | null {
  const form = code.get(engine.accepts);
  if (form === undefined) {
    return null;
  }
  try {
    return engine.load(form);
  } catch (error) {
    if (error instanceof EngineError) {
      return error.message;
    }
    throw error;
  }
}
