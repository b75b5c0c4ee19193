import { codeOf } from './exit-status.ts';

/** Which command lists the names one of which an error found unknown. */
const HINTS: readonly (readonly [code: RegExp, message: RegExp, hint: string])[] = [
  [
    /^(LINK_TYPE_UNKNOWN|FILTER_LIST|USAGE)$/,
    /unknown link type/,
    '`bpfopt dlts` lists the link types',
  ],
  [/^(PIPELINE|CONFIG)/, /unknown pass|no variant/, '`bpfopt passes` lists passes and pipelines'],
  [/^ENGINE$/, /no engine is named/, '`bpfopt engines` lists the engines'],
];

/** Where the user finds the names that there are; `null` where `error` is not about a name. */
export function hintFor(error: unknown): string | null {
  const [code, message] = [codeOf(error) ?? '', error instanceof Error ? error.message : ''];
  const found = HINTS.find(([codes, messages]) => codes.test(code) && messages.test(message));
  return found?.[2] ?? null;
}
