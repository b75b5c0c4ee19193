import { existsSync, readFileSync } from 'node:fs';
import type { CbpfProgram } from '../../src/isa/cbpf/instruction.ts';
import type { Packet } from '../../src/trace/packet.ts';

const VECTORS = '../shared/data/vectors/cbpf-freebsd.json';

/** A cBPF program of FreeBSD's test suite, and what it should do. */
export interface Vector {
  readonly name: string;
  readonly title: string;
  readonly program: CbpfProgram;
  readonly packet: Packet;
  /** Whether a program checker must refuse it. */
  readonly invalid: boolean;
  /** The verdict, a u32. */
  readonly expect: number;
}

interface VectorRow {
  readonly name: string;
  readonly title: string;
  readonly insns: readonly (readonly [number, number, number, number])[];
  readonly pkt: string;
  readonly wirelen: number;
  readonly buflen: number;
  readonly invalid: number;
  readonly expect: number;
}

/** Why the vectors can't be read, `null` where they can. */
export const VECTORS_MISSING: string | null = existsSync(VECTORS) ? null : `no ${VECTORS}`;

/** Reads the vectors; none where they are missing. */
export function freebsdVectors(): readonly Vector[] {
  if (VECTORS_MISSING !== null) {
    return [];
  }
  return (JSON.parse(readFileSync(VECTORS, 'utf8')) as VectorRow[]).map((row) => ({
    name: row.name,
    title: row.title,
    program: row.insns.map(([code, jt, jf, k]) => ({ code, jt, jf, k })),
    packet: {
      bytes: Uint8Array.from(Buffer.from(row.pkt, 'hex').subarray(0, row.buflen)),
      wirelen: row.wirelen,
    },
    invalid: row.invalid !== 0,
    expect: row.expect,
  }));
}
