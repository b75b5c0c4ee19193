import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CompileOptions } from '../../compiler/compile.ts';
import type { Config } from '../../compiler/plugin.ts';
import type { InterpretedPacket } from '../../interpret/packet.ts';
import { loadConfig, loadPlugin } from '../../project/load-module.ts';
import { readInput } from '../read-input.ts';
import { systemResolver } from '../resolver/system-resolver.ts';
import { UsageError } from '../usage-error.ts';

/** The options that say what an expression means. */
export interface LanguageFlags {
  readonly dlt?: string;
  readonly snaplen: number;
  readonly netmask?: number;
  readonly linux?: boolean;
  readonly encapsulation: 'libpcap' | 'scoped';
  readonly extensions?: boolean;
}

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

/** Adds the options of {@link LanguageFlags}. */
export function addLanguageOptions(command: Command): Command {
  return command
    .option('--dlt <type>', `link type of the packets, by name or number (default: ${DEFAULT_DLT})`)
    .option('--snaplen <bytes>', 'bytes that an accepted packet keeps', parseCount, 262_144)
    .option('--netmask <mask>', 'IPv4 netmask, for `ip broadcast`', parseNetmask)
    .option('--linux', "use Linux's ancillary words")
    .addOption(
      new Option('--encapsulation <rule>', 'how far vlan, mpls, … shift offsets')
        .choices(['libpcap', 'scoped'])
        .default('libpcap'),
    )
    .option('--extensions', 'allow what libpcap refuses and this compiler can do');
}

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
    .option('--passes <pipeline>', "pipeline by name or as passes: 'a,b,repeat(c,d)'")
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
    dlt: flags.dlt ?? DEFAULT_DLT,
    snaplen: flags.snaplen,
    linux: flags.linux ?? false,
    encapsulation: flags.encapsulation,
    extensions: flags.extensions ?? false,
    resolver: systemResolver(),
    ...(flags.netmask === undefined ? {} : { netmask: flags.netmask }),
    ...(passes === undefined ? {} : { passes }),
    config: await configOf(flags),
    semantics: flags.semantics,
    ...(flags.profile === undefined ? {} : { profile: await readProfile(flags.profile) }),
    ...(flags.verifyEach === undefined ? {} : { verifyEach: flags.verifyEach }),
    ...(flags.optBisectLimit === undefined ? {} : { bisectLimit: flags.optBisectLimit }),
  };
}

/** The packets of the capture in `file`. */
async function readProfile(file: string): Promise<readonly InterpretedPacket[]> {
  const { readCaptureBuffer } = await import('../../trace/read-capture.ts');
  return [...readCaptureBuffer(await readInput(file))];
}

const append = (value: string, list: readonly string[]): readonly string[] => [...list, value];

/** A u32 in decimal or hexadecimal. */
export function parseCount(text: string): number {
  const value = /^(?:0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value < 2 ** 32)) {
    throw new InvalidArgumentError('expected a number from 0 to 4294967295.');
  }
  return value;
}

/** A time in seconds, more than 0. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && Number.isFinite(seconds))) {
    throw new InvalidArgumentError('expected a time in seconds.');
  }
  return seconds;
}

/** A netmask as `255.255.255.0` or `0xffffff00`. */
function parseNetmask(text: string): number {
  const octets = text.split('.').map(Number);
  const isDotted =
    octets.length === 4 &&
    /^[\d.]+$/.test(text) &&
    octets.every((octet) => Number.isInteger(octet) && octet < 256);
  if (isDotted) {
    return octets.reduce((mask, octet) => mask * 256 + octet, 0);
  }
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) {
    return Number(text);
  }
  throw new InvalidArgumentError('expected a mask such as 255.255.255.0 or 0xffffff00.');
}
