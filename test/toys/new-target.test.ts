import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ScratchCopy } from '../target/scratch-copy.ts';

const TRACE = path.join(import.meta.dirname, '../../corpora/traces/enterprise.pcap');

/** A machine that runs IR as text: a form of code, a row, and an engine. */
const FORM = `
export interface ToyCode {
  readonly kind: 'toy';
  readonly text: string;
}

declare module './code.ts' {
  interface CodeForms {
    readonly toy: ToyCode;
  }
}
`;

const ROW = `
import type { ToyCode } from '../../code/toy-code.ts';
import { ANY_MACHINE } from '../../ir/machine-costs.ts';
import { printFilter } from '../../ir/print.ts';
import type { Target } from '../target.ts';

export const TOY: Target<ToyCode> = {
  name: 'toy',
  title: 'Toy',
  summary: 'toy code',
  costs: { ...ANY_MACHINE, registers: 4 },
  endings: { O1: 'dead-code' },
  options: [{ name: 'mood', value: 'mood', summary: 'how toys feel', choices: ['happy', 'sad'] }],
  formats: new Map([
    ['text', { summary: 'the text', print: ({ code }) => code.text }],
    ['raw', { summary: 'its bytes', print: ({ code }) => new TextEncoder().encode(code.text) }],
  ]),
  readBack: { language: 'ir', format: 'text' },
  mayFault: false,
  lower(filter, { settings = {} } = {}) {
    const text = printFilter(filter) + (settings['mood'] === 'sad' ? '; alas\\n' : '');
    return {
      code: { kind: 'toy', text },
      instructions: text.split('\\n').length,
      bytes: text.length,
      statistics: new Map(),
      listing: () => text,
    };
  },
  check: ({ text }) => (text === '' ? { code: 'TOY_EMPTY', message: 'there is no text' } : null),
};
`;

const ENGINE = `
import { interpreterEngine } from '../interpreter.ts';
import { codeOfKind, type Engine } from '../engine.ts';
import { parseFilter } from '../../ir/parse.ts';

export const toyEngine: Engine = {
  name: 'toy-vm',
  summary: 'Runs toy code.',
  accepts: 'toy',
  isForeign: false,
  unavailable: () => null,
  load: (code) =>
    interpreterEngine.load({ kind: 'ir', filter: parseFilter(codeOfKind(code, 'toy').text) }),
};
`;

function addTarget(copy: ScratchCopy): void {
  copy.add('src/code/toy-code.ts', FORM);
  copy.add('src/target/toy/toy.ts', ROW);
  copy.edit('src/target/targets.ts', {
    'import { X64 }': "import { TOY } from './toy/toy.ts';\nimport { X64 }",
    '[CBPF, EBPF, X64]': '[CBPF, EBPF, X64, TOY]',
  });
}

/** A compiler with a target more. */
const copy = new ScratchCopy();

/** The same, with an engine that runs its code. */
const withEngine = new ScratchCopy();

beforeAll(() => {
  addTarget(copy);
  copy.build();
  addTarget(withEngine);
  withEngine.add('src/engine/toy/toy.ts', ENGINE);
  withEngine.edit('src/engine/engines.ts', {
    'import { nativeEngine }': "import { toyEngine } from './toy/toy.ts';\nimport { nativeEngine }",
    '  libpcapEngine,\n]': '  libpcapEngine,\n  toyEngine,\n]',
  });
  withEngine.build();
}, 120_000);

afterAll(() => {
  copy.remove();
  withEngine.remove();
}, 60_000);

describe('a new target', () => {
  test('touches one file, the table', () => {
    expect(copy.touched()).toEqual(['src/target/targets.ts']);
  });

  test('is known to compile, with its formats, options and endings', () => {
    const { stdout, status } = copy.bpfopt('compile', '--emit', 'toy', '-O1', 'tcp port 80');
    expect(stdout).toMatch(/^filter @filter \{\nb0:\n/);
    expect(status).toBe(0);
    const help = copy.bpfopt('compile', '--help').stdout.replaceAll(/\s+/g, ' ');
    expect(help).toContain('x64: asm, raw; toy: text, raw;');
    expect(help).toContain('--mood <mood> how toys feel (choices: "happy", "sad")');
    const sad = copy.bpfopt('compile', '--emit', 'toy', '--mood', 'sad', 'ip');
    expect(sad.stdout).toMatch(/; alas\n$/);
    const wrong = copy.bpfopt('compile', '--mood', 'sad', 'ip');
    expect(wrong.stderr).toContain('--mood is for --emit toy, not for --emit cbpf');
    expect(wrong.status).toBe(2);
    expect(copy.bpfopt('passes').stdout).toContain('for toy also: dead-code');
  });

  test('is known to proofs', () => {
    const { stderr, status } = copy.bpfopt('compile', '--emit', 'toy', '--prove', 'tcp port 80');
    expect(stderr).toMatch(/lowering to toy +1 +0/);
    expect(status).toBe(0);
  });

  test('is known to the benchmark of the compiler', () => {
    const costs = copy.evaluate(`
      import { phaseCosts } from './experiment/benchmark/compile-cost.js';
      const answer = phaseCosts('tcp port 80', 'O2').lowering;
    `);
    expect(costs).toHaveProperty('toy.instructions');
    expect(costs).toHaveProperty('cbpf.instructions');
  });

  test('is known to experiments', () => {
    const results = copy.evaluate(`
      import { runExperiment } from './index.js';
      const config = {
        name: 'toy',
        filters: [{ group: 'some', expressions: ['tcp port 80', 'udp'] }],
        traces: [${JSON.stringify(TRACE)}],
        pipelines: ['O1'],
        engines: ['cbpf-vm'],
        peers: { libpcap: false },
        timing: false,
        prove: true,
        repetitions: 1,
      };
      const { targets, filters, findings } = await runExperiment({ config, directory: '/' });
      const [{ variants }] = filters;
      const answer = { targets, code: variants[0].code, proofs: variants[0].proofs, findings };
    `);
    expect(results).toMatchObject({
      targets: [{ name: 'cbpf' }, { name: 'x64' }, { name: 'toy', title: 'Toy' }],
      code: [{ target: 'cbpf' }, { target: 'x64' }, { target: 'toy' }],
      findings: [],
    });
    expect(results).toHaveProperty('code.2.listing', expect.stringMatching(/^filter @filter/));
    expect(results).toMatchObject({
      proofs: expect.arrayContaining([
        expect.objectContaining({ step: 'lowering to toy', outcome: 'equivalent' }),
      ]),
    });
  });
});

describe('a new target that is wrong', () => {
  test('is found by fuzzer and proof, and a right one is not', () => {
    const right = copy.bpfopt('fuzz', '--count', '3', '--engines', 'toy');
    expect(right.stderr).toContain('nothing found');
    expect(right.status).toBe(0);
    const lowering = 'printFilter(filter)';
    copy.edit('dist/src/target/toy/toy.js', {
      [lowering]: `${lowering}.replaceAll('return 0x0\\n', 'return 0x1\\n')`,
    });
    const wrong = copy.bpfopt('fuzz', '--count', '20', '--engines', 'toy', '--pipelines', 'O1');
    expect(wrong.stdout).toMatch(/verdict 1 in place of 0, on toy/);
    expect(wrong.status).toBe(1);
    const proof = copy.bpfopt('compile', '--emit', 'toy', '--prove', 'tcp port 80');
    expect(proof.stderr).toContain('the toy code is wrong: verdict 1 in place of 0');
    expect(proof.status).toBe(1);
  });
});

describe('a new target that an engine runs', () => {
  test('touches the two tables', () => {
    expect(withEngine.touched()).toEqual(['src/engine/engines.ts', 'src/target/targets.ts']);
  });

  test('is run by commands that run filters', () => {
    const count = withEngine.bpfopt('run', 'tcp', '-r', TRACE, '--engine', 'toy-vm', '--count');
    expect(count.stdout).toBe(withEngine.bpfopt('run', 'tcp', '-r', TRACE, '--count').stdout);
    const options = ['--trace', TRACE, '--pipelines', 'O1', '--seconds', '0.01'];
    const bench = withEngine.bpfopt('bench', 'tcp', ...options, '--engines', 'toy-vm,cbpf-vm');
    expect(bench.stdout).toMatch(/toy-vm/);
    const fuzz = withEngine.bpfopt('fuzz', '--count', '2', '--engines', 'toy-vm');
    expect(fuzz.status).toBe(0);
  });
});
