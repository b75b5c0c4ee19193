/** The text of a filter with its blocks and values numbered from 0 in the order in which they occur. */
export function renumbered(text: string): string {
  const names = new Map<string, string>();
  const counts = { b: 0, v: 0 };
  return text.replaceAll(/(?<![@\w.-])([bv])\d+\b/g, (name, letter: 'b' | 'v') => {
    const known = names.get(name) ?? `${letter}${counts[letter]++}`;
    names.set(name, known);
    return known;
  });
}
