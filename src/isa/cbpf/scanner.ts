import { CbpfSyntaxError } from './errors.ts';

/** One token of assembly text. */
export interface Token {
  /** `end` stands once, after the last. */
  readonly kind: 'word' | 'number' | 'punctuation' | 'end';
  /** As written; empty for `end`. */
  readonly text: string;
  /** The line it stands on, from 1; for `end`, the line of the last token. */
  readonly line: number;
}

/** Space, `; …`, `/* … *\/`, and a line that starts with `#` and a space or another `#`. */
const SKIPPED = /\s+|;[^\n]*|\/\*[\s\S]*?\*\/|(?<=^[ \t]*)#(?=[\s#!])[^\n]*/my;
const WORD = /[A-Za-z_]\w*/y;
const NUMBER = /\d\w*/y;
const PUNCTUATION = /[#,:[\]()+*&%{}-]/y;

/**
 * Splits assembly text into tokens. Line breaks do not matter. Linear time.
 *
 * @throws {@link CbpfSyntaxError} at the first character that starts no token.
 */
export function scan(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;

  /** Takes what `pattern` matches here; the empty string where it does not match. */
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const push = (kind: Token['kind'], found: string): boolean => {
    if (found !== '') {
      tokens.push({ kind, text: found, line });
    }
    return found !== '';
  };

  while (at < text.length) {
    const skipped = take(SKIPPED);
    if (skipped !== '') {
      line += lineBreaks(skipped);
      continue;
    }
    const known =
      push('word', take(WORD)) ||
      push('number', take(NUMBER)) ||
      push('punctuation', take(PUNCTUATION));
    if (!known) {
      const problem = text.startsWith('/*', at)
        ? "'/*' without '*/'"
        : `unexpected character ${JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))}`;
      throw new CbpfSyntaxError(problem, { line });
    }
  }
  tokens.push({ kind: 'end', text: '', line: tokens.at(-1)?.line ?? 1 });
  return tokens;
}

/** The offset of the first character that is neither space nor comment. */
export function skipBlank(text: string): number {
  SKIPPED.lastIndex = 0;
  let at = 0;
  while (SKIPPED.test(text)) {
    at = SKIPPED.lastIndex;
  }
  return at;
}

function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    count += 1;
  }
  return count;
}

/** Hexadecimal, binary, octal (leading 0) or decimal, as in C. */
const NUMBER_FORMS: readonly (readonly [RegExp, (text: string) => number])[] = [
  [/^0x[\da-f]+$/i, Number],
  [/^0b[01]+$/i, Number],
  [/^0[0-7]+$/, (text) => Number.parseInt(text, 8)],
  [/^(?:0|[1-9]\d*)$/, Number],
];

/** The value of a number as C writes it, with no sign; `null` where it is not one. */
export function parseNumber(text: string): number | null {
  const form = NUMBER_FORMS.find(([pattern]) => pattern.test(text));
  return form === undefined ? null : form[1](text);
}

/** Reads tokens one after the other. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  /** `tokens` must end in an `end`, as `scan` makes them. */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The token `ahead` of the next one; `end` for ever after the last. */
  peek(ahead = 0): Token {
    const last = this.#tokens.length - 1;
    return this.#tokens[Math.min(this.#at + ahead, last)] ?? { kind: 'end', text: '', line: 1 };
  }

  /** Takes the next token. */
  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** Takes the next token if it is `text`, in any case, and tells whether it was. */
  accept(text: string): boolean {
    const found = this.peek().text.toLowerCase() === text;
    if (found) {
      this.next();
    }
    return found;
  }

  /** Takes the tokens that `texts` names, one after the other. */
  expect(...texts: readonly string[]): void {
    for (const text of texts) {
      if (!this.accept(text)) {
        this.fail(`'${text}'`);
      }
    }
  }

  /** Takes a word. */
  word(expected: string): string {
    return this.peek().kind === 'word' ? this.next().text : this.fail(expected);
  }

  /** Takes a number with an optional sign; it must fit in 32 bits. Yields a u32. */
  u32(): number {
    const negative = this.accept('-');
    if (!negative) {
      this.accept('+');
    }
    const token = this.peek();
    const magnitude = token.kind === 'number' ? parseNumber(token.text) : null;
    if (magnitude === null) {
      return this.fail('a number');
    }
    if (magnitude > (negative ? 0x8000_0000 : 0xffff_ffff)) {
      throw new CbpfSyntaxError(`${token.text} does not fit in 32 bits`, { line: token.line });
    }
    this.next();
    return (negative ? -magnitude : magnitude) >>> 0;
  }

  /** Throws: `expected` should stand where the next token does. */
  fail(expected: string): never {
    const { kind, text, line } = this.peek();
    const found = kind === 'end' ? 'the end' : `'${text}'`;
    throw new CbpfSyntaxError(`expected ${expected}, found ${found}`, { line });
  }
}
