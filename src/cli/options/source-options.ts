import { type Command, Option } from 'commander';
import type { FilterSource } from '../../compiler/source.ts';
import { detectFormat, parseProgram } from '../../isa/cbpf/formats.ts';
import { readInput } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';

/** The forms in which a filter can be given. */
type SourceForm = 'pcap-filter' | 'cbpf' | 'cbpf-asm' | 'ir';

/** The options that say where the filter comes from. */
export interface SourceFlags {
  readonly from: SourceForm;
  readonly input?: string;
}

/** Adds the options of {@link SourceFlags}. */
export function addSourceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--from <form>', 'what the input is')
        .choices(['pcap-filter', 'cbpf', 'cbpf-asm', 'ir'])
        .default('pcap-filter'),
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
  return sourceOfBytes(await readInput(input), from);
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
  return from === 'pcap-filter' ? { kind: from, text } : sourceOfBytes(Buffer.from(text), from);
}

function sourceOfBytes(bytes: Buffer, from: SourceForm): FilterSource {
  switch (from) {
    case 'pcap-filter':
      return { kind: from, text: bytes.toString('utf8') };
    case 'ir':
      return { kind: from, text: bytes.toString('utf8') };
    case 'cbpf-asm':
    case 'cbpf':
      return { kind: 'cbpf', program: parseProgram(bytes, detectFormat(bytes)) };
  }
}
