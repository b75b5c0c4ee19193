import { describe, expect } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import { type TermKind, termList } from '../../src/experiment/benchmark/term-lists.ts';
import type { CbpfProgram } from '../../src/isa/cbpf/instruction.ts';
import { lowerToCbpf } from '../../src/lower/cbpf/lower.ts';
import { usableKernelSocket } from './kernel-socket.ts';
import { testWhere } from './test-where.ts';

const SEED = 7;

const RETURN: CbpfProgram = lowerToCbpf(compile('ip').filter);

const kernel = usableKernelSocket();
const testInKernel = testWhere(typeof kernel === 'string' ? kernel : null);
const accepts = (program: CbpfProgram): boolean =>
  typeof kernel !== 'string' && kernel.attach(program);

describe('the kernel', () => {
  const lists: readonly (readonly [kind: TermKind, terms: number])[] = [
    ['host', 1_000],
    ['port', 1_000],
    ['net', 500],
  ];
  for (const [kind, terms] of lists) {
    testInKernel(
      `takes a list of ${terms} terms: ${kind}`,
      () => {
        const { filter } = compile(termList(kind, terms, SEED), { passes: 'O2' });
        expect(accepts(lowerToCbpf(filter))).toBe(true);
      },
      120_000,
    );
  }

  testInKernel('refuses a program that jumps out of itself', () => {
    expect(accepts([...RETURN].slice(0, -1))).toBe(false);
  });
});
