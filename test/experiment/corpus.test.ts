import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FilterListError, groupOfFile, readFilterList } from '../../src/experiment/input/corpus.ts';
import { findFiles } from '../../src/experiment/input/find-files.ts';
import { PACKAGE_ROOT } from '../../src/project/package-root.ts';

const options = { file: 'list.txt', group: 'list' };

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}

describe('lists of filters', () => {
  test('comments and blank lines are passed over, and directives set the link type', () => {
    const text = '# a comment\n\nip\r\n# dlt: raw\n  tcp port 80  \n#dlt: DLT_EN10MB\narp\n';
    expect(readFilterList(text, options)).toEqual([
      { id: 'list-1', group: 'list', expression: 'ip', dlt: 'EN10MB' },
      { id: 'list-2', group: 'list', expression: 'tcp port 80', dlt: 'RAW' },
      { id: 'list-3', group: 'list', expression: 'arp', dlt: 'EN10MB' },
    ]);
  });

  test('the link type and the first place may be given', () => {
    expect(readFilterList('ip', { ...options, dlt: 'RAW', firstPlace: 4 })).toEqual([
      { id: 'list-4', group: 'list', expression: 'ip', dlt: 'RAW' },
    ]);
  });

  test('an unknown link type is an error at its line', () => {
    const error = errorOf(() => readFilterList('ip\n# dlt: NOSUCH\n', options));
    expect(error).toBeInstanceOf(FilterListError);
    expect(error).toMatchObject({ code: 'FILTER_LIST', file: 'list.txt', line: 2 });
    expect(String(error)).toContain("list.txt:2: unknown link type 'NOSUCH'");
  });

  test('a syntax error is an error at its line, with a caret', () => {
    const error = errorOf(() => readFilterList('ip\n\ntcp and and\n', options));
    expect(error).toMatchObject({ code: 'FILTER_LIST', line: 3 });
    expect(String(error)).toMatch(/list\.txt:3: .*\n {2}tcp and and\n {10}\^~~/);
  });

  test('what only the compiler can refuse is let through', () => {
    expect(readFilterList('host nosuchname\nport 70000', options)).toHaveLength(2);
  });

  test.each([
    ['corpora/filters/tcp-flags.txt', 'tcp-flags'],
    ['/a/My Filters (1).list.txt', 'my-filters-1-list'],
    ['.txt', 'txt'],
    ['???', 'filters'],
  ])('the group of %s is %s', (file, group) => {
    expect(groupOfFile(file)).toBe(group);
  });

  test('every list of the corpora reads, with at least 150 filters in all', () => {
    const filters = findFiles(['corpora/filters/*.txt'], PACKAGE_ROOT).flatMap((file) =>
      readFilterList(readFileSync(file.path, 'utf8'), {
        file: file.name,
        group: groupOfFile(file.name),
      }),
    );
    expect(filters.length).toBeGreaterThanOrEqual(150);
    expect(new Set(filters.map(({ id }) => id)).size).toBe(filters.length);
  });
});

describe('names of files', () => {
  test('a star matches within one name, and files come in order of name', () => {
    const names = findFiles(['corpora/*/e*.txt'], PACKAGE_ROOT).map(({ name }) => name);
    expect(names).toEqual(['corpora/filters/ethernet.txt', 'corpora/filters/everyday.txt']);
  });

  test('a question mark is one character, a dot a dot', () => {
    const names = findFiles(['corpora/filters/ipv?.txt'], PACKAGE_ROOT).map(({ name }) => name);
    expect(names).toEqual(['corpora/filters/ipv6.txt']);
    expect(() => findFiles(['corpora/filters/ipv6?txt'], PACKAGE_ROOT)).not.toThrow();
    expect(() => findFiles(['corpora/filters/ipv6_txt'], PACKAGE_ROOT)).toThrow(/no file matches/);
  });

  test('no file comes twice', () => {
    const twice = ['corpora/filters/ipv6.txt', path.join(PACKAGE_ROOT, 'corpora/filters/ip*.txt')];
    expect(findFiles(twice, PACKAGE_ROOT)).toHaveLength(1);
  });

  test('a folder is no file', () => {
    const error = errorOf(() => findFiles(['corpora'], PACKAGE_ROOT));
    expect(error).toMatchObject({ code: 'CONFIG', file: 'corpora' });
  });
});
