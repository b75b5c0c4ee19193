import type { Filter } from '../src/ir/filter.ts';
import { parseFilter } from '../src/ir/parse.ts';
import { INTERNET_PACKETS } from '../src/source/packet-models/internet.ts';

/** The filter that `text` is, as compiled from IR input: for packets of the internet. */
export function internetFilter(text: string): Filter {
  const filter = parseFilter(text);
  filter.setPacketModel(INTERNET_PACKETS);
  return filter;
}
