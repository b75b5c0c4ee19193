import { CbpfSyntaxError } from '../errors.ts';

/** What stands between brackets in the text of a program in another language, with the word before it. */
export interface SourceGroup {
  /** `BPF_STMT`, `bpf.LoadAbsolute`; empty where there is none. */
  readonly word: string;
  readonly open: '(' | '[' | '{';
  /** The parts between the commas; without the empty one behind the last comma. */
  readonly parts: readonly string[];
  /** The line it starts on, from 1. */
  readonly line: number;
}

/** Comments of C, Go and Rust, which start in `//` and `/*`, and of Python, which start in `#`. */
const COMMENT = /\/\*[\s\S]*?\*\/|(?:\/\/|#)[^\n]*/g;

const CLOSING = { '(': ')', '[': ']', '{': '}' } as const;

/** `text` with spaces in place of comments, every line where it was. */
export const withoutComments = (text: string): string =>
  text.replace(COMMENT, (comment) => comment.replace(/[^\n]/g, ' '));

/**
 * The groups of `text` whose parts hold no group with a comma, in the order of the text: what lists of
 * instructions are made of, in all languages. Linear time.
 *
 * @throws {@link CbpfSyntaxError} for brackets that don't match.
 */
export function innermostGroups(text: string): readonly SourceGroup[] {
  const groups: SourceGroup[] = [];
  const open: OpenGroup[] = [];
  let line = 1;
  for (const { 0: character, index: at } of text.matchAll(/[\n([{,)\]}]/g)) {
    if (character === '\n') {
      line += 1;
    } else if (character === ',') {
      open.at(-1)?.commas.push(at);
    } else if (isOpening(character)) {
      open.push({ at, line, bracket: character, commas: [], hasList: false });
    } else {
      const group = open.pop();
      if (group === undefined || CLOSING[group.bracket] !== character) {
        throw new CbpfSyntaxError(`'${character}' without its opening bracket`, { line });
      }
      closeGroup(group, { at, text, parent: open.at(-1), groups });
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    const { bracket } = unclosed;
    throw new CbpfSyntaxError(`'${bracket}' without '${CLOSING[bracket]}'`, unclosed);
  }
  return groups;
}

const isOpening = (character: string): character is OpenGroup['bracket'] =>
  Object.hasOwn(CLOSING, character);

interface OpenGroup {
  readonly at: number;
  readonly line: number;
  readonly bracket: '(' | '[' | '{';
  readonly commas: number[];
  /** Whether a group with commas, or one with a type before it, is in it. */
  hasList: boolean;
}

/** `offsetof(…, …)` and casts are parts of numbers. */
const OF_NUMBERS = /(?:\boffsetof|[|+&<>~({[,=:-]|^)\s*$/;

function closeGroup(
  group: OpenGroup,
  {
    at,
    text,
    parent,
    groups,
  }: {
    readonly at: number;
    readonly text: string;
    readonly parent: OpenGroup | undefined;
    readonly groups: SourceGroup[];
  },
): void {
  const before = text.slice(Math.max(0, group.at - 60), group.at);
  const isPart =
    parent !== undefined &&
    group.bracket !== '{' &&
    (/\boffsetof\s*$/.test(before) ||
      /args\s*$/.test(before) ||
      (group.commas.length === 0 && OF_NUMBERS.test(before)));
  if (isPart) {
    return;
  }
  if (parent !== undefined) {
    parent.hasList = true;
  }
  if (group.hasList) {
    return;
  }
  const bounds = [group.at, ...group.commas, at];
  const parts = bounds
    .slice(1)
    .map((end, index) => text.slice((bounds[index] ?? 0) + 1, end).trim());
  if (parts.at(-1) === '') {
    parts.pop();
  }
  const word = /([A-Za-z_][\w.]*(?:::\w+)*)!?\s*$/.exec(before)?.[1] ?? '';
  groups.push({ word, open: group.bracket, parts, line: group.line });
}
