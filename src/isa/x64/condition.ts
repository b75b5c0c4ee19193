/**
 * The sixteen conditions on the flags, in the order of their codes: a condition and its negation
 * differ in bit 0 alone.
 *
 * `b ae be a` compare unsigned numbers, `l ge le g` signed ones.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, appendix B.
 */
export const CONDITIONS = [
  'o',
  'no',
  'b',
  'ae',
  'e',
  'ne',
  'be',
  'a',
  's',
  'ns',
  'p',
  'np',
  'l',
  'ge',
  'le',
  'g',
] as const;

/** A condition on the flags, as in `jne` and `setne`. */
export type Condition = (typeof CONDITIONS)[number];

const NEGATED: Readonly<Record<Condition, Condition>> = {
  o: 'no',
  no: 'o',
  b: 'ae',
  ae: 'b',
  e: 'ne',
  ne: 'e',
  be: 'a',
  a: 'be',
  s: 'ns',
  ns: 's',
  p: 'np',
  np: 'p',
  l: 'ge',
  ge: 'l',
  le: 'g',
  g: 'le',
};

/** The condition that holds exactly where `condition` does not. */
export function negated(condition: Condition): Condition {
  return NEGATED[condition];
}
