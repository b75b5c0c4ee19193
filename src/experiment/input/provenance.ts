import { createHash } from 'node:crypto';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import type { Environment } from '../../artifact/results/results.ts';
import { libpcapVersion } from '../../engine/libpcap/library.ts';
import { packageVersion } from '../../project/package-root.ts';

/** Describes the machine and the versions of what runs on it. */
export function describeEnvironment(): Environment {
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
  };
}

/** The SHA-256 of `content` in lower-case hexadecimal; of the UTF-8 form of a text. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
