import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CompileOptions } from '../../compiler/compile.ts';
import type { Config } from '../../compiler/plugin.ts';
import type { InterpretedPacket } from '../../interpret/packet.ts';
import { loadConfig, loadPlugin } from '../../project/load-module.ts';
import { gunzipped } from '../../project/read-capture-file.ts';
import { readUserInput } from '../../project/read-file.ts';
import { withinTime } from '../../project/within-time.ts';
import { U32_VALUE } from '../../source/source-option.ts';
import { about } from '../errors/source-of-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { systemResolver } from '../resolver/system-resolver.ts';
import { type LanguageFlags, sourceOptionsOf } from './source-options.ts';

/** The options that choose and watch the passes. */
export interface PassFlags {
  readonly O?: string;
  readonly passes?: string;
  readonly plugin?: readonly string[];
  readonly config?: string;
  readonly semantics: 'strict' | 'relaxed';
  readonly profile?: string;
  readonly verifyEach?: boolean;
  readonly optBisectLimit?: number;
}

/** The link type where nothing says another. */
export const DEFAULT_DLT = 'EN10MB';

/** Adds the options of {@link PassFlags}. */
export function addPassOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-O <level>', 'pipeline by level: 0, 1, 2 (default) or 3').choices([
        '0',
        '1',
        '2',
        '3',
      ]),
    )
    .option('--passes <pipeline>', "pipeline: passes and named pipelines, 'a,O2 - b,repeat(c,d)'")
    .option('--plugin <file>', 'plugin or pass to load; may be given again', append, [])
    .option('--config <file>', 'settings (default: bpfopt.config.ts in this folder, if any)')
    .addOption(
      new Option('--semantics <mode>', 'verdicts to keep: of every packet, or as libpcap -O')
        .choices(['strict', 'relaxed'])
        .default('strict'),
    )
    .option('--profile <trace>', 'capture to learn branch probabilities from')
    .option('--verify-each', 'check the IR after each pass')
    .option('--opt-bisect-limit <n>', 'stop applying passes after the first n', parseCount);
}

/** The settings and plugins that the options name. */
export async function configOf(flags: PassFlags): Promise<Config> {
  const config = await loadConfig(flags.config);
  const plugins = await Promise.all((flags.plugin ?? []).map((file) => loadPlugin(file)));
  return { ...config, plugins: [...(config.plugins ?? []), ...plugins] };
}

/**
 * What the options ask of the compiler.
 *
 * @throws {@link UsageError} where two of them contradict each other.
 */
export async function compileOptionsOf(flags: LanguageFlags & PassFlags): Promise<CompileOptions> {
  if (flags.O !== undefined && flags.passes !== undefined) {
    throw new UsageError('-O and --passes both name a pipeline; give one of them');
  }
  const passes = flags.passes ?? (flags.O === undefined ? undefined : `O${flags.O}`);
  return {
    dlt: DEFAULT_DLT,
    ...sourceOptionsOf(flags),
    resolver: systemResolver(),
    ...(passes === undefined ? {} : { passes }),
    config: await configOf(flags),
    guard: withinTime,
    semantics: flags.semantics,
    ...(flags.profile === undefined ? {} : { profile: await readProfile(flags.profile) }),
    ...(flags.verifyEach === undefined ? {} : { verifyEach: flags.verifyEach }),
    ...(flags.optBisectLimit === undefined ? {} : { bisectLimit: flags.optBisectLimit }),
  };
}

/** The packets of the capture in `file`. */
async function readProfile(file: string): Promise<readonly InterpretedPacket[]> {
  const { readCaptureBuffer } = await import('../../trace/read-capture.ts');
  return await about({ file }, async () => [
    ...readCaptureBuffer(gunzipped(await readUserInput(file))),
  ]);
}

/** Gathers the values of an option that may be given again. */
export const append = (value: string, values: readonly string[] = []): readonly string[] => [
  ...values,
  value,
];

/** A u32 in decimal or hexadecimal. */
export function parseCount(text: string): number {
  const value = U32_VALUE.parse(text);
  if (typeof value !== 'number') {
    throw new InvalidArgumentError(`expected ${U32_VALUE.expected}.`);
  }
  return value;
}

/** A time in seconds, more than 0. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
    const [least, most] = [String(LEAST_SECONDS), MOST_SECONDS.toLocaleString('en')];
    throw new InvalidArgumentError(`expected a time in seconds from ${least} to ${most}.`);
  }
  return seconds;
}

/** Clocks of the system count whole milliseconds, in 31 bits. */
const LEAST_SECONDS = 0.001;
const MOST_SECONDS = 1_000_000;
