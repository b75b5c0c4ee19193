import { type Command, Option } from 'commander';
import { readSource, SOURCE_FORMS, type SourceForm } from '../../compiler/read-source.ts';
import type { FilterSource } from '../../compiler/source.ts';
import { readInput } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';

/** The options that say where the filter comes from. */
export interface SourceFlags {
  readonly from: SourceForm;
  readonly input?: string;
}

/** Adds the options of {@link SourceFlags}. */
export function addSourceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--from <form>', 'what the input is').choices(SOURCE_FORMS).default('pcap-filter'),
    )
    .option('--input <file>', 'read the filter from a file, or - for standard input');
}

/**
 * The filter that the arguments and options name.
 *
 * @throws {@link UsageError} where they name none, or two.
 */
export async function sourceOf(
  words: readonly string[],
  { from, input }: SourceFlags,
): Promise<FilterSource> {
  if (input === undefined) {
    return sourceOfText(argumentText(words, from), from);
  }
  if (words.length > 0) {
    throw new UsageError('the filter is given twice: as argument and by --input');
  }
  return readSource(from, await readInput(input));
}

/** Several words are one expression, as tcpdump takes them. */
function argumentText(words: readonly string[], from: SourceForm): string {
  if (words.length === 0) {
    const what = from === 'pcap-filter' ? 'an expression' : 'a program';
    throw new UsageError(`expected ${what} as argument, or --input FILE`);
  }
  return words.join(' ');
}

function sourceOfText(text: string, from: SourceForm): FilterSource {
  return from === 'pcap-filter' ? { kind: from, text } : readSource(from, Buffer.from(text));
}
