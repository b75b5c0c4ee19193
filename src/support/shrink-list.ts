/**
 * The items that remain when as many as possible are taken away while `holds` stays true of the rest.
 * Chunks go first, half of the list at a time, then smaller ones; no single item of the result can
 * go. O(n log n) calls of `holds` where most can go, O(n^2) at worst.
 *
 * Source: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002 (ddmin,
 * without its tests of subsets).
 */
export async function shrinkList<Item>(
  items: readonly Item[],
  holds: (kept: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> {
  let kept = items;
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let removed = true; removed; ) {
      removed = false;
      for (let end = kept.length; end > 0; end -= size) {
        const rest = [...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)];
        if (await holds(rest)) {
          kept = rest;
          removed = true;
        }
      }
    }
  }
  return kept;
}
