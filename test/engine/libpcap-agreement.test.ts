import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { engineNamed } from '../../src/engine/engines.ts';
import { libpcapCompile } from '../../src/engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../src/engine/libpcap/library.ts';
import type { CbpfProgram } from '../../src/isa/cbpf/instruction.ts';
import { batchOf, type PacketBatch } from '../../src/trace/batch.ts';
import type { Packet } from '../../src/trace/packet.ts';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';
import { testWhere } from './test-where.ts';

const FILTERS = '../shared/data/filters/realworld.json';
const TRACE = '../shared/data/traces/linktype-1.pcap';
const ETHERNET = 1;
const NETMASK = 0xffff_ff00;

const missing = [FILTERS, TRACE].find((path) => !existsSync(path));
const agreementTest = testWhere(missing === undefined ? libpcapUnavailable() : `no ${missing}`);

interface FilterRow {
  readonly expr: string;
  readonly dlt: string;
}

/** The expressions for Ethernet, without those that libpcap makes loops of: the VM refuses them. */
function expressions(): readonly string[] {
  const rows = JSON.parse(readFileSync(FILTERS, 'utf8')) as FilterRow[];
  return rows
    .filter(({ dlt, expr }) => dlt === 'EN10MB' && !expr.includes('protochain'))
    .map(({ expr }) => expr);
}

/** The packets of the trace, whole and cut where headers are. */
function packets(): PacketBatch {
  const whole = [...readCaptureBuffer(readFileSync(TRACE))];
  const cut = whole.flatMap(({ bytes, wirelen }): readonly Packet[] =>
    [13, 14, 23, 33, 35, 53].map((length) => ({ bytes: bytes.subarray(0, length), wirelen })),
  );
  return batchOf([...whole, ...cut]);
}

function verdictsOf(engine: Engine, program: CbpfProgram, batch: PacketBatch): Uint32Array {
  const filter = engine.load({ kind: 'cbpf', program });
  const verdicts = new Uint32Array(batch.count);
  filter.runBatch(batch, verdicts);
  filter.close();
  return verdicts;
}

agreementTest('cbpf-vm gives the verdicts of bpf_filter on the filters that people use', () => {
  const batch = packets();
  expect(batch.count).toBeGreaterThan(1000);
  for (const expression of expressions()) {
    const options = { dlt: ETHERNET, netmask: NETMASK, optimize: false };
    const program = libpcapCompile(expression, options);
    const vm = verdictsOf(engineNamed('cbpf-vm'), program, batch);
    const peer = verdictsOf(engineNamed('libpcap'), program, batch);
    // One number, since the test runner takes seconds to compare arrays as long as these
    const firstDifference = vm.findIndex((verdict, index) => verdict !== peer[index]);
    expect(firstDifference, expression).toBe(-1);
  }
});
