import { ANCILLARY_BASE } from '../../isa/cbpf/ancillary.ts';
import type { CbpfInstruction, CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { type CbpfOpcode, cbpfOpcode } from '../../isa/cbpf/opcodes.ts';
import { invariant } from '../../support/invariant.ts';
import type { Packet } from '../../trace/packet.ts';
import { computeAlu } from './alu.ts';

/** What a program does for some of the packets. */
export interface ExecutedPath {
  /** The indices of the executed instructions, rising; the last is a return or rejects the packet. */
  readonly indices: readonly number[];
  /** The number of packets that take this path, at least 1. */
  readonly packets: number;
}

/**
 * Runs `program` on each packet and groups the packets by the path that they take, in the order in
 * which paths are first taken. Ancillary words read as 0.
 */
export function executedPaths(
  program: CbpfProgram,
  packets: Iterable<Packet>,
): readonly ExecutedPath[] {
  const tracer = new PathTracer(program);
  const paths = new Map<string, { readonly indices: readonly number[]; packets: number }>();
  for (const packet of packets) {
    const indices = tracer.trace(packet);
    const key = indices.join();
    const known = paths.get(key);
    if (known === undefined) {
      paths.set(key, { indices, packets: 1 });
    } else {
      known.packets += 1;
    }
  }
  return [...paths.values()];
}

/** Whether the jump with these operands, each a u32, goes to its true target. */
const CONDITIONS: Readonly<Record<string, (a: number, operand: number) => boolean>> = {
  jeq: (a, operand) => a === operand,
  jgt: (a, operand) => a > operand,
  jge: (a, operand) => a >= operand,
  jset: (a, operand) => (a & operand) !== 0,
};

/** A small machine that notes which instructions it executes. */
class PathTracer {
  readonly #code: readonly { readonly at: CbpfInstruction; readonly opcode: CbpfOpcode }[];
  #a = 0;
  #x = 0;
  #scratch: number[] = [];
  #packet: Packet = { bytes: new Uint8Array(0), wirelen: 0 };

  constructor(program: CbpfProgram) {
    this.#code = program.map((at) => {
      const opcode = cbpfOpcode(at.code);
      invariant(opcode !== undefined, `no opcode 0x${at.code.toString(16)}`);
      return { at, opcode };
    });
  }

  trace(packet: Packet): readonly number[] {
    this.#a = 0;
    this.#x = 0;
    this.#scratch = [];
    this.#packet = packet;
    const indices: number[] = [];
    let next: number | null = 0;
    while (next !== null) {
      indices.push(next);
      next = this.#step(next);
    }
    return indices;
  }

  /** Executes instruction `index`. Yields the next one; `null` where the filter ends. */
  #step(index: number): number | null {
    const instruction = this.#code[index];
    invariant(instruction !== undefined, `the program has no instruction ${index}`);
    const { at, opcode } = instruction;
    switch (opcode.class) {
      case 'ret':
        return null;
      case 'jmp':
        return index + 1 + this.#skipped(at, opcode);
      case 'st':
        this.#scratch[at.k] = this.#a;
        return index + 1;
      case 'stx':
        this.#scratch[at.k] = this.#x;
        return index + 1;
      default:
        return this.#assign(at, opcode) ? index + 1 : null;
    }
  }

  #skipped({ jt, jf, k }: CbpfInstruction, { mnemonic, operand }: CbpfOpcode): number {
    const holds = CONDITIONS[mnemonic];
    if (holds === undefined) {
      return k;
    }
    return holds(this.#a, operand === 'index' ? this.#x : k) ? jt : jf;
  }

  /** Writes A or X. Yields whether the packet goes on. */
  #assign({ k }: CbpfInstruction, opcode: CbpfOpcode): boolean {
    const value =
      opcode.class === 'alu'
        ? computeAlu(opcode.mnemonic, this.#a, opcode.operand === 'index' ? this.#x : k)
        : this.#read(k, opcode);
    if (value === null) {
      return false;
    }
    if (opcode.writes.includes('X')) {
      this.#x = value;
    } else {
      this.#a = value;
    }
    return true;
  }

  #read(k: number, { operand, mnemonic, width }: CbpfOpcode): number | null {
    switch (operand) {
      case 'immediate':
        return k;
      case 'scratch':
        return this.#scratch[k] ?? 0;
      case 'length':
        return this.#packet.wirelen >>> 0;
      case 'absolute':
        return k < ANCILLARY_BASE ? this.#load(k, width) : 0;
      case 'indirect':
        return this.#load(this.#x + k, width);
      case 'header-length': {
        const byte = this.#load(k, 1);
        return byte === null ? null : (byte & 0xf) * 4;
      }
      default:
        return mnemonic === 'tax' ? this.#a : this.#x;
    }
  }

  #load(offset: number, width: number): number | null {
    const { bytes } = this.#packet;
    if (offset + width > bytes.length) {
      return null;
    }
    return bytes.subarray(offset, offset + width).reduce((value, byte) => value * 256 + byte, 0);
  }
}
