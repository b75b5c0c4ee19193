import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { filterSpans } from '../../src/artifact/span-lines.ts';
import { compile } from '../../src/compiler/compile.ts';
import { readFilterList } from '../../src/experiment/input/corpus.ts';
import { printFilter } from '../../src/ir/print.ts';
import { TARGETS } from '../../src/target/targets.ts';
import { ROOT } from '../cli/run-command.ts';

const FILE = 'corpora/filters/everyday.txt';
const EVERYDAY = readFilterList(readFileSync(path.join(ROOT, FILE), 'utf8'), {
  file: FILE,
  group: 'everyday',
});

/** The lines of a listing, each behind the piece of the source that it is for. */
function listed(text: string, passes: string): readonly string[] {
  const { filter } = compile(text, { passes });
  const lowered = TARGETS.find(({ name }) => name === 'cbpf')?.lower(filter);
  return (lowered?.listing() ?? '')
    .trimEnd()
    .split('\n')
    .map((line, index) => {
      const span = lowered?.spans?.[index];
      const piece = span === undefined ? '' : text.slice(span.start, span.end);
      return `${piece}: ${line.slice(6, 21).trimEnd()}`;
    });
}

describe('each instruction says what piece of the expression it is for', () => {
  test('through passes that move and merge tests', () => {
    expect(listed('host 10.0.0.1 and ip[8] > 5', 'O2')).toMatchInlineSnapshot(`
      [
        "10.0.0.1: ldh      [12]",
        "10.0.0.1: jeq      #0x800",
        "10.0.0.1: ld       [26]",
        "10.0.0.1: jeq      #0xa00",
        "10.0.0.1: ld       [30]",
        "10.0.0.1: jeq      #0xa00",
        "ip[8] > 5: ldb      [22]",
        "ip[8] > 5: jgt      #0x5",
        ": ret      #26214",
        ": ret      #0",
      ]
    `);
  });

  test('of a test that several were made, all that they are for', () => {
    expect(listed('ip[8] = 1 or ip[8] = 2', 'O2')).toMatchInlineSnapshot(`
      [
        "ip[8] = 1: ldh      [12]",
        "ip[8] = 1: jeq      #0x800",
        "ip[8] = 1: ldb      [22]",
        "ip[8] = 1 or ip[8] = 2: jeq      #0x1",
        "ip[8] = 1 or ip[8] = 2: jeq      #0x2",
        ": ret      #26214",
        ": ret      #0",
      ]
    `);
  });
});

describe.each(TARGETS)('the listings of $name', (target) => {
  test('have a place for each line, and most are known', () => {
    let [lines, known] = [0, 0];
    for (const { expression, dlt } of EVERYDAY) {
      const { filter } = compile(expression, { dlt, target: target.name, netmask: 0xffffff00 });
      const { spans = [], listing } = target.lower(filter, { unlimited: true });
      expect(spans, expression).toHaveLength(listing().trimEnd().split('\n').length);
      lines += spans.length;
      known += spans.filter((span) => span !== undefined).length;
      for (const span of spans) {
        expect(span === undefined || (span.start < span.end && span.end <= expression.length)).toBe(
          true,
        );
      }
    }
    expect(known / lines).toBeGreaterThan(target.name === 'cbpf' ? 0.85 : 0.5);
  });
});

test('the text of a filter has as many spans as lines', () => {
  const { filter } = compile('tcp port 80 or 443', { passes: 'O2' });
  expect(filterSpans(filter).split('\n').length).toBe(printFilter(filter).split('\n').length - 2);
});
