import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import { printFilter } from '../../src/ir/print.ts';
import type { GeneratedSource, SourceLanguage } from '../../src/source/source-language.ts';
import {
  buildSource,
  DEFAULT_SOURCE,
  detectLanguage,
  expressionOf,
  languageNamed,
  SOURCES,
  sourceIn,
  sourceNames,
  sourceOptions,
} from '../../src/source/sources.ts';
import { Random } from '../../src/support/random.ts';
import { verify } from '../../src/verify/verify.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Whether a random filter compiles; where it does not, the error is one of its language. */
function isCompiled(language: SourceLanguage, { source, options }: GeneratedSource): boolean {
  try {
    buildSource(source, options);
    return true;
  } catch (error) {
    expect(error).toHaveProperty('code', expect.stringMatching(language.errorCodes));
    return false;
  }
}

describe.each(SOURCES)('$name', (language) => {
  const random = new Random(7);
  const made = Array.from({ length: 20 }, () => language.generate(random));
  const generated = made.filter((one) => isCompiled(language, one));

  test('makes filters that compile to valid IR, for packets of its model', () => {
    expect(generated.length).toBeGreaterThan(12);
    for (const { source, options } of generated) {
      const { filter } = buildSource(source, options);
      expect(verify(filter)).toEqual([]);
      expect(filter.packetModel).toBe(language.packetModel);
    }
  });

  test('writes what it reads again', () => {
    for (const { source, options } of generated) {
      const again = language.read(bytes(language.write(source)));
      expect(again.kind).toBe(language.name);
      expect(printFilter(buildSource(again, options).filter)).toBe(
        printFilter(buildSource(source, options).filter),
      );
    }
  });

  test('says yes to the grammar of what it makes', () => {
    for (const { source } of generated) {
      expect(() => language.check(language.write(source))).not.toThrow();
    }
  });

  test('makes filters smaller while that is accepted', async () => {
    const size = (source: (typeof generated)[number]['source']): number =>
      language.write(source).length;
    let asked = 0;
    for (const { source } of generated.slice(0, 5)) {
      let smallest = source;
      await language.shrink(source, async (smaller) => {
        asked += 1;
        const isBetter = asked < 1000 && size(smaller) < size(smallest);
        smallest = isBetter ? smaller : smallest;
        return isBetter;
      });
      expect(size(smallest)).toBeLessThanOrEqual(size(source));
    }
    expect(asked).toBeGreaterThan(0);
  });
});

test('names, aliases and options are unique', () => {
  expect(sourceNames()).toEqual([...new Set(sourceNames())]);
  const flags = sourceOptions().map(({ name }) => name);
  expect(flags).toEqual([...new Set(flags)]);
  expect(languageNamed('cbpf-asm').name).toBe('cbpf');
});

test('a language that there is not is refused', () => {
  expect(() => languageNamed('latin')).toThrow(/no source language 'latin'; there are pcap-filter/);
  expect(() => compile({ kind: 'latin', text: 'port' })).toThrow(
    expect.objectContaining({ code: 'CONFIG' }),
  );
});

test('a string is an expression', () => {
  const source = sourceIn('tcp port 80');
  expect(source).toEqual({ kind: DEFAULT_SOURCE.name, text: 'tcp port 80' });
  expect(expressionOf(source)).toBe('tcp port 80');
  expect(expressionOf(sourceIn('ret #0', 'cbpf'))).toBeNull();
});

test.each([
  ['filter @f {\nb0:\n  return 0x1\n}\n', '', 'ir'],
  ['; a comment\nfilter @f {\nb0:\n  return 0x1\n}\n', 'txt', 'ir'],
  ['tcp port 80', 'txt', 'pcap-filter'],
  ['tcp port 80', 'filter', 'pcap-filter'],
  ['1\n6 0 0 1\n', 'ddd', 'cbpf'],
  ['1\n6 0 0 1\n', '', 'cbpf'],
  ['ret #1', 'asm', 'cbpf'],
  ['filter @f {\nb0:\n  return 0x1\n}\n', 'bir', 'ir'],
])('%j in a file .%s is of the language %s', (text, extension, name) => {
  const language = detectLanguage(bytes(text), extension);
  expect(language.name).toBe(name);
  const { filter } = compile(language.read(bytes(text), extension));
  expect(interpret(filter, { bytes: new Uint8Array(), wirelen: 0 })).toBe(
    name === 'pcap-filter' ? 0 : 1,
  );
});

test('raw bytes are classic BPF', () => {
  const raw = new Uint8Array([6, 0, 0, 0, 1, 0, 0, 0]);
  expect(detectLanguage(raw, '').read(raw)).toEqual({
    kind: 'cbpf',
    program: [{ code: 6, jt: 0, jf: 0, k: 1 }],
  });
});
