import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUNDLED_TRACES, makeBundledTrace } from '../../src/trace/generate/bundled.ts';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';

const FOLDER = 'corpora/traces';
const BLESS = process.env.BLESS === '1';

for (const trace of BUNDLED_TRACES) {
  test(`${trace.file} is what its profile and seed make`, () => {
    const path = join(FOLDER, trace.file);
    const made = makeBundledTrace(trace);
    if (BLESS) {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(path, made);
    }
    expect(existsSync(path)).toBe(true);
    expect(Buffer.compare(made, readFileSync(path))).toBe(0);
    expect(made.length).toBeLessThan(1_000_000);
    expect([...readCaptureBuffer(made)]).toHaveLength(trace.count);
  });
}

test('the folder holds these traces and no others', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(BUNDLED_TRACES.map(({ file }) => file).sort());
});
