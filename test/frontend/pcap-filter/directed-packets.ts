import type { CbpfVmPacket } from '../../../src/engine/cbpf-vm/machine.ts';
import type { CbpfInstruction, CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { type CbpfOpcode, cbpfOpcode } from '../../../src/isa/cbpf/opcodes.ts';
import type { Random } from '../../../src/support/random.ts';
import { unrollListing } from './unroll-listing.ts';

/** A number of the program, and where in the packet it comes from, as far as that is known. */
interface Tracked {
  readonly value: number;
  readonly source: {
    readonly offset: number;
    readonly width: number;
    readonly mask: number;
  } | null;
}

const UNKNOWN: Tracked = { value: 0, source: null };

const PACKET_BYTES = 256;

/**
 * A packet that takes a random path through `program`: at each test, the bytes tested are set so
 * that it comes out one way or the other. Often cut off near a byte that the program loads.
 */
export function directedPacket(listing: CbpfProgram, random: Random): CbpfVmPacket {
  const program = unrollListing(listing);
  const bytes = random.bytes(PACKET_BYTES);
  const walk = new Walk(program, bytes, random);
  walk.run();
  const cut = random.percent(50) ? random.pick([...walk.ends, PACKET_BYTES]) : PACKET_BYTES;
  const caplen = Math.max(0, Math.min(PACKET_BYTES, cut - (random.percent(50) ? 1 : 0)));
  return {
    bytes: bytes.subarray(0, caplen),
    wirelen: random.percent(70) ? caplen : caplen + random.below(1500),
    ancillary: {
      'aux.vlan_tag_present': random.below(2),
      'aux.vlan_tag': random.pick([...program.map(({ k }) => k & 0xffff), random.below(0x1_0000)]),
      'aux.pkttype': random.below(5),
      'aux.ifindex': random.below(5),
    },
  };
}

class Walk {
  readonly #program: CbpfProgram;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #random: Random;
  readonly #scratch: Tracked[] = [];
  #a: Tracked = UNKNOWN;
  #x: Tracked = UNKNOWN;
  /** The offsets behind what was loaded. */
  readonly ends: number[] = [];

  constructor(program: CbpfProgram, bytes: Uint8Array, random: Random) {
    this.#program = program;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#random = random;
  }

  run(): void {
    let pc = 0;
    for (;;) {
      const instruction = this.#program[pc];
      const opcode = instruction && cbpfOpcode(instruction.code);
      if (!instruction || !opcode || opcode.class === 'ret') {
        return;
      }
      pc += 1;
      if (opcode.class === 'jmp') {
        pc += this.#jump(instruction, opcode);
      } else if (!this.#step(instruction, opcode)) {
        return;
      }
    }
  }

  /** Executes an instruction that is no jump; `false` where it loads past the packet. */
  #step({ k }: CbpfInstruction, opcode: CbpfOpcode): boolean {
    switch (opcode.class) {
      case 'ld':
      case 'ldx': {
        const loaded = this.#load(k, opcode);
        if (loaded !== null && opcode.class === 'ld') {
          this.#a = loaded;
        } else if (loaded !== null) {
          this.#x = loaded;
        }
        return loaded !== null;
      }
      case 'st':
        this.#scratch[k] = this.#a;
        return true;
      case 'stx':
        this.#scratch[k] = this.#x;
        return true;
      case 'misc':
        if (opcode.mnemonic === 'tax') {
          this.#x = this.#a;
        } else {
          this.#a = this.#x;
        }
        return true;
      default:
        this.#a = this.#calculate(opcode, opcode.operand === 'immediate' ? k : this.#x.value);
        return true;
    }
  }

  #load(k: number, opcode: CbpfOpcode): Tracked | null {
    switch (opcode.operand) {
      case 'immediate':
        return { value: k, source: null };
      case 'length':
        return { value: this.#bytes.length, source: null };
      case 'scratch':
        return this.#scratch[k] ?? UNKNOWN;
      default: {
        const offset = opcode.operand === 'indirect' ? this.#x.value + k : k;
        this.ends.push(offset + opcode.width);
        if (offset + opcode.width > this.#bytes.length) {
          return null;
        }
        if (opcode.operand === 'header-length') {
          const length = this.#random.percent(80) ? 5 : this.#random.below(16);
          this.#bytes[offset] = ((this.#bytes[offset] ?? 0) & 0xf0) | length;
          return { value: 4 * length, source: null };
        }
        const source = { offset, width: opcode.width, mask: 0xffff_ffff };
        return { value: this.#read(offset, opcode.width), source };
      }
    }
  }

  #calculate({ mnemonic }: CbpfOpcode, operand: number): Tracked {
    const { value, source } = this.#a;
    switch (mnemonic) {
      case 'and': {
        const mask = source && { ...source, mask: (source.mask & operand) >>> 0 };
        return { value: (value & operand) >>> 0, source: mask };
      }
      case 'add':
        return { value: (value + operand) >>> 0, source: null };
      case 'sub':
        return { value: (value - operand) >>> 0, source: operand === 0 ? source : null };
      case 'lsh':
        return { value: (value << operand) >>> 0, source: null };
      case 'rsh':
        return { value: value >>> operand, source: null };
      default:
        return { value: this.#random.next(), source: null };
    }
  }

  /** Decides a jump; yields how many instructions it skips. */
  #jump({ k, jt, jf }: CbpfInstruction, { mnemonic, operand }: CbpfOpcode): number {
    if (operand === 'target') {
      return k;
    }
    const against = operand === 'immediate' ? k : this.#x.value;
    const bit = against & -against & this.#random.next() ? against & -against : against;
    const near = [against, against + 1, against - 1, bit, 0, against ^ 1];
    if (this.#random.percent(85)) {
      this.#plant(this.#a, this.#random.percent(60) ? against : this.#random.pick(near));
    }
    const value = this.#a.source ? this.#reread(this.#a) : this.#a.value;
    const holds = {
      jeq: value === against,
      jgt: value > against,
      jge: value >= against,
      jset: (value & against) !== 0,
    }[mnemonic];
    return holds ? jt : jf;
  }

  #plant({ source }: Tracked, value: number): void {
    if (source === null) {
      return;
    }
    const { offset, width, mask } = source;
    const old = this.#read(offset, width);
    const planted = ((old & ~mask) | (value & mask)) >>> 0;
    for (let index = 0; index < width; index += 1) {
      this.#bytes[offset + index] = planted >>> (8 * (width - 1 - index));
    }
  }

  #reread({ source, value }: Tracked): number {
    return source === null ? value : (this.#read(source.offset, source.width) & source.mask) >>> 0;
  }

  #read(offset: number, width: number): number {
    switch (width) {
      case 1:
        return this.#view.getUint8(offset);
      case 2:
        return this.#view.getUint16(offset);
      default:
        return this.#view.getUint32(offset);
    }
  }
}
