import { SOURCES } from '../source/sources.ts';

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
  /^FILTER_LIST$/,
  /^PIPELINE/,
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

/** The system's errors about files that the user named. */
const FILE_CODES: ReadonlySet<string> = new Set([
  'EACCES',
  'EBUSY',
  'EDQUOT',
  'EEXIST',
  'EFBIG',
  'EISDIR',
  'ELOOP',
  'EMFILE',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'ENOTEMPTY',
  'EPERM',
  'EROFS',
  'EXDEV',
]);

/** The stable code that an error carries, or `null`. */
export function codeOf(error: unknown): string | null {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

/** Whether `error` says that the input is wrong, rather than bpfopt. */
export function isInputError(error: unknown): boolean {
  const code = codeOf(error);
  return code !== null && (FILE_CODES.has(code) || INPUT_CODES.some((one) => one.test(code)));
}
