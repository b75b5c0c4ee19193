import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Environment, MachineLoad } from '../../artifact/results/results.ts';
import { libpcapVersion } from '../../engine/libpcap/library.ts';
import { packageVersion } from '../../project/package-root.ts';

/**
 * Describes the machine and the versions of what runs on it, before anything is measured.
 *
 * @param directory the folder of the experiment.
 */
export function describeEnvironment(directory: string): Environment {
  const processors = cpus();
  return {
    bpfopt: packageVersion(),
    node: process.version,
    platform: platform(),
    arch: arch(),
    kernel: release(),
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: totalmem(),
    libpcap: libpcapVersion(),
    load: machineLoad(),
    project: projectState(directory),
  };
}

const GOVERNOR = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';

function machineLoad(): MachineLoad {
  // Windows has no such mean, and says 0.
  const before = platform() === 'win32' ? null : (loadavg()[0] ?? null);
  return { before, governor: governor() };
}

/** `null` where there is none: on virtual machines and systems other than Linux. */
function governor(): string | null {
  try {
    return readFileSync(GOVERNOR, 'utf8').trim();
  } catch {
    return null;
  }
}

/** The commit of `directory`, and whether files differ from it; `null` where git knows nothing. */
function projectState(directory: string): NonNullable<Environment['project']> | null {
  const git = (...words: readonly string[]): string | null => {
    const { status, stdout } = spawnSync('git', words, { cwd: directory, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : null;
  };
  const commit = git('rev-parse', 'HEAD');
  return commit === null ? null : { commit, isDirty: git('status', '--porcelain') !== '' };
}

/** The SHA-256 of `content` in lower-case hexadecimal; of the UTF-8 form of a text. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
