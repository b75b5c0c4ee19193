import type { TreePrice } from '../../../codegen/switch-tree/best-order.ts';

/** How search trees of more comparisons are made, up to {@link FEW_CASES} with care for their size. */
const SHORT_LIST_PRICE: TreePrice = { size: 0.5, stretches: 13 };
const FEW_CASES = 8;
const LIST_PRICE: TreePrice = { size: 0.015, stretches: 9 };

/**
 * The same for a switch of more than {@link MANY_CASES}: halving takes an instruction more for each
 * chain, and a program may not have more than 4,096.
 */
const LONG_LIST_PRICE: TreePrice = { size: 0.02, stretches: 13 };
const MANY_CASES = 256;

/** How to weigh the length of a search tree for a switch of so many cases. */
export function priceFor(cases: number): TreePrice {
  if (cases <= FEW_CASES) {
    return SHORT_LIST_PRICE;
  }
  return cases > MANY_CASES ? LONG_LIST_PRICE : LIST_PRICE;
}
