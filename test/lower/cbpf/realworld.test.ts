import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildPipeline } from '../../../src/compiler/build-pipeline.ts';
import { CbpfVm } from '../../../src/engine/cbpf-vm/machine.ts';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';
import { prepare } from '../../../src/interpret/interpret.ts';
import type { Filter } from '../../../src/ir/filter.ts';
import { checkProgram } from '../../../src/isa/cbpf/check.ts';
import { lowerToCbpf } from '../../../src/lower/cbpf/lower.ts';
import { runPasses } from '../../../src/pass/run-passes.ts';
import { UnsupportedError } from '../../../src/support/unsupported.ts';
import type { Packet } from '../../../src/trace/packet.ts';
import { readCaptureBuffer } from '../../../src/trace/read-capture.ts';

const DATA = path.join(import.meta.dirname, '../../../../shared/data');
const FILTERS = path.join(DATA, 'filters/realworld.json');
const TRACE = path.join(DATA, 'traces/linktype-1.pcap');
const missing = [FILTERS, TRACE].find((file) => !existsSync(file));
const title = missing === undefined ? '' : ` (skipped: there is no ${path.basename(missing)})`;

/** One packet in so many is enough to meet each protocol of the trace. */
const STRIDE = 8;

/** Some packets of the trace, whole and cut short. */
function packets(): readonly Packet[] {
  return [...readCaptureBuffer(readFileSync(TRACE))]
    .filter((_, index) => index % STRIDE === 0)
    .flatMap(({ bytes, wirelen }, index) => [
      { bytes, wirelen },
      { bytes: bytes.subarray(0, (index * 7) % (bytes.length + 1)), wirelen },
    ]);
}

/** The filter of an Ethernet expression; `null` where the front end does not know it (yet). */
function filterOf(expression: string): Filter | null {
  try {
    return compileExpression(expression).filter;
  } catch (error) {
    if (error instanceof UnsupportedError || (error instanceof Error && 'span' in error)) {
      return null;
    }
    throw error;
  }
}

describe.skipIf(missing !== undefined)(`filters that people use${title}`, () => {
  const all: readonly { expr: string; dlt: string }[] =
    missing === undefined ? JSON.parse(readFileSync(FILTERS, 'utf8')) : [];
  const filters = all.flatMap(({ expr, dlt }) => {
    const filter = dlt === 'EN10MB' ? filterOf(expr) : null;
    return filter === null ? [] : [{ expr, filter }];
  });

  test.each(['O0', 'O2'])('have the same verdicts as programs at -%s', (level) => {
    const trace = packets();
    expect(filters.length).toBeGreaterThan(150);
    for (const { expr, filter: original } of filters) {
      const filter = original.clone();
      runPasses(filter, buildPipeline(level));
      const program = lowerToCbpf(filter);
      const vm = new CbpfVm(program);
      const verdictOf = prepare(original);
      const wrong = trace.filter((packet) => vm.run(packet) !== verdictOf(packet));

      expect(checkProgram(program), expr).toEqual([]);
      expect(wrong, expr).toEqual([]);
    }
  });
});
