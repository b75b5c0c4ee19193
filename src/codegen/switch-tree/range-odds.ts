import type { Instr, SwitchCase } from '../../ir/ir.ts';

/** The largest frame of an Ethernet without its checksum, in bytes (IEEE 802.3). */
const LARGEST_FRAME = 1514;

/** The numbers below this are codes, such as those of operations: a field that has some has few others. */
const FEWEST_SIZES = 8;

/**
 * How likely it is that what `instr` computes is in a stretch, in comparison with other stretches.
 * Ports, lengths and all that two bytes hold are rather small, any order of magnitude as likely as
 * another (Newcomb 1881, Benford 1938); addresses may be anything.
 *
 * @param largest The largest number that it can be, a u32.
 */
export function stretchOdds(instr: Instr, largest: number): (stretch: SwitchCase) => number {
  const isLength = instr.kind === 'input' && instr.input === 'wirelen';
  const isMagnitude = isLength || (instr.kind === 'load' && instr.width === 2);
  const most = isLength ? LARGEST_FRAME : largest;
  return ({ low, high }) => {
    const end = Math.min(high, most);
    if (end < low) {
      return 0;
    }
    return isMagnitude ? Math.log2((end + 2) / (low + 1)) : end - low + 1;
  };
}

/**
 * Two numbers next to one another that are codes, so that it is as quick to ask for each as for the
 * range, and quicker where it is one of them; `null` where there are none.
 */
export function pairOfCodes(stretches: readonly SwitchCase[]): SwitchCase | null {
  return (
    stretches.find(
      ({ low, high }, index) =>
        high - low === 1 &&
        high < FEWEST_SIZES &&
        low > 0 &&
        stretches[index - 1]?.target === stretches[index + 1]?.target,
    ) ?? null
  );
}
