import { FilterSyntaxError } from '../errors.ts';
import type { Keyword } from './keywords.ts';
import { Lexer } from './lexer.ts';
import { brief } from './scan-number.ts';
import { suggestionAt } from './suggestion/suggestion.ts';
import type { Punctuation, Token } from './token.ts';

/** The tokens of a filter expression, with one token of lookahead. */
export class TokenStream {
  readonly text: string;
  readonly #lexer: Lexer;
  #ahead: Token;

  constructor(text: string) {
    this.text = text;
    this.#lexer = new Lexer(text);
    this.#ahead = this.#lexer.next();
  }

  /** The next token, which stays the next. */
  get ahead(): Token {
    return this.#ahead;
  }

  /** Takes the next token. */
  take(): Token {
    const token = this.#ahead;
    this.#ahead = this.#lexer.next();
    return token;
  }

  /** Takes the next token if it is `symbol`. */
  takeSymbol(symbol: Punctuation): Token | null {
    const token = this.#ahead;
    return token.kind === 'symbol' && token.symbol === symbol ? this.take() : null;
  }

  /** Takes the next token if it is `keyword`. */
  takeKeyword(keyword: Keyword): Token | null {
    const token = this.#ahead;
    return token.kind === 'keyword' && token.keyword === keyword ? this.take() : null;
  }

  /**
   * Takes the next token, which must be a number.
   *
   * @throws {@link FilterSyntaxError} where it is not.
   */
  number(expected = 'a number'): number {
    const token = this.#ahead;
    if (token.kind !== 'number') {
      throw this.unexpected([expected]);
    }
    this.take();
    return token.value;
  }

  /** The error that the next token is wrong there. */
  unexpected(expected: readonly string[]): FilterSyntaxError {
    const { kind, span } = this.#ahead;
    const word = this.text.slice(span.start, span.end);
    const found = kind === 'end' ? 'end of the expression' : `'${brief(word)}'`;
    const suggestion = suggestionAt(this.text, this.#ahead);
    return new FilterSyntaxError(`unexpected ${found}`, { span, expected, suggestion });
  }
}
