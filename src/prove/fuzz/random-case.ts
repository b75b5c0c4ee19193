import type { FilterSource } from '../../compiler/source.ts';
import { printFilter } from '../../ir/print.ts';
import type { PassRegistry } from '../../pass/pass.ts';
import { Random } from '../../support/random.ts';
import type { TrialOptions } from '../trial/trial.ts';
import type { FilterOptions } from './generate/filter-genes.ts';
import { randomChain } from './generate/random-chain.ts';
import { randomExpression } from './generate/random-expression.ts';
import { randomFilter } from './generate/random-filter.ts';
import { RANDOM_LINK_TYPES } from './generate/random-link-primitive.ts';
import { randomProgram } from './generate/random-program.ts';

/** What a random case is made of. */
export type CaseKind = FilterSource['kind'];

/** A random filter, and what it means. */
export interface FuzzCase {
  readonly source: FilterSource;
  readonly options: Pick<TrialOptions, 'dlt' | 'netmask'>;
}

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

/** In percent, how many expressions are for any link type. */
const OTHER_LINK_TYPES = 25;

/** The netmask by which filters are compiled that need one: that of a network of class C. */
export const NETMASK = 0xffff_ff00;

/** What may stand in random IR: what every engine runs, or anything. */
const IR_PROFILES: readonly FilterOptions[] = [
  { wide: false, native: false, caplen: false, ancillary: false },
  { wide: false, native: false, caplen: false, ancillary: false, maxBlocks: 32 },
  { ancillary: false },
  {},
];

/** In percent, how much of the random IR is a chain of tests. */
const CHAINS = 35;

/** The kinds of case, each as often as it stands here. */
const KINDS: readonly CaseKind[] = ['pcap-filter', 'pcap-filter', 'cbpf', 'ir', 'ir'];

/** The random numbers of case `index` of a run: any case can be made again without those before it. */
export function caseRandom(seed: number, index: number): Random {
  return new Random((seed ^ Math.imul(index + 1, 0x9e37_79b1)) >>> 0);
}

/** A random filter: an expression, a classic BPF program or IR. */
export function randomCase(random: Random, kinds: readonly CaseKind[] = KINDS): FuzzCase {
  const kind = random.pick(kinds);
  switch (kind) {
    case 'pcap-filter': {
      const dlt = random.percent(OTHER_LINK_TYPES)
        ? random.pick(RANDOM_LINK_TYPES)
        : random.pick(LINK_TYPES);
      return {
        source: { kind, text: randomExpression(random, dlt) },
        options: { dlt, netmask: NETMASK },
      };
    }
    case 'cbpf':
      return { source: { kind, program: randomProgram(random) }, options: {} };
    case 'ir': {
      const filter = random.percent(CHAINS)
        ? randomChain(random)
        : randomFilter(random, random.pick(IR_PROFILES));
      return { source: { kind, text: printFilter(filter) }, options: {} };
    }
  }
}

/** The most passes of a random pipeline. */
const MAX_PASSES = 8;

/** Passes in any order, some of them several times, perhaps in a `repeat`. */
export function randomPipeline(random: Random, passes: PassRegistry): string {
  const names = [...passes.keys()];
  const chosen = Array.from({ length: random.between(1, MAX_PASSES) }, () => random.pick(names));
  return random.percent(20) ? `repeat(${chosen.join(',')})` : chosen.join(',');
}
