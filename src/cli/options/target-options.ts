import { type Command, Option } from 'commander';
import type { TargetOption } from '../../target/target.ts';
import { NAMED_TARGETS, TARGETS } from '../../target/targets.ts';
import { UsageError } from '../errors/usage-error.ts';

/** Adds the options of all targets, each once; the help has those of the targets that there are. */
export function addTargetOptions(command: Command): Command {
  const options = new Map(
    NAMED_TARGETS.flatMap((target) => target.options).map((option) => [option.name, option]),
  );
  for (const { name, value, summary, choices } of options.values()) {
    const isShown = TARGETS.some((target) => takes(target.options, name));
    command.addOption(
      new Option(`--${name} <${value}>`, summary).choices(choices).hideHelp(!isShown),
    );
  }
  return command;
}

/**
 * The options of the target `emit` that `flags` give.
 *
 * @throws {@link UsageError} for one of another target, which would have no effect.
 */
export function targetSettings(
  flags: Readonly<Record<string, unknown>>,
  emit: string,
): Readonly<Record<string, string>> {
  const settings: Record<string, string> = {};
  for (const { name } of NAMED_TARGETS.flatMap(({ options }) => options)) {
    const given = flags[name];
    const owners = NAMED_TARGETS.filter(({ options }) => takes(options, name));
    if (typeof given === 'string') {
      if (!owners.some((target) => target.name === emit)) {
        const kinds = owners.map((target) => `--emit ${target.name}`).join(', ');
        throw new UsageError(`--${name} is for ${kinds}, not for --emit ${emit}`);
      }
      settings[name] = given;
    }
  }
  return settings;
}

const takes = (options: readonly TargetOption[], wanted: string): boolean =>
  options.some(({ name }) => name === wanted);
