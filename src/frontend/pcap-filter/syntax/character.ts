/** Questions about one UTF-16 code unit of a filter expression. `NaN`, past the end, is nothing. */

export const ZERO = 0x30;
const NINE = 0x39;
const UPPER_A = 0x41;
const UPPER_F = 0x46;
const UPPER_Z = 0x5a;
const LOWER_A = 0x61;
const LOWER_F = 0x66;
const LOWER_Z = 0x7a;

export const DOT = 0x2e;
export const COLON = 0x3a;
export const DASH = 0x2d;
export const UNDERSCORE = 0x5f;
export const BACKSLASH = 0x5c;
export const DOLLAR = 0x24;

export const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

export const isHexDigit = (code: number): boolean =>
  isDigit(code) || (code >= LOWER_A && code <= LOWER_F) || (code >= UPPER_A && code <= UPPER_F);

export const isAlphanumeric = (code: number): boolean =>
  isDigit(code) || (code >= LOWER_A && code <= LOWER_Z) || (code >= UPPER_A && code <= UPPER_Z);

/** What a word may hold after its first character. */
export const isWordCharacter = (code: number): boolean =>
  isAlphanumeric(code) || code === DOT || code === DASH || code === UNDERSCORE;

/** Space, tab, carriage return, line feed. */
export const isBlank = (code: number): boolean =>
  code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;

/** The end of the run of characters from `start` on that `belongs` takes, but at most `limit`. */
export function endOfRun(
  text: string,
  start: number,
  belongs: (code: number) => boolean,
  limit: number = text.length,
): number {
  let at = start;
  while (at < limit && belongs(text.charCodeAt(at))) {
    at += 1;
  }
  return at;
}
