import { expect, test } from 'vitest';
import { EngineError } from '../../src/engine/engine.ts';
import { ENGINES, engineFor, engineNamed } from '../../src/engine/engines.ts';

test('names are unique and kebab-case, and summaries are sentences', () => {
  const names = ENGINES.map(({ name }) => name);
  expect(names).toEqual(['interpreter', 'cbpf-vm', 'x64', 'libpcap']);
  for (const { summary } of ENGINES) {
    expect(summary).toMatch(/^[A-Z].*\.$/u);
  }
});

for (const engine of ENGINES) {
  test(`${engine.name} is found by its name, and says why it is unavailable or runs`, () => {
    expect(engineNamed(engine.name)).toBe(engine);
    const reason = engine.unavailable();
    expect(reason === null || reason.length > 10).toBe(true);
    if (reason === null) {
      expect(engineFor(engine.accepts).accepts).toBe(engine.accepts);
    }
  });
}

test('an unknown name is refused with the names that there are', () => {
  expect(() => engineNamed('pflua')).toThrow(EngineError);
  expect(() => engineNamed('pflua')).toThrow('interpreter, cbpf-vm, x64, libpcap');
});
