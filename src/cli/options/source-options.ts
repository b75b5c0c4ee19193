import { type Command, InvalidArgumentError, Option } from 'commander';
import { readUserInput } from '../../project/read-file.ts';
import type { FilterSource } from '../../source/filter-source.ts';
import type { SourceOptions } from '../../source/source-language.ts';
import type { SourceOption } from '../../source/source-option.ts';
import { DEFAULT_SOURCE, languageNamed, sourceNames, sourceOptions } from '../../source/sources.ts';
import { UsageError } from '../errors/usage-error.ts';

/** The options that say where the filter comes from. */
export interface SourceFlags extends FormFlags {
  readonly input?: string;
}

/** The option that says what filters are written in. */
export interface FormFlags {
  readonly from: string;
}

/** What the options of the source languages are; which there are, these say. */
export type LanguageFlags = Pick<
  SourceOptions,
  'snaplen' | 'netmask' | 'linux' | 'machine' | 'encapsulation' | 'extensions'
> & { readonly dlt?: string };

/** Adds the options of {@link SourceFlags}. */
export function addSourceOptions(command: Command): Command {
  return addFormOption(command).option(
    '--input <file>',
    'read the filter from a file, or - for standard input',
  );
}

/** Adds the option of {@link FormFlags}. */
export function addFormOption(command: Command): Command {
  return command.addOption(
    new Option('--from <form>', 'what the input is')
      .choices(sourceNames())
      .default(DEFAULT_SOURCE.name),
  );
}

/** Adds the options that the source languages read. */
export function addLanguageOptions(command: Command): Command {
  for (const one of sourceOptions()) {
    command.addOption(optionOf(one));
  }
  return command;
}

function optionOf({ flags, summary, choices, value, fallback }: SourceOption): Option {
  const option = new Option(flags, summary);
  if (choices !== undefined) {
    option.choices(choices);
  }
  if (value !== undefined) {
    option.argParser((text) => {
      const parsed = value.parse(text);
      if (parsed === null) {
        throw new InvalidArgumentError(`expected ${value.expected}.`);
      }
      return parsed;
    });
  }
  return fallback === undefined ? option : option.default(fallback);
}

/** What the options tell the source languages. */
export const sourceOptionsOf = (flags: LanguageFlags): Partial<SourceOptions> =>
  Object.fromEntries(
    sourceOptions()
      .map(({ name }) => [name, flags[name as keyof LanguageFlags]] as const)
      .filter(([, value]) => value !== undefined),
  );

/**
 * The filter that the arguments and options name.
 *
 * @throws {@link UsageError} where they name none, or two.
 */
export async function sourceOf(
  words: readonly string[],
  { from, input }: SourceFlags,
): Promise<FilterSource> {
  const language = languageNamed(from);
  if (input === undefined && words.length === 0) {
    throw new UsageError(`expected ${language.noun} as argument, or --input FILE`);
  }
  if (input !== undefined && words.length > 0) {
    throw new UsageError('the filter is given twice: as argument and by --input');
  }
  // Several words are one filter, as tcpdump takes them.
  return language.read(input === undefined ? words.join(' ') : await readUserInput(input));
}
