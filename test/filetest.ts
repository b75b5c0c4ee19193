import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { InterpretedPacket } from '../src/interpret/packet.ts';
import { isInputName } from '../src/ir/inputs.ts';

/**
 * A packet and the verdict on it, as a golden file states them:
 *
 *     ; run: 0800 45 wirelen 60 aux.ifindex 2 => 0x40000
 *     ; run: empty => 0
 *
 * The bytes come first, in hexadecimal; blanks between them are free. `wirelen` is `caplen` where
 * it is not given, an ancillary word 0.
 */
export interface ExpectedRun {
  /** The line, to name the case in a failure. */
  readonly text: string;
  readonly packet: InterpretedPacket;
  /** A u32. */
  readonly verdict: number;
}

/** One golden file: header lines `; key: value`, an input, and the text expected from a test. */
export interface FileTest {
  /** The path under `test/filetests`, without the extension. */
  readonly name: string;
  /** The pipeline to run, from `; pass:`; empty without one. */
  readonly pipeline: string;
  /** All before the expectation: the header is comments to its parser. */
  readonly input: string;
  /** The text after `; expect:`, without the comment marks; empty without one. */
  readonly expected: string;
  /** The `; run:` lines, in order. */
  readonly runs: readonly ExpectedRun[];
  /** The value of the first line `; key: value`; `null` where there is none. */
  header(key: string): string | null;
  /** Rewrites the file's expectation to `actual`. */
  bless(actual: string): void;
}

/** Whether the tests should rewrite expectations instead of failing: `BLESS=1 vitest run`. */
export const BLESS: boolean = process.env.BLESS === '1';

const ROOT = path.join(import.meta.dirname, 'filetests');
const MARKER = '\n; expect:';

/**
 * Reads every golden file under `directory` of `test/filetests`, in name order: filters, or another
 * input language in which `;` starts a comment.
 */
export function fileTests(directory: string, extension: string = '.bir'): readonly FileTest[] {
  return readdirSync(path.join(ROOT, directory), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .sort()
    .map((file) => readFileTest(path.join(ROOT, directory, file)));
}

function readFileTest(file: string): FileTest {
  const [source = '', expectation = ''] = readFileSync(file, 'utf8').split(MARKER);
  const input = source.trimEnd();
  const header = (key: string): string | null =>
    new RegExp(`^; ${key}: (.*)$`, 'm').exec(input)?.[1]?.trim() ?? null;
  return {
    name: path.relative(ROOT, file).slice(0, -path.extname(file).length),
    pipeline: header('pass') ?? '',
    input,
    expected: expectation.replaceAll(/^; ?/gm, '').trim(),
    runs: [...input.matchAll(/^; run: (.*)$/gm)].map(([, text = '']) => parseRun(text, file)),
    header,
    bless: (actual) => {
      const lines = actual.trim().split('\n');
      const commented = lines.map((line) => `; ${line}`.trimEnd()).join('\n');
      writeFileSync(file, `${input}\n${MARKER}\n${commented}\n`);
    },
  };
}

function parseRun(text: string, file: string): ExpectedRun {
  const [given = '', verdict = ''] = text.split('=>').map((part) => part.trim());
  const words = given.split(/\s+/).filter((word) => word !== 'empty');
  const named = words.findIndex((word) => isInputName(word));
  const hex = words.slice(0, named < 0 ? words.length : named).join('');
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
  const inputs: Record<string, number> = {};
  for (let index = named; index >= 0 && index < words.length; index += 2) {
    inputs[words[index] ?? ''] = Number(words[index + 1]);
  }
  const numbers = [Number(verdict || Number.NaN), ...Object.values(inputs)];
  if (bytes.length * 2 !== hex.length || numbers.some(Number.isNaN)) {
    throw new Error(`${file}: not a run: '${text}'`);
  }
  const { wirelen = bytes.length, ...ancillary } = inputs;
  return { text, packet: { bytes, wirelen, ancillary }, verdict: Number(verdict) };
}
