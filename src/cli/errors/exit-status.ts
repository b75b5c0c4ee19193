import { EndlessRepeatError, PassError, VerifyError } from '../../pass/pass-error.ts';
import { SOURCES } from '../../source/sources.ts';

/** What a command's exit status says. */
export const EXIT_STATUS: Readonly<
  Record<'done' | 'no' | 'badInput' | 'unknown' | 'defect', number>
> = {
  /** The command did what it was asked. */
  done: 0,
  /** The answer is no: not equivalent, a benchmark fell short. */
  no: 1,
  /** The input is wrong; the message names the place. */
  badInput: 2,
  /** It can't be said: a proof ran out of time. */
  unknown: 3,
  /** A defect of bpfopt. */
  defect: 70,
};

/** The codes of errors that are about what the user gave, by how they begin or in full. */
const INPUT_CODES: readonly RegExp[] = [
  ...SOURCES.map(({ errorCodes }) => errorCodes),
  /^FILE$/,
  /^FILTER_LIST$/,
  /^PIPELINE/,
  /^PLUGIN$/,
  /^PROFILE$/,
  /^CONFIG$/,
  /^RESULTS$/,
  /^CAPTURE_/,
  /^ENGINE$/,
  /^PEER$/,
  /^SOLVER$/,
  /^LAYOUT$/,
  /^UNSUPPORTED$/,
  /^USAGE$/,
  /^commander\./,
];

/** The calls to the system whose errors are about files that the user named. */
const FILE_CALLS: ReadonlySet<string> = new Set([
  'access',
  'close',
  'copyfile',
  'fchmod',
  'fstat',
  'ftruncate',
  'lstat',
  'mkdir',
  'mkdtemp',
  'open',
  'read',
  'readlink',
  'realpath',
  'rename',
  'rm',
  'scandir',
  'stat',
  'unlink',
  'write',
]);

/** The stable code that an error carries, or `null`. */
export function codeOf(error: unknown): string | null {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

/** Whether `error` says that the input is wrong, a plugin's passes included, rather than bpfopt. */
export function isInputError(error: unknown): boolean {
  const code = codeOf(error);
  return (
    code !== null &&
    (isFileError(error) || isOfOthers(error) || INPUT_CODES.some((one) => one.test(code)))
  );
}

/** Whether a pass is at fault that is not of this project. */
function isOfOthers(error: unknown): boolean {
  if (error instanceof PassError || error instanceof VerifyError) {
    return error.owner !== null;
  }
  return error instanceof EndlessRepeatError && error.owners.length > 0;
}

const isFileError = (error: unknown): boolean =>
  error instanceof Error &&
  'syscall' in error &&
  typeof error.syscall === 'string' &&
  FILE_CALLS.has(error.syscall);
