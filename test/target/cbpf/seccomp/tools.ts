import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeProgram } from '../../../../src/isa/cbpf/decode.ts';
import { encodeProgram } from '../../../../src/isa/cbpf/encode.ts';
import type { CbpfProgram } from '../../../../src/isa/cbpf/instruction.ts';

/** A folder of this run, with the tools that can be built here. */
const folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-seccomp-'));

/** Builds a tool from its C source here. Yields why it can't be; `null` where it is built. */
function build(name: string, ...libraries: readonly string[]): string | null {
  const source = path.join(import.meta.dirname, `${name}.c`);
  const made = spawnSync('gcc', ['-O1', '-o', path.join(folder, name), source, ...libraries], {
    encoding: 'utf8',
  });
  if (made.error !== undefined) {
    return 'no gcc';
  }
  const [reason = ''] = made.stderr.split('\n').filter((line) => line.includes('error'));
  return made.status === 0 ? null : reason;
}

/** Why no policy can be exported; `null` where it can. */
export const noPolicies: string | null =
  process.platform === 'linux' ? build('policies', '-lseccomp') : 'seccomp is of Linux';

/** Why seccomp(2) can't be asked; `null` where it can. */
export const noLoader: string | null =
  process.platform === 'linux' ? build('load') : 'seccomp is of Linux';

/** `count` policies as libseccomp exports them. */
export function exportPolicies(seed: number, count: number): readonly CbpfProgram[] {
  execFileSync(path.join(folder, 'policies'), [folder, `${seed}`, `${count}`]);
  return Array.from({ length: count }, (_, index) =>
    decodeProgram(readFileSync(path.join(folder, `${index}.bin`))),
  );
}

/** What seccomp(2) says of each program: `loaded`, or the error. */
export function load(programs: readonly CbpfProgram[]): readonly string[] {
  const files = programs.map((program, index) => {
    const file = path.join(folder, `load-${index}.bin`);
    writeFileSync(file, encodeProgram(program));
    return file;
  });
  const lines = execFileSync(path.join(folder, 'load'), files, { encoding: 'utf8' }).trim();
  return lines.split('\n').map((line, index) => line.slice((files[index] ?? '').length + 1));
}
