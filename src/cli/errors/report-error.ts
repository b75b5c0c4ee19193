import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassError, VerifyError } from '../../pass/pass-error.ts';
import { moduleOfError } from '../../project/load-module.ts';
import { systemReason } from '../../project/system-reason.ts';
import { underline } from '../../support/source-span.ts';
import { onStderr, tell } from '../terminal.ts';
import { DisprovedError } from './disproved-error.ts';
import { codeOf, EXIT_STATUS, isInputError } from './exit-status.ts';
import { hintFor } from './hints.ts';
import { sourceOfError, spanOf } from './source-of-error.ts';

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
  const hint = hintFor(error);
  if (hint !== null) {
    tell(`  ${hint}`);
  }
  const excerpt = sourceExcerpt(error);
  if (excerpt !== null) {
    tell(excerpt);
  }
  if (context.debug && error instanceof Error) {
    tell(error.stack ?? '');
  }
  const status = statusOf(error);
  if (status !== EXIT_STATUS.badInput || isAboutIr(error)) {
    tell(howToSeeAgain(error, context));
  }
  return status;
}

/**
 * Tells of an error that nobody waited for, as {@link reportError} does. In a module of the user's, as in a
 * pass that goes on after it has returned, it is no defect of ours.
 */
export function reportStrayError(error: unknown, context: ErrorContext): number {
  const file = moduleOfError(error);
  return file === null
    ? reportError(error, context)
    : reportError(new StrayError(error, file), context);
}

/** An error in a module of the user's, after what called it had got its answer. */
class StrayError extends Error {
  override readonly name = 'StrayError';
  readonly code = 'PLUGIN';

  constructor(cause: unknown, file: string) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${file} failed when nothing waited for it any more: ${reason}`, { cause });
  }
}

function statusOf(error: unknown): number {
  if (isInputError(error) || sourceOfError(error).output !== undefined) {
    return EXIT_STATUS.badInput;
  }
  return error instanceof DisprovedError ? EXIT_STATUS.no : EXIT_STATUS.defect;
}

/** Writes what is needed to see the error again, and says where. */
function howToSeeAgain(error: unknown, context: ErrorContext): string {
  const file = writeReproducer(error, context);
  const isDefect = statusOf(error) === EXIT_STATUS.defect;
  const defect = isDefect ? 'this is a defect of bpfopt; ' : '';
  if (file === null) {
    return `${defect}what is needed to see it again could not be written to ${tmpdir()}`;
  }
  if (!isAboutIr(error)) {
    return `${defect}what is needed to see it again is in ${file}`;
  }
  const { pass } = error;
  const check = error instanceof DisprovedError ? '--prove' : '--verify-each';
  const command = ['compile --from ir --input', file, check, ...pluginWords(context.args)];
  const what =
    error instanceof DisprovedError
      ? 'what it was given is in'
      : 'the filter before the pass is in';
  const again =
    pass === null ? '' : `; to see it again: bpfopt ${command.join(' ')} --passes '${pass}'`;
  return `${defect}${what} ${file}${again}`;
}

/** The options of the command that name plugins and settings. */
const pluginWords = (args: readonly string[]): readonly string[] =>
  args.filter(
    (word, index) =>
      /^--(plugin|config)(=|$)/.test(word) || /^--(plugin|config)$/.test(args[index - 1] ?? ''),
  );

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
  const span = spanOf(error);
  return expression === null || span === null
    ? null
    : underline(expression, span).replace(/^/gm, '  ');
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
