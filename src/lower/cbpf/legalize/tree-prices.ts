import type { TreePrice } from '../../../codegen/switch-tree/best-order.ts';
import type { SwitchTerminator } from '../../../ir/ir.ts';

/** How switch trees of more comparisons are made, up to {@link FEW_CASES} with care for their size. */
const SHORT_LIST_PRICE: TreePrice = { size: 0.3, ranges: 13 };
const FEW_CASES = 8;
const LIST_PRICE: TreePrice = { size: 0.015, ranges: 9 };

/**
 * The same for a switch of more than {@link MANY_CASES}: halving takes an instruction more for each
 * chain, and a program may not have more than 4,096.
 */
const LONG_LIST_PRICE: TreePrice = { size: 0.02, ranges: 13 };
const MANY_CASES = 256;

/** A switch with more cases is a list. */
const MOST_OF_FEW = 32;

/**
 * Whether a switch is a list. Nothing folds into the comparisons of a list, so these become
 * instructions only when all else has been done, which spares a block for each.
 */
export function isList({ cases }: SwitchTerminator): boolean {
  return cases.length > MOST_OF_FEW;
}

/** How to weigh the length of a switch tree for a switch of so many cases. */
export function treePrice(cases: number): TreePrice {
  if (cases <= FEW_CASES) {
    return SHORT_LIST_PRICE;
  }
  return cases > MANY_CASES ? LONG_LIST_PRICE : LIST_PRICE;
}
