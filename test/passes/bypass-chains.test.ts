import { describe, expect, test } from 'vitest';
import { builtinPasses } from '../../passes/index.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { parsePipeline } from '../../src/pass/parse-pipeline.ts';
import { runPasses } from '../../src/pass/run-passes.ts';

const VERDICTS = 1_000;

/**
 * Rules in a row, each of a source (byte 1), a destination (byte 2) and a port (byte 3): what has the one or
 * the other of a rule is asked for the port, and goes on behind the rule. `check` is a check in one test of a
 * source that those before it do not make.
 */
function chain(rules: number, check = ''): string {
  const blocks = Array.from({ length: rules }, (_, index) => {
    const [source, target, port] = [3 * index, 3 * index + 1, 3 * index + 2];
    const extra = index === 3 ? check : '';
    const compared = (block: number, byte: number, constant: number) =>
      `  v${3 * block + 3} = load.1 [${byte}]
  v${3 * block + 4} = const ${constant}
  v${3 * block + 5} = eq v${3 * block + 3}, v${3 * block + 4}
`;
    return `b${source}:${extra}
${compared(source, 1, index + 1)}  branch v${3 * source + 5}, b${port}, b${target}
b${target}:
${compared(target, 2, index + 1)}  branch v${3 * target + 5}, b${port}, b${source + 3}
b${port}:
${compared(port, 3, index + 1)}  branch v${3 * port + 5}, b${VERDICTS}, b${source + 3}
`;
  });
  return `filter @chain {
b${VERDICTS + 1}:
  v0 = load.1 [0]
  v1 = const 0x4
  v2 = eq v0, v1
  branch v2, b0, b${3 * rules}
${blocks.join('')}b${3 * rules}:
  return 0x0
b${VERDICTS}:
  return 0x1
}
`;
}

/** How many tests are led past in what `pass` makes of `text`, whose verdicts it has to keep. */
function bypassed(pass: string, text: string): number {
  const before = parseFilter(text);
  const after = parseFilter(text);
  const [record] = runPasses(after, parsePipeline(pass, builtinPasses), { verifyEach: true });
  for (const source of [0, 1, 4, 16, 64, 99]) {
    for (const target of [0, 2, 4, 63, 99]) {
      for (const port of [0, 1, 2, 4, 16]) {
        for (const length of [1, 2, 3, 4, 12]) {
          const bytes = Uint8Array.of(4, source, target, port, 0, 0, 0, 0, 0, 0, 0, 0);
          const packet = { bytes: bytes.subarray(0, length), wirelen: 60 };
          expect(interpret(after, packet)).toBe(interpret(before, packet));
        }
      }
    }
  }
  return record?.statistics.get('tests-bypassed') ?? 0;
}

describe.each([
  ['tail-duplication', 64],
  ['tail-duplication<large>', 16],
])('%s leads past the sources of rules', (pass, fewest) => {
  test(`where there are ${fewest} of them`, () => {
    expect(bypassed(pass, chain(fewest))).toBe(fewest);
  });

  test('and not where there is one less', () => {
    expect(bypassed(pass, chain(fewest - 1))).toBe(0);
  });

  test('nor where one of their tests rejects what is too short for it alone', () => {
    expect(bypassed(pass, chain(fewest, '\n  guard 10'))).toBe(0);
  });
});
