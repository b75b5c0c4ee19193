import type { SourceSpan } from '../../../support/source-span.ts';
import { MAX_U32 } from '../../../support/u32.ts';
import { FilterSyntaxError, FilterTypeError } from '../errors.ts';
import { endOfRun, isDigit, isHexDigit } from './character.ts';

/** More digits than any u32 has, in any base, after leading zeros; enough to see that it overflows. */
const ENOUGH_DIGITS = 16;

/** The end of the number at `start`: decimal digits, or `0x` and hex digits; `start` for none. */
export function endOfNumber(text: string, start: number): number {
  const prefix = text.charCodeAt(start + 1) | 0x20;
  if (text.charCodeAt(start) === 0x30 && prefix === 0x78) {
    const end = endOfRun(text, start + 2, isHexDigit);
    if (end > start + 2) {
      return end;
    }
  }
  return endOfRun(text, start, isDigit);
}

/**
 * The value of a number as {@link endOfNumber} finds it: octal after a leading 0.
 *
 * @throws {@link FilterSyntaxError} for an octal number with an 8 or a 9.
 * @throws {@link FilterTypeError} where the value is not a u32.
 */
export function numberValue(digits: string, span: SourceSpan): number {
  const hexadecimal = digits.startsWith('0x') || digits.startsWith('0X');
  const octal = !hexadecimal && digits.startsWith('0');
  if (octal && /[89]/.test(digits)) {
    throw new FilterSyntaxError(`the number ${brief(digits)} starts with 0 but is not octal`, {
      span,
    });
  }
  const base = hexadecimal ? 16 : octal ? 8 : 10;
  const significant = digits.slice(hexadecimal ? 2 : 0).replace(/^0+/, '');
  const value =
    significant.length > ENOUGH_DIGITS ? Infinity : Number.parseInt(significant || '0', base);
  if (value > MAX_U32) {
    throw new FilterTypeError('FILTER_RANGE', `the number ${brief(digits)} overflows 32 bits`, {
      span,
    });
  }
  return value;
}

/** `text`, shortened where it is too long for a message. */
export function brief(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
