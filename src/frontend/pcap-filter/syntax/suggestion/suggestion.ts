import type { SourceSpan } from '../../../../support/source-span.ts';
import { KEYWORDS, PROTOCOLS } from '../keywords.ts';
import { nearestWord } from './nearest-word.ts';
import { rewriteAt } from './rewrites.ts';
import { SYNONYMS } from './synonyms.ts';

/** What was probably meant where a token or operand of `text` does not fit; `null` for nothing near. */
export function suggestionAt(
  text: string,
  { kind, span }: { readonly kind: string; readonly span: SourceSpan },
): string | null {
  const rewritten = rewriteAt(text, span.start);
  if (rewritten !== null) {
    return rewritten;
  }
  const word = text.slice(span.start, span.end);
  const here =
    kind === 'name' ? (SYNONYMS.get(word.toLowerCase()) ?? nearestWord(word, WORDS)) : null;
  return here ?? misspeltBefore(text, span.start);
}

/** A word before `at` may have been taken for a name, and be a misspelling. */
function misspeltBefore(text: string, at: number): string | null {
  const [, word = ''] = /\b([a-z][\w-]*)\s+$/i.exec(text.slice(Math.max(0, at - REACH), at)) ?? [];
  return KEYWORDS.has(word) || PROTOCOLS.has(word) ? null : nearestWord(word, WORDS);
}

/** How far the word before the place of an error may reach, in UTF-16 code units. */
const REACH = 40;

/** The words of the language that are no constants. */
const WORDS: readonly string[] = [...KEYWORDS.keys(), ...PROTOCOLS.keys()];
