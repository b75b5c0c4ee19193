import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { NAMED_PIPELINES } from '../../src/compiler/named-pipelines.ts';
import { compileExpression } from '../../src/frontend/pcap-filter/compile.ts';
import { prepareCounting } from '../../src/interpret/count.ts';
import { checkOrdering } from '../../src/pass/ordering.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';
import { UnsupportedError } from '../../src/support/unsupported.ts';
import { packetRecipes } from '../generators/packets.ts';

const FILTERS = path.join(import.meta.dirname, '../../corpora/filters');
const REAL_WORLD = path.join(import.meta.dirname, '../../../shared/data/filters/realworld.json');

interface Expression {
  readonly text: string;
  readonly dlt: string;
}

function readCorpus(file: string): readonly Expression[] {
  const lines = readFileSync(path.join(FILTERS, file), 'utf8').split('\n');
  const dlt = /^# dlt: (\S+)/m.exec(lines.join('\n'))?.[1] ?? 'EN10MB';
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((text) => ({ text, dlt }));
}

/**
 * What may be executed, as a share of the input's instructions: tests are in an order that is good for
 * ordinary packets, and these here are none.
 */
const MOST_EXECUTED = 1.02;

const recipes = fc.sample(packetRecipes, { numRuns: 60, seed: 17 });

/** The instructions executed on all packets, before and after; the verdicts have to agree. */
function compare({ text, dlt }: Expression, pipeline: string): readonly [number, number] {
  const { filter } = compileExpression(text, { dlt, netmask: 0xffffff00 });
  const before = prepareCounting(filter.clone());
  const packets = recipes.map((recipe) => recipe.packetFor(filter));
  runPasses(filter, parsePipeline(pipeline, builtinPasses), { verifyEach: true });
  const after = prepareCounting(filter);
  let [total, optimized] = [0, 0];
  for (const packet of packets) {
    const [old, now] = [before(packet), after(packet)];
    expect(now.verdict, text).toBe(old.verdict);
    total += old.instructions;
    optimized += now.instructions;
  }
  return [total, optimized];
}

const PIPELINES = Object.entries(NAMED_PIPELINES)
  .filter(([, { text }]) => text !== '')
  .map(([name, { text }]) => ({ name, text }));

describe.each(PIPELINES)('$name', ({ text: pipeline }) => {
  test('obeys the ordering constraints', () => {
    expect(checkOrdering(parsePipeline(pipeline, builtinPasses))).toEqual([]);
  });

  test.each(readdirSync(FILTERS).filter((file) => file.endsWith('.txt')))(
    'keeps the verdicts of %s and executes hardly more',
    (file) => {
      for (const expression of readCorpus(file)) {
        const [total, optimized] = compare(expression, pipeline);
        expect(optimized, expression.text).toBeLessThanOrEqual(total * MOST_EXECUTED);
      }
    },
  );
});

const absent = existsSync(REAL_WORLD) ? '' : ' (skipped: ../shared/data is absent)';

test.skipIf(absent !== '')(`keeps the verdicts of filters found in the wild${absent}`, () => {
  const all = JSON.parse(readFileSync(REAL_WORLD, 'utf8')) as readonly {
    readonly expr: string;
    readonly dlt: string;
  }[];
  let compared = 0;
  for (const { expr, dlt } of all) {
    try {
      compare({ text: expr, dlt }, NAMED_PIPELINES.O2.text);
      compared += 1;
    } catch (error) {
      if (!(error instanceof UnsupportedError)) {
        throw error;
      }
    }
  }
  expect(compared).toBeGreaterThan(100);
});
