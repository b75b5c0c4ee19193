import { builtinPasses } from '../../../passes/index.ts';
import { buildPipeline } from '../../compiler/build-pipeline.ts';
import { compile } from '../../compiler/compile.ts';
import { NAMED_PIPELINES } from '../../compiler/named-pipelines.ts';
import { type Config, PlacementError } from '../../compiler/plugin.ts';
import { pluginsOf } from '../../compiler/plugins-of.ts';
import type { Pass } from '../../pass/pass.ts';
import { EndlessRepeatError, PassError, VerifyError } from '../../pass/pass-error.ts';
import { type Pipeline, passesOf, printPipeline } from '../../pass/pipeline.ts';
import { pipelineOf, runTrialPasses } from './run-trial-passes.ts';
import type { Trial } from './trial.ts';

/**
 * The same trial with all its passes in `passes`: settings and plugins put none in any more, but only
 * make the names of theirs known.
 *
 * @throws PipelineSyntaxError where the passes are no pipeline.
 */
export function withExplicitPasses(trial: Trial): Trial {
  const { config = {} } = trial.options;
  const pipeline = pipelineOf(trial);
  return {
    ...trial,
    passes: printPipeline(pipeline),
    options: { ...trial.options, config: namesOnly([...ownPasses(config), ...passesOf(pipeline)]) },
  };
}

/**
 * The settings that make the passes of plugins known and put none into any pipeline: what pipelines
 * written out in full need.
 */
export function passesOnly(config: Config): Config {
  return namesOnly([...ownPasses(config), ...passesOf(defaultPipeline(config))]);
}

/** One application of a pass in a trial. */
export interface Application {
  readonly pass: string;
  /** `true` also where it failed. */
  readonly changed: boolean;
}

/** What a trial does. */
export interface Applications {
  /** In order, `repeat` written out; up to the one that failed, where one did. */
  readonly list: readonly Application[];
  /** Whether a `repeat` in it does not end, so that the list is only its start. */
  readonly isEndless: boolean;
}

/** The applications of the passes of `trial`. */
export function applicationsIn(trial: Trial): Applications {
  const { filter } = compile(trial.source, { ...trial.options, config: {}, passes: '' });
  const list: Application[] = [];
  try {
    runTrialPasses(filter, trial, {
      verifyEach: true,
      onPass: (_, { pass, changed }) => {
        list.push({ pass, changed });
      },
    });
  } catch (error) {
    if (error instanceof EndlessRepeatError) {
      return { list, isEndless: true };
    }
    if (!(error instanceof PassError || error instanceof VerifyError)) {
      throw error;
    }
    list.push({ pass: error.pass, changed: true });
  }
  return { list, isEndless: false };
}

const ownPasses = ({ plugins = [] }: Config): readonly Pass[] =>
  pluginsOf(plugins).flatMap(({ passes = [] }) => passes);

function namesOnly(passes: readonly Pass[]): Config {
  const foreign = new Map(
    passes.filter(({ name }) => !builtinPasses.has(name)).map((pass) => [pass.name, pass]),
  );
  return foreign.size === 0 ? {} : { plugins: [{ name: 'trial', passes: [...foreign.values()] }] };
}

/** The default pipeline with what plugins add to it; empty where they find no place in it. */
function defaultPipeline(config: Config): Pipeline {
  try {
    return buildPipeline(NAMED_PIPELINES.O2.text, config);
  } catch (error) {
    if (error instanceof PlacementError) {
      return [];
    }
    throw error;
  }
}
