import { afterAll, beforeAll, expect, test } from 'vitest';
import { ScratchCopy } from '../target/scratch-copy.ts';

/** A pass as someone who reads CONTRIBUTING writes it. */
const PASS = `import { valueNumbers } from '../src/analysis/values/value-numbers.ts';
import type { ValueId } from '../src/ir/ids.ts';
import type { Pass } from '../src/pass/pass.ts';

/** Replaces \`xor x, x\` by 0. Measure: the number of binary operations falls. */
export function selfXor(): Pass {
  return {
    name: 'self-xor',
    summary: 'Replaces the exclusive or of a value and itself by 0.',
    run(filter, context) {
      const numbers = context.get(valueNumbers);
      const same = (a: ValueId, b: ValueId): boolean => numbers.of(a) === numbers.of(b);
      for (const { instrs } of filter.blocks()) {
        for (const instr of [...instrs]) {
          if (instr.kind === 'binary' && instr.op === 'xor' && same(instr.lhs, instr.rhs) && instr.type === 'i32') {
            filter.replace({ kind: 'const', id: instr.id, value: 0 });
            context.count('replaced');
          }
        }
      }
    },
  };
}
`;

const copy = new ScratchCopy();

beforeAll(() => {
  copy.add('passes/self-xor.ts', PASS);
  copy.edit('passes/index.ts', {
    "import { gvn } from './gvn.ts';":
      "import { gvn } from './gvn.ts';\nimport { selfXor } from './self-xor.ts';",
    '  checkVersioning,\n];': '  checkVersioning,\n  selfXor,\n];',
  });
  copy.build();
}, 120_000);

afterAll(() => copy.remove());

test('a new pass touches one file, the table', () => {
  expect(copy.touched()).toEqual(['passes/index.ts']);
});

test('it is listed, named in pipelines and counted', () => {
  expect(copy.bpfopt('passes').stdout).toContain('self-xor');
  const args = ['--emit', 'ir', '--passes', 'self-xor', '--stats', '--verify-each'];
  const { stdout, stderr, status } = copy.bpfopt('compile', ...args, 'ip[8] ^ ip[8] = 0');
  expect(stderr).toMatch(/replaced/);
  expect(stdout).not.toContain('xor');
  expect(status).toBe(0);
});

test('random pipelines have it, and it can be checked like any other', () => {
  const fuzzed = `
import { fuzz } from './prove/fuzz/fuzz.js';
const { findings } = await fuzz({ seed: 1, count: 40, kinds: ['ir'], engines: ['interpreter'], pipelines: ['self-xor', 'random'] });
const answer = findings.length;`;
  expect(copy.evaluate(fuzzed)).toBe(0);
}, 120_000);
