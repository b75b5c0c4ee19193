import { describe, expect } from 'vitest';
import { compile } from '../../../../src/compiler/compile.ts';
import { CbpfVm } from '../../../../src/engine/cbpf-vm/machine.ts';
import type { CbpfProgram } from '../../../../src/isa/cbpf/instruction.ts';
import { firstNotTaken, SECCOMP } from '../../../../src/isa/cbpf/machines.ts';
import { recognizeMachine } from '../../../../src/isa/cbpf/recognize-machine.ts';
import { sourceIn } from '../../../../src/source/sources.ts';
import { CBPF } from '../../../../src/target/cbpf/cbpf.ts';
import type { PacketBatch } from '../../../../src/trace/batch.ts';
import { testWhere } from '../../../engine/test-where.ts';
import { callsFor } from './calls.ts';
import { exportPolicies, load, noLoader, noPolicies } from './tools.ts';

const LEVELS = ['O0', 'O1', 'O2', 'O3'];

/** The measure of the project takes 300 policies and 20,000 calls: give them by these variables. */
const POLICIES = Number(process.env.BPFOPT_SECCOMP_POLICIES ?? 40);
const CALLS = Number(process.env.BPFOPT_SECCOMP_CALLS ?? 2_000);

const optimized = (program: CbpfProgram, passes: string): CbpfProgram =>
  CBPF.lower(compile({ kind: 'cbpf', program }, { passes, target: 'cbpf' }).filter).code.program;

function verdictsOf(program: CbpfProgram, calls: PacketBatch): Uint32Array {
  const verdicts = new Uint32Array(calls.count);
  new CbpfVm(program).runBatch(calls, verdicts);
  return verdicts;
}

describe('policies that libseccomp exports', () => {
  const policies = noPolicies === null ? exportPolicies(1, POLICIES) : [];

  testWhere(noPolicies)('are recognized, and load as they are', () => {
    expect(policies.filter((policy) => recognizeMachine(policy) !== SECCOMP)).toEqual([]);
    if (noLoader === null) {
      expect(load(policies)).toEqual(policies.map(() => 'loaded'));
    }
  });

  for (const passes of LEVELS) {
    testWhere(noPolicies)(
      `do the same on every call at ${passes}, and load`,
      () => {
        const programs = policies.map((policy) => optimized(policy, passes));
        for (const [index, policy] of policies.entries()) {
          const program = programs[index] ?? [];
          const calls = callsFor(policy, index, CALLS);
          expect(firstNotTaken(program, SECCOMP)).toBeNull();
          expect(verdictsOf(program, calls), `policy ${index}`).toEqual(verdictsOf(policy, calls));
        }
        if (noLoader === null) {
          expect(load(programs)).toEqual(programs.map(() => 'loaded'));
        }
      },
      1_000_000,
    );
  }

  testWhere(noPolicies)('get no longer, and shorter from O1 on', () => {
    const lengths = LEVELS.map((passes) =>
      policies.reduce((sum, policy) => sum + optimized(policy, passes).length, 0),
    );
    const before = policies.reduce((sum, policy) => sum + policy.length, 0);

    expect(Math.max(...lengths)).toBeLessThanOrEqual(1.02 * before);
    expect(lengths[2]).toBeLessThan(before);
  });
});

testWhere(noLoader)('what is no program for seccomp, seccomp(2) refuses', () => {
  const refused = [
    'ldb [23]\nret #0',
    'ld [64]\nret #0',
    'ld [2]\nret #0',
    'ld [0]\nmod #3\nret #0',
  ];
  const programs = refused.map(
    (text) => (sourceIn(text, 'cbpf') as unknown as { program: CbpfProgram }).program,
  );
  expect(load(programs)).toEqual(programs.map(() => 'Invalid argument'));
});
