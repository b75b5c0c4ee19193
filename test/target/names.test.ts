import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const NAME = /\w*(?:x64|cbpf|X64|Cbpf)\w*/g;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:'"`\w])\/\/[^\n]*/g;

/** What is about one machine. */
const ROOMS = [
  'src/isa/',
  'src/lower/',
  'src/code/',
  'src/target/',
  'src/engine/cbpf-vm/',
  'src/engine/libpcap/',
  'src/engine/native/',
];

/** Who else may name a machine, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src/engine/engines.ts': 'the table of engines',
  'src/index.ts': 'names what the library exports',
  'src/cli/help/command-notes.ts': 'examples for people',
  'src/source/cbpf/': 'classic BPF is a source language too',
  'src/source/source-language.ts': 'a source may be a program of that machine already',
  'src/source/machine-option.ts': 'which machines take the code of that target',
  'src/source/sources.ts': 'the table of source languages',
  'src/frontend/cbpf/': 'reads that source language',
  'src/frontend/pcap-filter/emit/emit-relation.ts':
    'Linux has its own words at offsets of that machine',
  'src/experiment/redundancy/': 'tells what classic BPF executes twice, that of libpcap too',
};

const files = ['src', 'passes'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file)),
);

/** The names of machines in the code of `file`, texts included and comments not. */
const namesIn = (file: string): readonly string[] => [
  ...new Set(readFileSync(path.join(ROOT, file), 'utf8').replaceAll(COMMENT, '').match(NAME) ?? []),
];

const stands = (file: string, places: readonly string[]): boolean =>
  places.some((place) => file.startsWith(place));

test('no file outside its room names a machine, but for those that have a reason', () => {
  const found = files
    .filter((file) => !stands(file, [...ROOMS, ...Object.keys(EXCEPTIONS)]))
    .map((file) => [file, namesIn(file)] as const)
    .filter(([, names]) => names.length > 0);
  expect(Object.fromEntries(found)).toEqual({});
});

test.each(Object.keys(EXCEPTIONS))('%s names one, and so has need of its reason', (place) => {
  const named = files.filter((file) => file.startsWith(place)).flatMap(namesIn);
  expect(named).not.toEqual([]);
});
