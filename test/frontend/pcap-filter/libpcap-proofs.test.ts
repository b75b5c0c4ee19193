import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { libpcapCompile, PeerError } from '../../../src/engine/libpcap/compile.ts';
import { openLibpcap } from '../../../src/engine/libpcap/library.ts';
import { type CorpusFilter, readFilterList } from '../../../src/experiment/input/corpus.ts';
import { liftCbpf } from '../../../src/frontend/cbpf/lift.ts';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';
import type { Filter } from '../../../src/ir/filter.ts';
import { parseProgram } from '../../../src/isa/cbpf/formats.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { decide, meaningTerms } from '../../../src/prove/equivalence/decide.ts';
import { equivalentFrom } from '../../../src/prove/equivalence/long-packets.ts';
import { TermGraph } from '../../../src/prove/smt/term-graph.ts';
import { openSolver } from '../../../src/prove/solver/open-solver.ts';
import { z3Version } from '../../../src/prove/solver/z3-process.ts';
import { isDefectiveInLibpcap } from '../../../src/source/pcap-filter/libpcap-defects.ts';
import { randomExpression } from '../../../src/source/pcap-filter/random-expression.ts';
import { RANDOM_LINK_TYPES } from '../../../src/source/pcap-filter/random-link-primitive.ts';
import { dltByName } from '../../../src/support/link-types.ts';
import { Random } from '../../../src/support/random.ts';
import { acceptCases, optionsOf } from './filter-cases.ts';
import { dataMissing, sharedJson } from './shared-data.ts';
import { KNOWN_DEFECT, unrollListing } from './unroll-listing.ts';

// Proofs that our filters mean on every packet what the code of libpcap does, its optimizer off.

const NETMASK = 0xffff_ff00;

/** How many random expressions are proved, and how long a proof may take in milliseconds. */
const RANDOM_FILTERS = Number(process.env.PROVED_EXPRESSIONS ?? 60);
const MILLISECONDS = Number(process.env.PROOF_MILLISECONDS ?? 20_000);

/** What expressions mean otherwise on purpose: as libpcap has it since a release after 1.10. */
interface OtherMeaning {
  readonly expression: RegExp;
  readonly reason: string;
  /** Whether the packets on which it shows are short ones only. */
  readonly onlyShort: boolean;
}

const SINCE_1_11: readonly OtherMeaning[] = [
  {
    expression: /\bip multicast\b/,
    reason: 'class E is not multicast',
    onlyShort: false,
  },
  {
    expression: /^(?:l1|l2|iih|lsp|snp|csnp|psnp)$/,
    reason: 'the reserved bits of an IS-IS packet type do not count',
    onlyShort: false,
  },
  {
    expression: /\bnet \S*:\S*\/\d/,
    reason: 'words of an IPv6 address are not loaded where the mask has none of their bits',
    onlyShort: true,
  },
];

/** What no proof is found for in a reasonable time; libpcap-agreement.test.ts tries it on packets. */
const BEYOND_PROOF = /\bip6 protochain\b/;

const missing = z3Version() === null ? 'no z3 on the PATH' : dataMissing;
const libpcap = openLibpcap();
const noLibpcap = missing ?? (typeof libpcap === 'string' ? libpcap : null);
const isOld = typeof libpcap !== 'string' && / 1\.(?:[0-9]|10)\./.test(libpcap.version);

const skipped = (reason: string | null): string => (reason === null ? '' : `(skipped: ${reason})`);

const solver = missing === null ? await openSolver() : null;
afterAll(() => solver?.close());

const options = { solver, milliseconds: MILLISECONDS };

/** Whether `filter` gives the verdict of a listing on every packet on which that has no known defect. */
async function proof(listing: CbpfProgram, filter: Filter, linux = false): Promise<string> {
  const graph = new TermGraph();
  const before = meaningTerms(graph, liftCbpf(unrollListing(listing), { linux }));
  const after = meaningTerms(graph, filter);
  const isDefect = graph.compare('eq', 'i32', before.strict, graph.constant(KNOWN_DEFECT));
  const strict = graph.ite(isDefect, before.strict, after.strict);
  const decision = await decide(graph, { before, after: { ...after, strict } }, options);
  return decision.outcome === 'different'
    ? `different: ${Buffer.from(decision.example.packet.bytes).toString('hex')}`
    : decision.outcome;
}

describe.skipIf(missing !== null)(`what libpcap says of its own cases ${skipped(missing)}`, () => {
  for (const one of acceptCases) {
    const listing = parseProgram((one.expected_unoptimized ?? []).join('\n'), 'd');
    for (const text of [one.expr, ...(one.aliases ?? [])]) {
      test(`${one.name}: ${one.dlt} ${text.replace(/\s+/g, ' ')}`, async () => {
        const { filter } = compileExpression(text, optionsOf(one));
        expect(await proof(listing, filter, one.linuxext === 1)).toBe('equivalent');
      });
    }
  }
});

type Listed = Pick<CorpusFilter, 'expression' | 'dlt'>;

/** The filters of people and of the corpora. */
function listedFilters(): readonly Listed[] {
  const real = sharedJson('filters/realworld.json') as readonly { expr: string; dlt: string }[];
  const corpora = readdirSync('corpora/filters').flatMap((file) =>
    readFilterList(readFileSync(`corpora/filters/${file}`, 'utf8'), { file, group: file }),
  );
  return [...real.map(({ expr, dlt }) => ({ expression: expr, dlt })), ...corpora];
}

function programsOf({ expression, dlt }: Listed): readonly [CbpfProgram, Filter] {
  const peer = { dlt: dltByName(dlt)?.dlt ?? 0, netmask: NETMASK, optimize: false };
  return [
    libpcapCompile(expression, peer),
    compileExpression(expression, { dlt, netmask: NETMASK }).filter,
  ];
}

const listed =
  noLibpcap === null
    ? listedFilters().filter(({ expression }) => !BEYOND_PROOF.test(expression))
    : [];

describe.skipIf(noLibpcap !== null)(
  `filters mean on every packet what they do in libpcap ${skipped(noLibpcap)}`,
  () => {
    for (const one of listed) {
      const other = isOld
        ? SINCE_1_11.find(({ expression }) => expression.test(one.expression))
        : undefined;
      test(`${one.dlt}: ${one.expression}${other === undefined ? '' : ` (since 1.11 ${other.reason})`}`, async () => {
        const [listing, filter] = programsOf(one);
        const outcome = await proof(listing, filter);
        if (other === undefined) {
          expect(outcome).toBe('equivalent');
        } else if (other.onlyShort) {
          expect(await equivalentFrom(liftCbpf(listing), filter, options)).not.toBeNull();
        } else {
          expect(outcome).toMatch(/^different/);
        }
      });
    }
  },
);

/** A program of libpcap with an expression; `null` where it has none, or the newest means something else. */
function randomPair(
  random: Random,
): (Listed & { readonly pair: readonly [CbpfProgram, Filter] }) | null {
  const dlt = random.percent(50) ? 'EN10MB' : random.pick(RANDOM_LINK_TYPES);
  const expression = randomExpression(random, dlt);
  if (
    isDefectiveInLibpcap(expression, dlt) ||
    SINCE_1_11.some((other) => other.expression.test(expression))
  ) {
    return null;
  }
  try {
    const pair = programsOf({ expression, dlt });
    const isFolded = compileExpression(expression, { dlt, netmask: NETMASK }).folded;
    return isFolded ? null : { expression, dlt, pair };
  } catch (error) {
    if (error instanceof PeerError || (error instanceof Error && 'span' in error)) {
      return null;
    }
    throw error;
  }
}

test.skipIf(noLibpcap !== null)(
  `random expressions mean on every packet what they do in libpcap ${skipped(noLibpcap)}`,
  { timeout: RANDOM_FILTERS * MILLISECONDS },
  async () => {
    const random = new Random(Number(process.env.RANDOM_SEED ?? 1));
    const outcomes: Record<string, number> = {};
    for (let count = 0; count < RANDOM_FILTERS; count += 1) {
      const made = randomPair(random);
      const outcome = made === null ? 'no filter' : await proof(...made.pair);
      expect(outcome, `${made?.dlt}: ${made?.expression}`).not.toMatch(/^different/);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    expect(outcomes.equivalent ?? 0).toBeGreaterThan(RANDOM_FILTERS / 4);
    expect(outcomes.unknown ?? 0).toBeLessThanOrEqual(RANDOM_FILTERS / 10);
  },
);
