/** The names in `text`, separated by commas. */
export const namesIn = (text: string): readonly string[] => text.split(',');

/**
 * The pipelines in `text`: separated by semicolons where there is one, since passes as text have commas of
 * their own (`O2;my-pass,O2`); else by the commas outside parentheses.
 */
export function pipelinesIn(text: string): readonly string[] {
  if (!text.includes(';')) {
    return text.split(/,(?![^(]*\))/);
  }
  return text
    .split(';')
    .filter((pipeline, index, all) => pipeline !== '' || index < all.length - 1);
}
