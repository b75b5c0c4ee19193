import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

/** What a command said and how it ended. */
export interface CommandOutcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const ROOT: string = path.join(import.meta.dirname, '..', '..');

const JITI = path.join(
  path.dirname(createRequire(import.meta.url).resolve('jiti/package.json')),
  'lib/jiti-cli.mjs',
);
const MAIN = path.join(ROOT, 'src/cli/main.ts');

/** Runs `bpfopt` from the sources, in `cwd`. */
export function runCommand(
  args: readonly string[],
  {
    cwd = ROOT,
    input = '',
    encoding = 'utf8',
  }: {
    readonly cwd?: string;
    readonly input?: string | Buffer;
    readonly encoding?: 'utf8' | 'latin1';
  } = {},
): CommandOutcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [JITI, MAIN, ...args], {
    cwd,
    input,
    encoding,
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}
