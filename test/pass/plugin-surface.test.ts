import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../cli/run-command.ts';

interface Named {
  /** From the root of the project. */
  readonly file: string;
  readonly name: string;
}

const STATEMENT = /^(?:import|export) (?:type )?\{([^}]*)\} from '(\.[^']+)';/gm;

/** The names that the statements of `file` import or export, and where they are defined. */
function namesIn(file: string): readonly Named[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(STATEMENT)].flatMap(([, names = '', from = '']) =>
    names
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== '')
      .map((name) => ({ file: path.join(path.dirname(file), from), name })),
  );
}

const written = ({ file, name }: Named): string => `${file}: ${name}`;

const EXPORTED = new Set(namesIn('src/index.ts').map(written));

const PASSES = readdirSync(path.join(ROOT, 'passes'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.join('passes', file));

test('built-in passes use only what the library gives third parties', () => {
  const missing = PASSES.flatMap((file) =>
    namesIn(file)
      .filter((one) => one.file.startsWith('src/') && !EXPORTED.has(written(one)))
      .map((one) => `${file} uses ${written(one)}`),
  );
  expect(missing).toEqual([]);
});

test('passes import by name alone, so that the check sees all', () => {
  for (const file of PASSES) {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    expect(text.match(/^import\b/gm)?.length ?? 0, file).toBe(
      [...text.matchAll(STATEMENT)].filter(([statement]) => statement.startsWith('import')).length,
    );
    expect(text, file).not.toMatch(/\bimport\(/);
  }
});
