import type { Filter } from '../../ir/filter.ts';
import { parseFilter } from '../../ir/parse.ts';
import { printFilter } from '../../ir/print.ts';
import type { Random } from '../../support/random.ts';
import { verify } from '../../verify/verify.ts';
import { descend } from '../descend.ts';
import { decoded, type FilterSource, textOf } from '../filter-source.ts';
import { MACHINE_OPTION } from '../machine-option.ts';
import { INTERNET_PACKETS } from '../packet-models/internet.ts';
import type { BuiltSource, SourceLanguage } from '../source-language.ts';
import { InvalidIrError } from './errors.ts';
import type { FilterOptions } from './generate/filter-genes.ts';
import { randomChain } from './generate/random-chain.ts';
import { randomFilter } from './generate/random-filter.ts';
import { renumbered } from './shrink/renumber.ts';
import { smallerFilters } from './shrink/smaller-filters.ts';

/** How the text form of the IR starts, after comments. */
const START = /^(?:\s*;[^\n]*\n)*\s*filter @/;

/** What may stand in random IR: what every engine runs, or anything. */
const PROFILES: readonly FilterOptions[] = [
  { wide: false, native: false, caplen: false, ancillary: false },
  { wide: false, native: false, caplen: false, ancillary: false, maxBlocks: 32 },
  { ancillary: false },
  {},
];

/** In percent, how much of the random IR is a chain of tests. */
const CHAINS = 35;

/** The text form of the IR, as dumps have it. Its packets are taken for those of the internet. */
export const IR_SOURCE: SourceLanguage = {
  name: 'ir',
  summary: "the text form of the compiler's own representation (.bir)",
  aliases: [],
  noun: 'a program',
  isExpression: false,
  extensions: ['bir'],
  options: [MACHINE_OPTION],
  errorCodes: /^IR_(?:SYNTAX|INVALID_INPUT)$/,
  packetModel: INTERNET_PACKETS,
  fuzzWeight: 2,
  isReducedAsIr: false,
  detect: (bytes) => (START.test(decoded(bytes)) ? 'surely' : 'no'),
  read: (input) => asText(decoded(input)),
  check: (text) => {
    parseFilter(text);
  },
  build: (source) => build(textOf(source)),
  print: (source) => textOf(source).trimEnd(),
  write: textOf,
  shrink: (source, accepts) => descend(source, smaller, accepts),
  generate: (random) => ({ source: asText(printFilter(randomIr(random))), options: {} }),
  original: () => null,
};

/** The source that `filter` is, its blocks and values numbered from 0. */
export const irSourceOf = (filter: Filter): FilterSource => asText(renumbered(printFilter(filter)));

const asText = (text: string): FilterSource => ({ kind: 'ir', text });

function build(text: string): BuiltSource {
  const filter = parseFilter(text);
  const [first, ...others] = verify(filter);
  if (first !== undefined) {
    throw new InvalidIrError([first, ...others]);
  }
  return { filter, remarks: [], warnings: [] };
}

function* smaller(source: FilterSource): Iterable<FilterSource> {
  for (const text of smallerFilters(textOf(source))) {
    yield asText(text);
  }
}

const randomIr = (random: Random): Filter =>
  random.percent(CHAINS) ? randomChain(random) : randomFilter(random, random.pick(PROFILES));
