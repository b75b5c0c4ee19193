import { describe, expect, test } from 'vitest';
import { canAccept } from '../../../src/compiler/can-accept.ts';
import { compile } from '../../../src/compiler/compile.ts';
import { engineNamed } from '../../../src/engine/engines.ts';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';
import { interpret } from '../../../src/interpret/interpret.ts';
import type { FilterView } from '../../../src/ir/filter-view.ts';
import { parseProgram } from '../../../src/isa/cbpf/formats.ts';
import { Random } from '../../../src/support/random.ts';
import { codeFor } from '../../../src/target/targets.ts';
import { batchOf } from '../../../src/trace/batch.ts';
import type { Packet } from '../../../src/trace/packet.ts';
import { disagreement } from './agreement.ts';
import { directedPacket } from './directed-packets.ts';
import { acceptCases, cases, optionsOf } from './filter-cases.ts';
import { caseCapture, dataMissing } from './shared-data.ts';

const PACKETS = 150;

/** Errors of these cases are about how libpcap was configured. */
const OF_THE_CONFIGURATION: ReadonlySet<string> = new Set(['protochain_disabled']);

describe.skipIf(dataMissing !== null)(`filters that libpcap accepts ${dataMissing ?? ''}`, () => {
  for (const one of acceptCases) {
    const { name, dlt, expr, aliases = [], expected_unoptimized: listing = [] } = one;
    test(`${name}: ${dlt} ${expr.replace(/\s+/g, ' ')}`, () => {
      const program = parseProgram(listing.join('\n'), 'd');
      const random = new Random(1);
      const packets = Array.from({ length: PACKETS }, () => directedPacket(program, random));
      for (const text of [expr, ...aliases]) {
        const { filter } = compileExpression(text, optionsOf(one));
        expect(disagreement(filter, program, packets), text).toBeNull();
        const optimized = compile(text, { ...optionsOf(one), passes: 'O2' });
        expect(disagreement(optimized.filter, program, packets), `${text} at O2`).toBeNull();
      }
    });
  }
});

const ENGINES = (['cbpf-vm', 'x64', 'libpcap'] as const)
  .map((name) => engineNamed(name))
  .filter((engine) => engine.unavailable() === null);

/** What each engine that is here makes of the packets. */
function verdictsOnEngines(
  filter: FilterView,
  packets: readonly Packet[],
): readonly (readonly number[])[] {
  const batch = batchOf(packets);
  return ENGINES.map((engine) => {
    const loaded = engine.load(codeFor(filter, engine.accepts));
    const verdicts = new Uint32Array(batch.count);
    loaded.runBatch(batch, verdicts);
    loaded.close();
    return [...verdicts];
  });
}

describe.skipIf(dataMissing !== null)(`filters on captures ${dataMissing ?? ''}`, () => {
  const applied = cases.filter(({ kind }) => kind === 'apply');
  for (const one of applied) {
    test(`${one.name}: ${one.expr} on ${one.savefile}`, () => {
      const { packets, dlt, snaplen } = caseCapture(one);
      const options = { ...optionsOf(one), dlt, snaplen, origin: 'savefile' } as const;
      for (const passes of ['O0', 'O2']) {
        const { filter } = compile(one.expr, { ...options, passes });
        expect(
          packets.map((packet) => interpret(filter, packet)),
          passes,
        ).toEqual(one.results);
        expect(verdictsOnEngines(filter, packets), passes).toEqual(ENGINES.map(() => one.results));
      }
    });
  }
});

describe.skipIf(dataMissing !== null)(`filters that libpcap refuses ${dataMissing ?? ''}`, () => {
  const rejected = cases.filter(
    ({ kind, name }) => kind === 'reject' && !OF_THE_CONFIGURATION.has(name),
  );
  for (const one of rejected) {
    if (one.expect_error === 'expression rejects all packets') {
      test(`${one.name} accepts nothing: ${one.expr}`, () => {
        const { filter } = compileExpression(one.expr, optionsOf(one));
        expect(canAccept(filter)).toBe(false);
      });
      continue;
    }
    test(`${one.name} is refused: ${one.dlt} ${one.expr} (${one.expect_error})`, () => {
      expect(() => compileExpression(one.expr, optionsOf(one))).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^FILTER_/) }),
      );
    });
  }
});
