import { expect, test } from 'vitest';
import { runCommand } from './run-command.ts';

test.each([
  ['passes', 'gvn'],
  ['engines', 'cbpf-vm'],
  ['dlts', 'EN10MB'],
])('%s lists, and as JSON too', (command, entry) => {
  const text = runCommand([command]);
  expect(text.status).toBe(0);
  expect(text.stdout).toContain(entry);
  const json = runCommand([command, '--json']);
  expect(json.status).toBe(0);
  expect(JSON.stringify(JSON.parse(json.stdout))).toContain(entry);
});

test('help is complete for each command', () => {
  const { status, stdout } = runCommand(['--help']);
  expect(status).toBe(0);
  for (const command of [
    'compile',
    'run',
    'bench',
    'experiment',
    'report',
    'passes',
    'engines',
    'dlts',
  ]) {
    expect(stdout).toContain(`\n  ${command}`);
    expect(runCommand([command, '--help']).stdout).toContain('Usage: bpfopt');
  }
});
