import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FilterSource } from '../../compiler/source.ts';
import {
  type CbpfFormat,
  detectFormat,
  isCbpfFormat,
  parseProgram,
} from '../../isa/cbpf/formats.ts';
import { UsageError } from '../usage-error.ts';

/** A filter that was given as one argument. */
export interface FilterArgument {
  readonly source: FilterSource;
  /** The file that it is from; `undefined` for an expression. */
  readonly file?: string;
}

/** The extensions of files that hold expressions. */
const EXPRESSION_FILES: ReadonlySet<string> = new Set(['filter', 'txt', 'pcap-filter']);

/** The extensions of files that hold classic BPF in whatever format. */
const PROGRAM_FILES: ReadonlySet<string> = new Set(['bpf', 'cbpf', 'bin']);

/** How the text form of the IR starts, after comments. */
const IR_START = /^(?:\s*;[^\n]*\n)*\s*filter @/;

/**
 * The filter that an argument gives: the content of a file if there is one of that name, else the
 * argument itself as an expression. What a file holds is told by its extension, else by its content.
 *
 * @throws {@link UsageError} where the argument can only be the name of a file, and there is none.
 * @throws what the reader of the file's format throws.
 */
export async function readFilterArgument(argument: string): Promise<FilterArgument> {
  if (existsSync(argument)) {
    return { source: sourceOf(await readFile(argument), extensionOf(argument)), file: argument };
  }
  if (!/\s/.test(argument) && isKnown(extensionOf(argument))) {
    throw new UsageError(`there is no file ${argument}`);
  }
  return { source: { kind: 'pcap-filter', text: argument } };
}

const extensionOf = (file: string): string => path.extname(file).slice(1).toLowerCase();

const isKnown = (extension: string): boolean =>
  extension === 'bir' || isCbpfFormat(extension) || PROGRAM_FILES.has(extension);

function sourceOf(bytes: Buffer, extension: string): FilterSource {
  const text = bytes.toString('utf8');
  if (extension === 'bir' || (!isKnown(extension) && IR_START.test(text))) {
    return { kind: 'ir', text };
  }
  const format = formatOf(bytes, extension);
  return format === null
    ? { kind: 'pcap-filter', text }
    : { kind: 'cbpf', program: parseProgram(bytes, format) };
}

/** The format of a program; `null` for an expression. */
function formatOf(bytes: Buffer, extension: string): CbpfFormat | null {
  if (isCbpfFormat(extension)) {
    return extension;
  }
  return EXPRESSION_FILES.has(extension) ? null : detectFormat(bytes);
}
