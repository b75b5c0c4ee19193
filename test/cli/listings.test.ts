import { describe, expect, test } from 'vitest';
import { runCommand } from './run-command.ts';

describe('listings as tcpdump has them', () => {
  test.each(['d', 'dd', 'ddd'])('-%s is the format of that name', (listing) => {
    const { status, stdout } = runCommand(['compile', `-${listing}`, 'tcp port 80']);
    expect(status).toBe(0);
    expect(stdout).toBe(runCommand(['compile', '--format', listing, 'tcp port 80']).stdout);
  });

  test('options may stand apart', () => {
    const { stdout } = runCommand(['compile', '-d', '-O0', '-d', 'ip']);
    expect(stdout).toMatch(/^\{ 0x28, 0, 0, 0x0000000c \},\n/);
  });

  test('a file of filters too', () => {
    const { stdout } = runCommand(['compile', '-ddd', '--filters', '-'], { input: 'ip\n' });
    expect(stdout).toBe('# ip\n4\n40 0 0 12\n21 0 1 2048\n6 0 0 262144\n6 0 0 0\n\n');
  });

  test.each([
    [['-dddd'], 'there is -d, -dd and -ddd'],
    [['-d', '--emit', 'x64'], 'leave --emit x64 out'],
    [['-dd', '--format', 'raw'], 'leave --format raw out'],
  ])('%j is refused', (words, message) => {
    const { status, stderr } = runCommand(['compile', ...words, 'ip']);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
