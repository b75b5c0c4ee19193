import { describe, expect, test } from 'vitest';
import { canAccept } from '../../../src/compiler/can-accept.ts';
import {
  compileExpression,
  type ExpressionOptions,
} from '../../../src/frontend/pcap-filter/compile.ts';
import { parseDotted } from '../../../src/frontend/pcap-filter/names/address.ts';
import { parseProgram } from '../../../src/isa/cbpf/formats.ts';
import { Random } from '../../../src/support/random.ts';
import { UnsupportedError } from '../../../src/support/unsupported.ts';
import { disagreement } from './agreement.ts';
import { directedPacket } from './directed-packets.ts';
import { caseResolver, dataMissing, type FilterCase, sharedJson } from './shared-data.ts';

const PACKETS = 150;
const DLTS: ReadonlySet<string | undefined> = new Set([
  'EN10MB',
  'RAW',
  'IPV4',
  'IPV6',
  'LINUX_SLL',
  'LINUX_SLL2',
]);

/** Cases whose listing is no filter: libpcap's own test of its assembler. */
const NOT_FILTERS: ReadonlySet<string> = new Set(['bpf_image']);

/** Errors of these cases are about how libpcap was configured. */
const OF_THE_CONFIGURATION: ReadonlySet<string> = new Set(['protochain_disabled']);

describe.skipIf(dataMissing !== null)(`libpcap's filter cases ${dataMissing ?? ''}`, () => {
  const cases =
    dataMissing === null ? (sharedJson('libpcap/filter-cases.json') as FilterCase[]) : [];
  const resolver = dataMissing === null ? caseResolver() : undefined;
  const optionsOf = ({ dlt, snaplen, netmask, linuxext }: FilterCase): ExpressionOptions => ({
    dlt: dlt ?? 'EN10MB',
    linux: linuxext === 1,
    ...(snaplen === undefined ? {} : { snaplen }),
    ...(netmask ? { netmask: parseDotted(netmask, { start: 0, end: 0 }).value } : {}),
    ...(resolver === undefined ? {} : { resolver }),
  });
  const accepted = cases.filter(
    ({ kind, dlt, name }) => kind === 'accept' && DLTS.has(dlt) && !NOT_FILTERS.has(name),
  );

  for (const one of accepted) {
    const { name, expr, aliases = [], expected_unoptimized: listing = [] } = one;
    const compiled = (): ReturnType<typeof compileExpression> | null => {
      try {
        return compileExpression(expr, optionsOf(one));
      } catch (error) {
        if (error instanceof UnsupportedError) {
          return null;
        }
        throw error;
      }
    };
    const title = `${name}: ${expr.replace(/\s+/g, ' ')}`;
    if (compiled() === null) {
      test(`${title} says that it is not supported yet`, () => {
        for (const text of [expr, ...aliases]) {
          expect(() => compileExpression(text, optionsOf(one)), text).toThrow(UnsupportedError);
        }
      });
      continue;
    }
    test(title, () => {
      const program = parseProgram(listing.join('\n'), 'd');
      const random = new Random(1);
      const packets = Array.from({ length: PACKETS }, () => directedPacket(program, random));
      for (const text of [expr, ...aliases]) {
        const { filter } = compileExpression(text, optionsOf(one));
        expect(disagreement(filter, program, packets), text).toBeNull();
      }
    });
  }

  const rejected = cases.filter(
    ({ kind, dlt, name }) => kind === 'reject' && DLTS.has(dlt) && !OF_THE_CONFIGURATION.has(name),
  );
  for (const one of rejected) {
    if (one.expect_error === 'expression rejects all packets') {
      test(`${one.name} accepts nothing: ${one.expr}`, () => {
        const { filter } = compileExpression(one.expr, optionsOf(one));
        expect(canAccept(filter)).toBe(false);
      });
      continue;
    }
    test(`${one.name} is refused: ${one.expr} (${one.expect_error})`, () => {
      expect(() => compileExpression(one.expr, optionsOf(one))).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^FILTER_|^UNSUPPORTED$/) }),
      );
    });
  }
});
