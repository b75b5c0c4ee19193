import { INPUTS } from './inputs.ts';
import { BINARY_OPS, UNARY_OPS } from './ops.ts';

const NAMES: ReadonlyMap<string, string> = new Map(
  [BINARY_OPS, UNARY_OPS, INPUTS].flatMap((table) => Object.keys(table)).map((key) => [key, key]),
);

/**
 * `name` as the very string that is a key of a table of operations or inputs, where it is one:
 * looking up a string that was cut from a text is several times slower, each time.
 */
export function tableName(name: string): string {
  return NAMES.get(name) ?? name;
}
