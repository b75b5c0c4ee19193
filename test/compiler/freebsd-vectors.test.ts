import { describe, expect } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import { ENGINES } from '../../src/engine/engines.ts';
import { BytecodeError } from '../../src/isa/cbpf/errors.ts';
import { codeFor } from '../../src/target/targets.ts';
import { freebsdVectors, VECTORS_MISSING } from '../engine/freebsd-vectors.ts';
import { testWhere } from '../engine/test-where.ts';

const PIPELINES = ['O0', 'O1', 'O2'];

describe.each(ENGINES)('FreeBSD vectors through the IR on $name', (engine) => {
  const test = testWhere(VECTORS_MISSING ?? engine.unavailable());

  test('the 76 valid programs give the expected result at each level', () => {
    const valid = freebsdVectors().filter(({ invalid }) => !invalid);
    for (const { name, program, packet, expect: verdict } of valid) {
      for (const passes of PIPELINES) {
        const { filter } = compile({ kind: 'cbpf', program }, { passes, verifyEach: true });
        const loaded = engine.load(codeFor(filter, engine.accepts));
        expect(loaded.run(packet), `${name} ${passes}`).toBe(verdict);
        loaded.close();
      }
    }
    expect(valid).toHaveLength(76);
  });
});

testWhere(VECTORS_MISSING)('the 8 invalid programs are refused with the index', () => {
  const invalid = freebsdVectors().filter((vector) => vector.invalid);
  for (const { name, program } of invalid) {
    const refusal = (): unknown => compile({ kind: 'cbpf', program });
    expect(refusal, name).toThrow(BytecodeError);
    expect(refusal, name).toThrow(/^instruction \d+: /);
  }
  expect(invalid).toHaveLength(8);
});
