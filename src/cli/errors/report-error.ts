import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassError, VerifyError } from '../../pass/pass-error.ts';
import { systemReason } from '../../project/system-reason.ts';
import { underline } from '../../support/source-span.ts';
import { onStderr, tell } from '../terminal.ts';
import { DisprovedError } from './disproved-error.ts';
import { codeOf, EXIT_STATUS, isInputError } from './exit-status.ts';
import { sourceOfError } from './source-of-error.ts';

/** What the command knew when something went wrong. */
export interface ErrorContext {
  /** The arguments, for a reproducer. */
  readonly args: readonly string[];
  /** Whether the user wants the stack. */
  readonly debug: boolean;
}

/**
 * Tells the user what went wrong, writes what helps to reproduce it, and yields the exit status. A reader
 * that has seen enough, as `head` has, is no error.
 */
export function reportError(error: unknown, context: ErrorContext): number {
  if (isReaderGone(error)) {
    return EXIT_STATUS.done;
  }
  tell(`${onStderr.red('bpfopt:')} ${describe(error)}`);
  const excerpt = sourceExcerpt(error);
  if (excerpt !== null) {
    tell(excerpt);
  }
  if (context.debug && error instanceof Error) {
    tell(error.stack ?? '');
  }
  if (isInputError(error) || sourceOfError(error).output !== undefined) {
    return EXIT_STATUS.badInput;
  }
  const file = writeReproducer(error, context);
  if (error instanceof DisprovedError) {
    tell(
      `what it was given is in ${file}${error.pass === null ? '' : `; to see it again: bpfopt compile --from ir --input ${file} --prove --passes ${error.pass}`}`,
    );
    return EXIT_STATUS.no;
  }
  tell(
    error instanceof PassError || error instanceof VerifyError
      ? `the filter before the pass is in ${file}; to see it again: bpfopt compile --from ir --input ${file} --verify-each --passes ${error.pass}`
      : `this is a defect of bpfopt; what is needed to see it again is in ${file}`,
  );
  return EXIT_STATUS.defect;
}

const isReaderGone = (error: unknown): boolean =>
  codeOf(error) === 'EPIPE' && sourceOfError(error).output !== undefined;

/** The message, after the name of the file that it is about where it does not name it. */
function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const { file, output } = sourceOfError(error);
  if (output !== undefined) {
    return `can't write ${output}: ${systemReason(error)}`;
  }
  const name = file === '-' ? 'standard input' : file;
  return name === undefined || message.includes(name) ? message : `${name}: ${message}`;
}

/** The line of the expression with the place marked, for errors that know the place. */
function sourceExcerpt(error: unknown): string | null {
  const { expression = null } = sourceOfError(error);
  if (expression === null || !(error instanceof Error && 'span' in error && isSpan(error.span))) {
    return null;
  }
  return underline(expression, error.span).replace(/^/gm, '  ');
}

function isSpan(value: unknown): value is { readonly start: number; readonly end: number } {
  return typeof value === 'object' && value !== null && 'start' in value && 'end' in value;
}

/**
 * Writes to a new folder for temporary files, so that nothing of the user's is overwritten. Yields the file;
 * `null` where none can be written.
 */
function writeReproducer(error: unknown, context: ErrorContext): string | null {
  const { name, text } = reproducerOf(error, context);
  try {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'bpfopt-')), name);
    writeFileSync(file, text);
    return file;
  } catch {
    return null;
  }
}

interface Reproducer {
  readonly name: string;
  readonly text: string;
}

function reproducerOf(error: unknown, { args }: ErrorContext): Reproducer {
  if (isAboutIr(error)) {
    const title = `; bpfopt ${args.join(' ')}\n; ${oneLine(error.message)}\n`;
    return { name: `before-${error.pass ?? 'lowering'}.bir`, text: `${title}${error.before}` };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const report = { args, node: process.version, platform: process.platform, stack };
  return { name: 'defect.json', text: `${JSON.stringify(report, null, 2)}\n` };
}

const isAboutIr = (error: unknown): error is PassError | VerifyError | DisprovedError =>
  error instanceof PassError || error instanceof VerifyError || error instanceof DisprovedError;

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
