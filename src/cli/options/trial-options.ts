import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { DEFAULT_PIPELINE } from '../../compiler/build-pipeline.ts';
import type { CompileOptions } from '../../compiler/compile.ts';
import type { InterpretedPacket } from '../../interpret/packet.ts';
import { PipelineSyntaxError } from '../../pass/parse-pipeline.ts';
import { readUserInput } from '../../project/read-file.ts';
import { parseCase } from '../../prove/trial/case-file.ts';
import type { CodeRunner } from '../../prove/trial/code-runner.ts';
import { passesOnly } from '../../prove/trial/explicit-passes.ts';
import { pipelineOf } from '../../prove/trial/run-trial-passes.ts';
import { searchFailure } from '../../prove/trial/search-failure.ts';
import {
  type Finding,
  TRIAL_ENGINES,
  type Trial,
  type TrialEngine,
} from '../../prove/trial/trial.ts';
import { startTrial, tryTrial } from '../../prove/trial/try-trial.ts';
import { expressionOf } from '../../source/sources.ts';
import { about } from '../errors/source-of-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { readPackets } from '../read-packets.ts';
import {
  addPassOptions,
  compileOptionsOf,
  configOf,
  type PassFlags,
  parseCount,
} from './compile-options.ts';
import {
  addLanguageOptions,
  addSourceOptions,
  type LanguageFlags,
  type SourceFlags,
  sourceOf,
} from './source-options.ts';

/** The options that name one filter, how it is compiled and run, and on which packets. */
export interface TrialFlags extends LanguageFlags, PassFlags, SourceFlags {
  readonly packet?: Uint8Array;
  readonly wirelen?: number;
  readonly read?: string;
  readonly engines?: readonly TrialEngine[];
  readonly case?: string;
}

/** Adds the options of {@link TrialFlags}. */
export function addTrialOptions(command: Command): Command {
  addPassOptions(addLanguageOptions(addSourceOptions(command)));
  return command
    .option('--packet <hex>', 'the packet that gets the wrong verdict, as hex', parseHex)
    .option('--wirelen <bytes>', 'its length on the wire (default: as captured)', parseCount)
    .option('-r, --read <file>', 'capture with packets to try (default: such as are made for it)')
    .addOption(enginesOption())
    .option('--case <file>', 'a filter, passes and packet that fuzz, reduce or check-pass wrote');
}

/** The option `--engines`, for all commands that compare engines. */
export function enginesOption(): Option {
  return new Option(
    '--engines <names>',
    `what to run it on, of ${TRIAL_ENGINES.join(', ')} (default: all)`,
  ).argParser((text: string) => text.split(',').map(parseEngine));
}

/** What came of one trial, or of the search for one that fails. */
export interface Attempt {
  /** `null` where nothing fails. */
  readonly finding: Finding | null;
  /** The files of the plugins that it takes. */
  readonly plugins: readonly string[];
}

/** How the filter that the arguments name fails, if it does. */
export async function attempt(
  words: readonly string[],
  flags: TrialFlags,
  runner: CodeRunner,
): Promise<Attempt> {
  if (flags.case !== undefined) {
    return await attemptCase(flags.case, flags, runner);
  }
  const source = await about({ file: flags.input }, () => sourceOf(words, flags));
  const read = flags.read === undefined ? null : readPackets(flags.read);
  const given = await compileOptionsOf(flags);
  const options = read === null || flags.dlt !== undefined ? given : { ...given, dlt: read.dlt };
  const expression = expressionOf(source);
  const trial = trialOf(source, options);
  requirePipeline(trial);
  const finding = await about({ file: flags.input, expression }, () =>
    searchFailure(trial, {
      runner,
      engines: flags.engines ?? TRIAL_ENGINES,
      packets: flags.packet === undefined ? read?.packets : [packetOf(flags.packet, flags.wirelen)],
    }),
  );
  return { finding, plugins: flags.plugin ?? [] };
}

/** How the trial in `file` fails, if it does. */
export async function attemptCase(
  file: string,
  flags: Pick<PassFlags, 'plugin' | 'config'>,
  runner: CodeRunner,
): Promise<Attempt> {
  return await about({ file }, async () => {
    const read = parseCase((await readUserInput(file)).toString('utf8'));
    const plugins = [...read.plugins, ...(flags.plugin ?? [])];
    const config = passesOnly(await configOf({ ...flags, plugin: plugins, semantics: 'strict' }));
    const trial = { ...read.trial, options: { ...read.trial.options, config } };
    requireSource(trial, runner);
    requirePipeline(trial);
    const found = await tryTrial(trial, read.packet === null ? [] : [read.packet], runner);
    return { finding: found === null ? null : { trial, ...found }, plugins };
  });
}

/** @throws what the front end throws for a source that can't be compiled. */
function requireSource(trial: Trial, runner: CodeRunner): void {
  const started = startTrial(trial, runner);
  if (started.kind === 'refused') {
    throw started.cause;
  }
}

/**
 * Whatever else is wrong with passes is for the trial to find.
 *
 * @throws PipelineSyntaxError where the passes of a trial are no pipeline.
 */
function requirePipeline(trial: Omit<Trial, 'engine'>): void {
  try {
    pipelineOf(trial);
  } catch (error) {
    if (error instanceof PipelineSyntaxError) {
      throw error;
    }
  }
}

function trialOf(source: Trial['source'], options: CompileOptions): Omit<Trial, 'engine'> {
  const { passes, config, bisectLimit } = options;
  return {
    source,
    options,
    passes: passes ?? config?.passes ?? DEFAULT_PIPELINE,
    ...(bisectLimit === undefined ? {} : { bisectLimit }),
  };
}

/** @throws {@link UsageError} where the packet is longer than it was on the wire. */
function packetOf(bytes: Uint8Array, wirelen = bytes.length): InterpretedPacket {
  if (wirelen < bytes.length) {
    throw new UsageError(`the packet has ${bytes.length} bytes, and ${wirelen} on the wire`);
  }
  return { bytes, wirelen };
}

function parseHex(text: string): Uint8Array {
  const digits = text.replaceAll(/[\s:]/g, '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) {
    throw new InvalidArgumentError('expected bytes in hexadecimal.');
  }
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

function parseEngine(name: string): TrialEngine {
  const found = TRIAL_ENGINES.find((engine) => engine === name);
  if (found === undefined) {
    throw new InvalidArgumentError(`expected some of ${TRIAL_ENGINES.join(', ')}.`);
  }
  return found;
}
