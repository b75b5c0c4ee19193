import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { SOURCES } from '../../src/source/sources.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:'"`\w])\/\/[^\n]*/g;

/** What is about source languages. */
const ROOMS = ['src/frontend/', 'src/source/'];

/** Who else may name one, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src/index.ts': 'names what the library exports',
  'src/cli/resolver/': 'knows the names of expressions as the system does',
};

/**
 * Names that are of source languages alone: classic BPF is a target too, of which
 * `test/target/names.test.ts` asks, and the compiler's own form is everyone's.
 */
const NAMES = SOURCES.map(({ name }) => name).filter((name) => name !== 'cbpf' && name !== 'ir');

const codeOf = (file: string): string =>
  readFileSync(path.join(ROOT, file), 'utf8').replaceAll(COMMENT, '');

const files = ['src', 'passes'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file)),
);

const naming = files.filter(
  (file) =>
    ROOMS.every((room) => !file.startsWith(room)) &&
    NAMES.some((name) => codeOf(file).includes(name)),
);

test('no file outside its room names a source language, but for those that have a reason', () => {
  const reasons = Object.keys(EXCEPTIONS);
  expect(NAMES).toContain('pcap-filter');
  expect(naming.filter((file) => !reasons.some((place) => file.startsWith(place)))).toEqual([]);
});

test.each(Object.keys(EXCEPTIONS))('%s names one, and so has need of its reason', (place) => {
  expect(naming.some((file) => file.startsWith(place))).toBe(true);
});
