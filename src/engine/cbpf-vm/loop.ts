import { evaluateKernel } from '../../interpret/kernel.ts';
import { isInputName } from '../../ir/inputs.ts';
import { ANCILLARY_SOURCES, type AncillaryWords, type CbpfVmCode } from './decode.ts';

/** What one virtual machine works with besides the packet; used again for each. */
export interface CbpfVmState {
  /** Scratch memory, 16 words. */
  readonly scratch: Int32Array;
  /** Instructions executed since it was last cleared, by `COUNTER`; `null` does not count. */
  readonly counters: Uint32Array | null;
}

/**
 * Runs a program on the packet in `bytes` from `start`, `caplen` bytes long and below 2^31. Yields
 * the verdict as an i32.
 *
 * A and X are i32 with the bits of the machine's u32. A negative X is past any packet.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one flat switch, a case an operation
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: registers in local variables make it fast
export function runVm(
  code: CbpfVmCode,
  { scratch, counters }: CbpfVmState,
  bytes: Uint8Array,
  start: number,
  caplen: number,
  wirelen: number,
  ancillary: AncillaryWords | undefined,
): number {
  const { operations, operands, taken, notTaken, counters: counterOf } = code;
  let a = 0;
  let x = 0;
  let next = 0;
  if (code.readsScratch) {
    scratch.fill(0);
  }
  for (;;) {
    const at = next;
    const k = operands[at] as number;
    next = at + 1;
    if (counters !== null) {
      (counters[counterOf[at] as number] as number)++;
    }
    switch (operations[at]) {
      case 0: // ld [k]
        if (k > caplen - 4) {
          return 0;
        }
        a = u32(bytes, start + k);
        break;
      case 1: // ldh [k]
        if (k > caplen - 2) {
          return 0;
        }
        a = u16(bytes, start + k);
        break;
      case 2: // ldb [k]
        if (k >= caplen) {
          return 0;
        }
        a = bytes[start + k] as number;
        break;
      case 3: // ld [x + k]
        if (x < 0 || k > caplen - 4 - x) {
          return 0;
        }
        a = u32(bytes, start + x + k);
        break;
      case 4: // ldh [x + k]
        if (x < 0 || k > caplen - 2 - x) {
          return 0;
        }
        a = u16(bytes, start + x + k);
        break;
      case 5: // ldb [x + k]
        if (x < 0 || k >= caplen - x) {
          return 0;
        }
        a = bytes[start + x + k] as number;
        break;
      case 6: // ldxb 4*([k]&0xf)
        if (k >= caplen) {
          return 0;
        }
        x = ((bytes[start + k] as number) & 0xf) << 2;
        break;
      case 7: // jeq #k
        next = (a === k ? taken[at] : notTaken[at]) as number;
        break;
      case 8: // jgt #k
        next = (a >>> 0 > k >>> 0 ? taken[at] : notTaken[at]) as number;
        break;
      case 9: // jge #k
        next = (a >>> 0 >= k >>> 0 ? taken[at] : notTaken[at]) as number;
        break;
      case 10: // jset #k
        next = ((a & k) !== 0 ? taken[at] : notTaken[at]) as number;
        break;
      case 11: // jeq x
        next = (a === x ? taken[at] : notTaken[at]) as number;
        break;
      case 12: // jgt x
        next = (a >>> 0 > x >>> 0 ? taken[at] : notTaken[at]) as number;
        break;
      case 13: // jge x
        next = (a >>> 0 >= x >>> 0 ? taken[at] : notTaken[at]) as number;
        break;
      case 14: // jset x
        next = ((a & x) !== 0 ? taken[at] : notTaken[at]) as number;
        break;
      case 15: // ja
        next = taken[at] as number;
        break;
      case 16: // ret #k
        return k;
      case 17: // ret a
        return a;
      case 18: // ld #k
        a = k;
        break;
      case 19: // ldx #k
        x = k;
        break;
      case 20: // ld #len
        a = wirelen | 0;
        break;
      case 21: // ldx #len
        x = wirelen | 0;
        break;
      case 22: // ld M[k]
        a = scratch[k] as number;
        break;
      case 23: // ldx M[k]
        x = scratch[k] as number;
        break;
      case 24: // st M[k]
        scratch[k] = a;
        break;
      case 25: // stx M[k]
        scratch[k] = x;
        break;
      case 26: // tax
        x = a;
        break;
      case 27: // txa
        a = x;
        break;
      case 28: // add #k
        a = (a + k) | 0;
        break;
      case 29: // sub #k
        a = (a - k) | 0;
        break;
      case 30: // mul #k
        a = Math.imul(a, k);
        break;
      case 31: // div #k
        if (k === 0) {
          return 0;
        }
        a = ((a >>> 0) / (k >>> 0)) | 0;
        break;
      case 32: // mod #k
        if (k === 0) {
          return 0;
        }
        a = ((a >>> 0) % (k >>> 0)) | 0;
        break;
      case 33: // and #k
        a &= k;
        break;
      case 34: // or #k
        a |= k;
        break;
      case 35: // xor #k
        a ^= k;
        break;
      case 36: // lsh #k
        a = k >>> 0 < 32 ? a << k : 0;
        break;
      case 37: // rsh #k
        a = k >>> 0 < 32 ? (a >>> k) | 0 : 0;
        break;
      case 38: // add x
        a = (a + x) | 0;
        break;
      case 39: // sub x
        a = (a - x) | 0;
        break;
      case 40: // mul x
        a = Math.imul(a, x);
        break;
      case 41: // div x
        if (x === 0) {
          return 0;
        }
        a = ((a >>> 0) / (x >>> 0)) | 0;
        break;
      case 42: // mod x
        if (x === 0) {
          return 0;
        }
        a = ((a >>> 0) % (x >>> 0)) | 0;
        break;
      case 43: // and x
        a &= x;
        break;
      case 44: // or x
        a |= x;
        break;
      case 45: // xor x
        a ^= x;
        break;
      case 46: // lsh x
        a = x >>> 0 < 32 ? a << x : 0;
        break;
      case 47: // rsh x
        a = x >>> 0 < 32 ? (a >>> x) | 0 : 0;
        break;
      case 48: // neg
        a = -a | 0;
        break;
      case 49: // ld #extension
        a = ancillaryWord({ bytes: bytes.subarray(start, start + caplen), ancillary }, k, a, x);
        break;
      default: // ld #xor_x
        a ^= x;
        break;
    }
  }
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

function u32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

function ancillaryWord(
  { bytes, ancillary = {} }: { bytes: Uint8Array; ancillary: AncillaryWords | undefined },
  place: number,
  a: number,
  x: number,
): number {
  const source = ANCILLARY_SOURCES[place] ?? null;
  if (source === null) {
    return 0;
  }
  return isInputName(source)
    ? (ancillary[source] ?? 0) | 0
    : (evaluateKernel(source, [a >>> 0, x >>> 0], { bytes, ancillary }) ?? 0) | 0;
}
