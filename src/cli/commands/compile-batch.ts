import { type CompileOptions, compile } from '../../compiler/compile.ts';
import { readUserInput } from '../../project/read-file.ts';
import { languageNamed } from '../../source/sources.ts';
import type { EmitInput } from '../emit.ts';
import { codeOf, EXIT_STATUS, isInputError } from '../errors/exit-status.ts';
import { spanOf } from '../errors/source-of-error.ts';
import { DEFAULT_DLT } from '../options/compile-options.ts';
import { openOutput } from '../output/write-output.ts';
import { progressBar, tell } from '../terminal.ts';

/** A file of filters to compile. */
export interface BatchRequest {
  /** One filter a line, `-` for standard input. */
  readonly file: string;
  /** Standard output where absent. */
  readonly output: string | undefined;
  readonly json: boolean;
  readonly options: CompileOptions;
  /** The name of the source language. */
  readonly from: string;
  readonly settings: EmitInput['settings'];
  readonly emitter: (input: EmitInput) => Promise<string | Uint8Array> | string | Uint8Array;
}

type LineResult =
  | { readonly filter: string; readonly dlt: string; readonly result: string }
  | {
      readonly filter: string;
      readonly dlt: string;
      readonly error: {
        readonly code: string;
        readonly message: string;
        /** Where in the filter, counted from 1; absent where the error has no place. */
        readonly column?: number;
      };
    };

/** A line that is a comment, or sets the link type of the lines after it. */
const COMMENT = /^\s*#\s*(?:dlt:\s*(\S+))?/;

/**
 * Compiles each line of a file, in order. Blank lines and lines that begin with `#` are passed over;
 * `# dlt: NAME` sets the link type of the lines after it.
 *
 * A line that can't be compiled is an answer like any other; the exit status tells in the end.
 */
export async function compileBatch(request: BatchRequest): Promise<void> {
  const text = (await readUserInput(request.file)).toString('utf8');
  const lines = filterLines(text, String(request.options.dlt ?? DEFAULT_DLT));
  const output = openOutput(request.output);
  const bar = progressBar();
  let failures = 0;
  try {
    for (const [index, line] of lines.entries()) {
      const result = await compileLine(line, request);
      failures += 'error' in result ? 1 : 0;
      await output.write(printResult(result, request.json));
      bar.update(index, lines.length, line.filter);
    }
    await output.commit();
  } catch (error) {
    await output.abandon();
    throw error;
  } finally {
    bar.finish();
  }
  if (failures > 0) {
    tell(`${failures} of ${lines.length} filters could not be compiled`);
    process.exitCode = EXIT_STATUS.no;
  }
}

interface FilterLine {
  readonly filter: string;
  readonly dlt: string;
}

/** The filters of a file in order, each with the link type that holds where it stands. */
function filterLines(text: string, firstDlt: string): readonly FilterLine[] {
  let dlt = firstDlt;
  return text.split('\n').flatMap((line) => {
    const comment = COMMENT.exec(line);
    dlt = comment?.[1] ?? dlt;
    const filter = line.trim();
    return comment !== null || filter === '' ? [] : [{ filter, dlt }];
  });
}

async function compileLine(
  { filter, dlt }: FilterLine,
  { options, settings, from, emitter }: BatchRequest,
): Promise<LineResult> {
  try {
    const source = languageNamed(from).read(filter);
    const compilation = compile(source, { ...options, dlt });
    const result = await emitter({
      filter: compilation.filter,
      title: filter,
      source,
      options: { ...options, dlt },
      settings,
      onRemark: (message) => tell(`remark: ${filter}: ${message}`),
    });
    const text = typeof result === 'string' ? result : Buffer.from(result).toString('hex');
    return { filter, dlt, result: text };
  } catch (error) {
    if (!isInputError(error)) {
      throw error;
    }
    const message = error instanceof Error ? error.message : String(error);
    const span = spanOf(error);
    const place = span === null ? {} : { column: span.start + 1 };
    return { filter, dlt, error: { code: codeOf(error) ?? 'UNKNOWN', message, ...place } };
  }
}

function printResult(result: LineResult, json: boolean): string {
  if (json) {
    return `${JSON.stringify(result)}\n`;
  }
  const body = 'error' in result ? `error: ${result.error.message}\n` : result.result;
  return `# ${result.filter}\n${body}${body.endsWith('\n') ? '' : '\n'}\n`;
}
