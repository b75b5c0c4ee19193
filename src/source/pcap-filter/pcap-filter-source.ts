import { compileExpression } from '../../frontend/pcap-filter/compile.ts';
import { FilterSyntaxError } from '../../frontend/pcap-filter/errors.ts';
import { parseWithRemarks } from '../../frontend/pcap-filter/parse.ts';
import { dltByName, dltByNumber } from '../../support/link-types.ts';
import type { Random } from '../../support/random.ts';
import { descend } from '../descend.ts';
import { decoded, type FilterSource, textOf } from '../filter-source.ts';
import { INTERNET_PACKETS } from '../packet-models/internet.ts';
import { SAMPLE_NETMASK } from '../sample-netmask.ts';
import type {
  GeneratedSource,
  Original,
  SourceLanguage,
  SourceOptions,
} from '../source-language.ts';
import { EXPRESSION_OPTIONS } from './expression-options.ts';
import { isDefectiveInLibpcap } from './libpcap-defects.ts';
import { randomExpression } from './random-expression.ts';
import { RANDOM_LINK_TYPES } from './random-link-primitive.ts';
import { smallerExpressions } from './smaller-expressions.ts';

const ETHERNET = 'EN10MB';

/** Mostly Ethernet; raw IP, either or of one version, and what Linux puts before packets. */
const LINK_TYPES = [
  ETHERNET,
  ETHERNET,
  ETHERNET,
  ETHERNET,
  'RAW',
  'IPV4',
  'IPV6',
  'LINUX_SLL',
  'LINUX_SLL2',
];

/** In percent, how many random expressions are for any link type. */
const OTHER_LINK_TYPES = 25;

/** Expressions in the language of tcpdump. */
export const PCAP_FILTER_SOURCE: SourceLanguage = {
  name: 'pcap-filter',
  summary: 'an expression in the language of tcpdump',
  aliases: [],
  noun: 'an expression',
  isExpression: true,
  extensions: ['filter', 'txt', 'pcap-filter'],
  options: EXPRESSION_OPTIONS,
  errorCodes: /^(?:FILTER|LINK_TYPE)_/,
  packetModel: INTERNET_PACKETS,
  fuzzWeight: 2,
  isReducedAsIr: false,
  detect: () => 'no',
  read: (input) => asText(typeof input === 'string' ? input : withoutComments(decoded(input))),
  check,
  build: (source, options) => compileExpression(textOf(source), options),
  print: (source) => textOf(source).trimEnd(),
  write: textOf,
  shrink: (source, accepts) => descend(source, smaller, accepts),
  generate,
  original,
};

/** A file as tcpdump -F reads it: `#` starts a comment, wherever it stands. Places stay the same. */
const withoutComments = (text: string): string =>
  text.replace(/#[^\n]*/g, (comment) => ' '.repeat(comment.length));

const asText = (text: string): FilterSource => ({ kind: 'pcap-filter', text });

function check(text: string): void {
  try {
    parseWithRemarks(text);
  } catch (error) {
    if (error instanceof FilterSyntaxError || !(error instanceof Error && 'code' in error)) {
      throw error;
    }
  }
}

function* smaller(source: FilterSource): Iterable<FilterSource> {
  for (const text of smallerExpressions(textOf(source))) {
    yield asText(text);
  }
}

function generate(random: Random): GeneratedSource {
  const dlt = random.percent(OTHER_LINK_TYPES)
    ? random.pick(RANDOM_LINK_TYPES)
    : random.pick(LINK_TYPES);
  return {
    source: asText(randomExpression(random, dlt)),
    options: { dlt, netmask: SAMPLE_NETMASK },
  };
}

/** The expression itself, where all releases of libpcap get it right and mean the same. */
function original(source: FilterSource, options: SourceOptions): Original | null {
  const { dlt = ETHERNET, linux = false } = options;
  const text = textOf(source);
  if (compileExpression(text, options).folded) {
    return null;
  }
  const type = typeof dlt === 'number' ? dltByNumber(dlt) : dltByName(dlt);
  return linux || type === null || isDefectiveInLibpcap(text, type.name)
    ? null
    : { kind: 'expression', text };
}
