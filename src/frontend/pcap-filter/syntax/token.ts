import type { SourceSpan } from '../../../support/source-span.ts';
import type { Keyword, Protocol } from './keywords.ts';

/** The punctuation of the language. */
export type Punctuation = '(' | ')' | '[' | ']' | ':' | ArithmeticSymbol | RelationSymbol;

/** The operators between two numbers; `-` stands before one too. */
export type ArithmeticSymbol = '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>';

/** The comparisons; `==` is read as `=`. */
export type RelationSymbol = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** One token of a filter expression, with its place in the text. */
export type Token = { readonly span: SourceSpan } & (
  | { readonly kind: 'protocol'; readonly protocol: Protocol }
  /** `&&`, `||` and `!` are read as the keywords `and`, `or` and `not`. */
  | { readonly kind: 'keyword'; readonly keyword: Keyword }
  | { readonly kind: 'symbol'; readonly symbol: Punctuation }
  /** A number or a named constant; `value` is a u32. */
  | { readonly kind: 'number'; readonly value: number }
  /** Two to four numbers with dots between them, such as `10.1`. */
  | { readonly kind: 'ipv4'; readonly text: string }
  | { readonly kind: 'ipv6'; readonly text: string }
  /** An Ethernet address, six bytes. */
  | { readonly kind: 'mac'; readonly text: string }
  /** A link address of one byte, written `$1f`. */
  | { readonly kind: 'short-address'; readonly value: number }
  /** Any other word, or the word after a backslash. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'end' }
);
