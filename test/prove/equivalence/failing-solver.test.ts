import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, runShell } from '../../cli/run-command.ts';

/** A pair that is equivalent, and that nothing settles but a solver. */
const PAIR = "'(ip[8] + ip[9]) * 2 = 10' 'ip[8] * 2 + ip[9] * 2 = 10'";

const VERSION = '[ "$1" = --version ] && { echo "Z3 version 4.9.9"; exit; }';

/** Verifies the pair with what `script` makes of z3; also says how long that took in seconds. */
function verifyWith(script: string, words = '--timeout 2') {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-z3-'));
  const file = path.join(folder, 'z3');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  const start = performance.now();
  const outcome = runShell(`PATH=${folder}:$PATH $BPFOPT verify ${words} ${PAIR}`, ROOT);
  return { ...outcome, seconds: (performance.now() - start) / 1_000 };
}

describe('a solver that fails leaves it unknown', () => {
  test.each([
    ['is killed when asked', `${VERSION}; read line; kill -9 $$`, 'ended unasked (SIGKILL)'],
    ['ends when asked', `${VERSION}; read line; exit 7`, 'ended unasked (status 7)'],
    [
      'is killed before it tells the packet',
      `${VERSION}; read line; echo sat; echo bpfopt-end; sleep 0.2; kill -9 $$`,
      'ended unasked (SIGKILL)',
    ],
  ])('that %s', (_, script, reason) => {
    const { status, stdout, stderr } = verifyWith(script, '--timeout 20');
    expect(stdout).toBe(`unknown: z3 4.9.9 ${reason}\n`);
    expect(stderr).toBe('');
    expect(status).toBe(3);
  });

  test('within its time, where it never answers', () => {
    const { status, stdout, seconds } = verifyWith(`${VERSION}; exec sleep 60`);
    expect(stdout).toMatch(/^unknown: z3 4\.9\.9 found no answer in \d+ ms\n$/);
    expect(status).toBe(3);
    expect(seconds).toBeLessThan(8);
  });

  test('and also where it does not even say its version', () => {
    const { status, stdout, seconds } = verifyWith('exec sleep 60', '--timeout 4');
    // The package z3-solver, where it is installed, has the rest of the time.
    expect(stdout).toMatch(/^(equivalent|unknown)/);
    expect(status).toBe(stdout.startsWith('equivalent') ? 0 : 3);
    expect(seconds).toBeLessThan(10);
  });
});
