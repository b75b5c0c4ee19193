import type { SourceSpan } from '../../../support/source-span.ts';
import { FilterSyntaxError } from '../errors.ts';
import {
  BACKSLASH,
  COLON,
  DASH,
  DOLLAR,
  endOfRun,
  isAlphanumeric,
  isBlank,
  isHexDigit,
  isWordCharacter,
  UNDERSCORE,
} from './character.ts';
import { CONSTANTS } from './constants.ts';
import { KEYWORDS, type Keyword, PROTOCOLS } from './keywords.ts';
import { endOfIpv4, endOfIpv6, endOfMac } from './scan-address.ts';
import { brief, endOfNumber, numberValue } from './scan-number.ts';
import { rewriteAt } from './suggestion/rewrites.ts';
import type { Punctuation, Token } from './token.ts';

/** What each spelling of the punctuation is read as. */
const PUNCTUATION: ReadonlyMap<string, Punctuation> = new Map<string, Punctuation>([
  ...[...'()[]:+-*/%&|^<>='].map((one): [string, Punctuation] => [one, one as Punctuation]),
  ['==', '='],
  ['!=', '!='],
  ['<=', '<='],
  ['>=', '>='],
  ['<<', '<<'],
  ['>>', '>>'],
]);

const SYMBOL_KEYWORDS: ReadonlyMap<string, Keyword> = new Map([
  ['&&', 'and'],
  ['||', 'or'],
  ['!', 'not'],
]);

/** The ways in which a word can be read; of equally long ones the first holds. */
type WordKind = 'mac' | 'number' | 'ipv4' | 'ipv6' | 'word';

/**
 * Cuts a filter expression into tokens, one a call, the longest match first: `tcp-syn` and `80-90`
 * are one word each, and twelve hex digits are an Ethernet address. Linear in the text.
 *
 * Source: pcap-filter(7), and libpcap 1.10's behaviour.
 */
export class Lexer {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * The next token; `end` at the end of the text, however often it is asked for.
   *
   * @throws {@link FilterSyntaxError} at a character that starts no token.
   * @throws {@link FilterTypeError} at a number that is not a u32.
   */
  next(): Token {
    this.#at = endOfRun(this.#text, this.#at, isBlank);
    const start = this.#at;
    if (start >= this.#text.length) {
      return { kind: 'end', span: { start, end: start } };
    }
    const first = this.#text.charCodeAt(start);
    if (isAlphanumeric(first) || (first === COLON && this.#text.charCodeAt(start + 1) === COLON)) {
      return this.#word(start);
    }
    if (first === BACKSLASH) {
      return this.#escapedName(start);
    }
    return first === DOLLAR ? this.#shortAddress(start) : this.#symbol(start);
  }

  #word(start: number): Token {
    const text = this.#text;
    const first = text.charCodeAt(start);
    let kind: WordKind = 'word';
    let end = start;
    if (isHexDigit(first) || first === COLON) {
      for (const [one, scan] of WORD_SCANNERS) {
        const last = scan(text, start);
        if (last > end) {
          kind = one;
          end = last;
        }
      }
    } else {
      end = endOfWord(text, start);
    }
    if (end === start) {
      return this.#symbol(start);
    }
    this.#rejectMangledMac(start, end);
    const span = this.#take(start, end);
    const found = text.slice(start, end);
    switch (kind) {
      case 'mac':
      case 'ipv4':
      case 'ipv6':
        return { kind, text: found, span };
      case 'number':
        return { kind, value: numberValue(found, span), span };
      case 'word':
        return wordToken(found, span);
    }
  }

  /** Names the likely mistake where bytes with colons between them are no address. */
  #rejectMangledMac(start: number, end: number): void {
    const text = this.#text;
    let [at, bytes] = [start, 0];
    for (;;) {
      const byteEnd = endOfRun(text, at, isHexDigit, Math.min(text.length, at + 2));
      if (byteEnd === at || text.charCodeAt(byteEnd) !== COLON) {
        break;
      }
      [at, bytes] = [byteEnd + 1, bytes + 1];
      if (bytes > 1 && at > end) {
        const span = {
          start,
          end: endOfRun(text, at, (code) => code === COLON || isWordCharacter(code)),
        };
        throw new FilterSyntaxError(`invalid address ${brief(text.slice(start, span.end))}`, {
          span,
        });
      }
    }
  }

  #escapedName(start: number): Token {
    const end = endOfRun(this.#text, start + 1, (code) => !ENDS_ESCAPED_NAME.has(code));
    if (end === start + 1) {
      throw this.#illegal(start, ['a name after the backslash']);
    }
    return { kind: 'name', name: this.#text.slice(start + 1, end), span: this.#take(start, end) };
  }

  #shortAddress(start: number): Token {
    const end = endOfRun(this.#text, start + 1, isHexDigit, Math.min(this.#text.length, start + 3));
    if (end === start + 1) {
      throw this.#illegal(start, ['one or two hex digits after $']);
    }
    const value = Number.parseInt(this.#text.slice(start + 1, end), 16);
    return { kind: 'short-address', value, span: this.#take(start, end) };
  }

  #symbol(start: number): Token {
    for (const length of [2, 1]) {
      const found = this.#text.slice(start, start + length);
      const symbol = PUNCTUATION.get(found);
      const keyword = SYMBOL_KEYWORDS.get(found);
      if (symbol !== undefined) {
        return { kind: 'symbol', symbol, span: this.#take(start, start + found.length) };
      }
      if (keyword !== undefined) {
        return { kind: 'keyword', keyword, span: this.#take(start, start + found.length) };
      }
    }
    throw this.#illegal(start, []);
  }

  #illegal(start: number, expected: readonly string[]): FilterSyntaxError {
    const character = String.fromCodePoint(this.#text.codePointAt(start) ?? 0);
    const span = { start, end: start + character.length };
    return new FilterSyntaxError(`unexpected character ${JSON.stringify(character)}`, {
      span,
      expected,
      suggestion: rewriteAt(this.#text, start),
    });
  }

  #take(start: number, end: number): SourceSpan {
    this.#at = end;
    return { start, end };
  }
}

/** Space, exclamation mark, parentheses, line feed and tab. */
const ENDS_ESCAPED_NAME: ReadonlySet<number> = new Set(
  [...' !()\n\t'].map((one) => one.charCodeAt(0)),
);

/** The end of the word at `start`: it ends in a letter, a digit or a dot, not in `-` or `_`. */
function endOfWord(text: string, start: number): number {
  if (!isAlphanumeric(text.charCodeAt(start))) {
    return start;
  }
  let end = endOfRun(text, start, isWordCharacter);
  while (text.charCodeAt(end - 1) === DASH || text.charCodeAt(end - 1) === UNDERSCORE) {
    end -= 1;
  }
  return end;
}

/** The scanners of words by what they find; of equally long finds the first holds. */
const WORD_SCANNERS: readonly (readonly [WordKind, (text: string, start: number) => number])[] = [
  ['mac', endOfMac],
  ['number', endOfNumber],
  ['ipv4', endOfIpv4],
  ['ipv6', endOfIpv6],
  ['word', endOfWord],
];

function wordToken(word: string, span: SourceSpan): Token {
  const protocol = PROTOCOLS.get(word);
  if (protocol !== undefined) {
    return { kind: 'protocol', protocol, span };
  }
  const keyword = KEYWORDS.get(word);
  if (keyword !== undefined) {
    return { kind: 'keyword', keyword, span };
  }
  const value = CONSTANTS.get(word);
  return value === undefined ? { kind: 'name', name: word, span } : { kind: 'number', value, span };
}
