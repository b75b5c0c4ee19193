import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassError, VerifyError } from '../pass/pass-error.ts';
import { underline } from '../support/source-span.ts';
import { DisprovedError } from './disproved-error.ts';
import { EXIT_STATUS, isInputError } from './exit-status.ts';
import { sourceOfError } from './source-of-error.ts';
import { onStderr, tell } from './terminal.ts';

/** What the command knew when something went wrong. */
export interface ErrorContext {
  /** The arguments, for a reproducer. */
  readonly args: readonly string[];
  /** Whether the user wants the stack. */
  readonly debug: boolean;
}

/** Tells the user what went wrong, writes what helps to reproduce it, and yields the exit status. */
export function reportError(error: unknown, context: ErrorContext): number {
  tell(`${onStderr.red('bpfopt:')} ${describe(error)}`);
  const excerpt = sourceExcerpt(error);
  if (excerpt !== null) {
    tell(excerpt);
  }
  if (context.debug && error instanceof Error) {
    tell(error.stack ?? '');
  }
  if (isInputError(error)) {
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

/** The message, after the name of the file that it is about where it does not name it. */
function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const { file } = sourceOfError(error);
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

/** Writes to a new folder for temporary files, so that nothing of the user's is overwritten. */
function writeReproducer(error: unknown, { args }: ErrorContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-'));
  if (
    error instanceof PassError ||
    error instanceof VerifyError ||
    error instanceof DisprovedError
  ) {
    const file = path.join(folder, `before-${error.pass ?? 'lowering'}.bir`);
    writeFileSync(file, `; bpfopt ${args.join(' ')}\n; ${oneLine(error.message)}\n${error.before}`);
    return file;
  }
  const file = path.join(folder, 'defect.json');
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const report = { args, node: process.version, platform: process.platform, stack };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
