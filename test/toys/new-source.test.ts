import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ScratchCopy } from '../target/scratch-copy.ts';

const TRACE = path.join(import.meta.dirname, '../../corpora/traces/enterprise.pcap');

/** A language of tests for bytes, all of which have to hold: `toy 12=8 13=0 23=6`. */
const FRONT_END = `
import type { Filter } from '../../ir/filter.ts';
import { all, type Condition } from '../control-flow/condition.ts';
import { emitCondition } from '../control-flow/emit-condition.ts';
import { FlowBuilder } from '../control-flow/flow-builder.ts';

export class ToyError extends Error {
  readonly code = 'TOY_SYNTAX';
  readonly span: { readonly start: number; readonly end: number };

  constructor(text: string, word: string) {
    super(\`'\${word}' tests no byte\`);
    const start = text.indexOf(word);
    this.span = { start, end: start + word.length };
  }
}

/** The test of a byte at an offset. */
export function parseToy(text: string): readonly Condition<number, never>[] {
  const [, ...words] = text.trim().split(/\\s+/);
  return words.map((word) => {
    const [, offset, value] = /^(\\d+)=(\\d+)$/.exec(word) ?? [];
    if (offset === undefined || value === undefined) {
      throw new ToyError(text, word);
    }
    return { kind: 'compare', comparison: 'eq', word: Number(offset), value: Number(value) };
  });
}

export function buildToy(text: string, base: number, verdict: number): Filter {
  const error = () => new ToyError(text, text);
  const builder = new FlowBuilder<object, object>({ instructions: 1000, error });
  const outcomes = { ifTrue: builder.accept, ifFalse: builder.reject };
  emitCondition(builder, all(...parseToy(text)), outcomes, {
    word: (into, offset) => into.load(1, { base: null, offset: base + offset }),
    special: () => undefined,
  });
  return builder.finish('toy', verdict);
}
`;

const ROW = `
import { buildToy, parseToy } from '../../frontend/toy/toy.ts';
import { NEUTRAL_MODEL, UNKNOWN_FIELD } from '../../ir/packet-model.ts';
import { descend } from '../descend.ts';
import { decoded, type FilterSource, textOf } from '../filter-source.ts';
import type { SourceLanguage, SourceOptions } from '../source-language.ts';
import { U32_VALUE } from '../source-option.ts';

const asText = (text: string): FilterSource => ({ kind: 'toy', text });

function* smaller(source: FilterSource): Iterable<FilterSource> {
  const [name, ...words] = textOf(source).trim().split(/\\s+/);
  for (const word of words) {
    yield asText([name, ...words.filter((one) => one !== word)].join(' '));
  }
}

export const TOY_SOURCE: SourceLanguage = {
  name: 'toy',
  summary: 'tests of bytes',
  aliases: ['toys'],
  noun: 'a toy',
  isExpression: true,
  extensions: ['toy'],
  options: [
    { name: 'toyBase', flags: '--toy-base <bytes>', summary: 'where toys start', value: U32_VALUE },
  ],
  errorCodes: /^TOY_/,
  packetModel: {
    ...NEUTRAL_MODEL,
    name: 'toys',
    fieldOf: () => ({ ...UNKNOWN_FIELD, kind: 'code', usual: new Map([[8, 0.9]]) }),
  },
  fuzzWeight: 1,
  isReducedAsIr: false,
  detect: (bytes) => (decoded(bytes).startsWith('toy ') ? 'surely' : 'no'),
  read: (input) => asText(decoded(input)),
  check: (text) => {
    parseToy(text);
  },
  build: (source, options: SourceOptions & { readonly toyBase?: number }) => ({
    filter: buildToy(textOf(source), options.toyBase ?? 0, options.snaplen ?? 1),
    remarks: [],
    warnings: [],
  }),
  print: (source) => textOf(source).trimEnd(),
  write: textOf,
  shrink: (source, accepts) => descend(source, smaller, accepts),
  generate: (random) => ({
    source: asText('toy ' + Array.from({ length: 1 + random.below(4) },
      () => \`\${random.below(16)}=\${random.below(3)}\`).join(' ')),
    options: {},
  }),
  original: () => null,
};
`;

/** A compiler with a source language more. */
const copy = new ScratchCopy();

const write = (name: string, text: string): string => {
  const file = path.join(copy.folder, name);
  writeFileSync(file, text);
  return file;
};

beforeAll(() => {
  copy.add('src/frontend/toy/toy.ts', FRONT_END);
  copy.add('src/source/toy/toy-source.ts', ROW);
  copy.edit('src/source/sources.ts', {
    '/** Every source language':
      "import { TOY_SOURCE } from './toy/toy-source.ts';\n\n/** Every source language",
    '  IR_SOURCE,\n]': '  IR_SOURCE,\n  TOY_SOURCE,\n]',
  });
  copy.build();
}, 120_000);

afterAll(() => {
  copy.remove();
}, 60_000);

const IP = 'toy 12=8 13=0';
const SAME_AS_IP = 'ip';

const EXPERIMENT = {
  name: 'toy',
  traces: [TRACE],
  pipelines: ['O1'],
  engines: ['cbpf-vm'],
  peers: { libpcap: false },
  timing: false,
  repetitions: 1,
};

describe('a new source language', () => {
  test('touches one file, the table', () => {
    expect(copy.touched()).toEqual(['src/source/sources.ts']);
  });

  test('is known to compile, with its options and errors', () => {
    const { stdout, status } = copy.bpfopt('compile', '--from', 'toy', '--format', 'd', IP);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      '(000) ldb      [12]',
      '(001) jeq      #0x8             jt 2\tjf 5',
      '(002) ldb      [13]',
    ]);
    expect(stdout).toContain('ret      #262144');
    expect(status).toBe(0);
    const moved = copy.bpfopt('compile', '--from', 'toys', '--toy-base', '4', 'toy', '12=8');
    expect(moved.stdout).toContain('[16]');
    const wrong = copy.bpfopt('compile', '--from', 'toy', 'toy 1=2 x');
    expect(wrong.stderr).toContain("'x' tests no byte\n  toy 1=2 x\n          ^");
    expect(wrong.status).toBe(2);
    const help = copy.bpfopt('compile', '--help').stdout.replaceAll(/\s+/g, ' ');
    expect(help).toContain('"ir", "toy", "toys"');
    expect(help).toContain('--toy-base <bytes> where toys start');
  }, 30_000);

  test('is compiled in batches, and proved', () => {
    const list = write('list.txt', `# toys\n${IP}\ntoy x\n`);
    const batch = copy.bpfopt('compile', '--from', 'toy', '--filters', list, '--json');
    expect(batch.stdout.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/"result":" +ldb \[12\]/),
      expect.stringContaining('"error":{"code":"TOY_SYNTAX"'),
    ]);
    const proved = copy.bpfopt('compile', '--from', 'toy', '--prove', IP);
    expect(proved.status).toBe(0);
  }, 30_000);
});

describe('filters of a new source language', () => {
  test('are known to verify, by the name of a file and by its content', () => {
    const named = copy.bpfopt('verify', write('ip.toy', `${IP}\n`), SAME_AS_IP);
    expect(named.stdout).toMatch(/^equivalent/);
    const found = copy.bpfopt('verify', write('ip.some', `${IP} 14=69\n`), SAME_AS_IP);
    expect(found.stdout).toMatch(/^different/);
    expect(found.status).toBe(1);
  }, 30_000);

  test('tell passes and back ends what their packets are like', () => {
    const odds = copy.evaluate(`
      import { compile, edgeOdds } from './index.js';
      const { filter } = compile({ kind: 'toy', text: 'toy 1=8' }, { passes: '' });
      const [, share] = edgeOdds(filter, filter.block(filter.entry).terminator)[0];
      const answer = { model: filter.packetModel.name, share };
    `);
    expect(odds).toEqual({ model: 'toys', share: 0.9 });
  });
});

describe('mistakes that filters of a new source language show', () => {
  test('are found, reduced and kept in a file', () => {
    const found = copy.evaluate(`
      import { definePass } from './index.js';
      import { fuzz } from './prove/fuzz/fuzz.js';
      import { reduceFinding } from './prove/reduce/reduce.js';
      import { parseCase, printCase } from './prove/trial/case-file.js';
      import { CodeRunner } from './prove/trial/code-runner.js';
      import { searchFailure } from './prove/trial/search-failure.js';
      const all = { seed: 1, count: 4, kinds: ['toy'], engines: ['interpreter'] };
      const sound = await fuzz(all);
      const wrong = definePass({
        name: 'wrong',
        summary: 'Accepts all.',
        run: (filter) => {
          for (const { id, terminator } of [...filter.blocks()]) {
            if (terminator.kind === 'return') {
              filter.setTerminator(id, { kind: 'return', verdict: { kind: 'constant', value: 9 } });
            }
          }
        },
      });
      const config = { plugins: [{ name: 'wrong', passes: [wrong] }] };
      const { findings } = await fuzz({ ...all, config, pipelines: ['wrong'], maxFindings: 1 });
      const runner = new CodeRunner();
      const source = { kind: 'toy', text: 'toy 1=2 3=4 5=6' };
      const trial = { source, options: { config }, passes: 'wrong' };
      const finding = await searchFailure(trial, { runner, engines: ['interpreter'] });
      const reduced = await reduceFinding(finding, { runner });
      runner.close();
      const file = printCase(reduced, []);
      const answer = {
        sound: { ...sound, seconds: 0 },
        kinds: findings.map(({ trial }) => trial.source),
        reduced: parseCase(file).trial.source,
      };
    `);
    expect(found).toMatchObject({
      sound: { cases: 4, refused: 0, findings: [] },
      kinds: [{ kind: 'toy' }],
      reduced: { kind: 'toy', text: 'toy' },
    });
  }, 60_000);

  test('are looked for by the command line', () => {
    const sound = copy.bpfopt('reduce', '--from', 'toy', '--engines', 'interpreter', IP);
    expect(sound.stderr).toContain('every verdict is right');
    expect(sound.status).toBe(1);
  }, 30_000);
});

describe('lists of filters in a new source language', () => {
  test('are known to experiments', () => {
    const list = write('filters.txt', `tcp\n# from: toy\n${IP}\n`);
    const results = copy.evaluate(`
      import { readResults, runExperiment } from './index.js';
      const config = ${JSON.stringify({ ...EXPERIMENT, filters: [list] })};
      const results = await runExperiment({ config, directory: '/' });
      const { filters } = readResults(JSON.stringify(results));
      const answer = filters.map(({ expression, from = null, variants }) =>
        ({ expression, from, errors: variants.filter((one) => 'error' in one) }));
    `);
    expect(results).toEqual([
      { expression: 'tcp', from: null, errors: [] },
      { expression: IP, from: 'toy', errors: [] },
    ]);
  }, 30_000);

  test('are refused where they are wrong', () => {
    const list = write('wrong.txt', '# from: toy\ntoy x\n');
    const config = write(
      'wrong.config.mjs',
      `export default ${JSON.stringify({ ...EXPERIMENT, filters: [list] })};\n`,
    );
    const { stderr, status } = copy.bpfopt('experiment', config);
    expect(stderr).toContain("wrong.txt:2: 'x' tests no byte\n  toy x\n      ^");
    expect(status).toBe(2);
  }, 30_000);
});
