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

/** A capture of the corpora. */
export const ENTERPRISE: string = path.join(ROOT, 'corpora/traces/enterprise.pcap');

/** What runs `bpfopt` from the sources; its arguments go behind. */
export const commandWords = (): readonly [string, ...string[]] => [process.execPath, JITI, MAIN];

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
  const [program, ...words] = commandWords();
  const { status, stdout, stderr } = spawnSync(program, [...words, ...args], {
    cwd,
    input,
    encoding,
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

/** Runs a line of the shell, in which `$BPFOPT` is the command and `$ENTERPRISE` a capture. */
export function runShell(line: string, cwd: string): CommandOutcome {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, BPFOPT: commandWords().join(' '), ENTERPRISE },
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}
