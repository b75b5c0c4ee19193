import { checkProgram } from '../../isa/cbpf/check.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { SCRATCH_WORDS } from '../../isa/cbpf/opcodes.ts';
import { STRUCTURAL_RULES } from '../../isa/cbpf/validity-rules.ts';
import type { PacketBatch } from '../../trace/batch.ts';
import type { Packet } from '../../trace/packet.ts';
import { assertBatchFits } from '../batch-bounds.ts';
import { type CountingFilter, EngineError, type ExecutionCounts } from '../engine.ts';
import { type AncillaryWords, type CbpfVmCode, COUNTER, decodeForVm } from './decode.ts';
import { type CbpfVmState, runVm } from './loop.ts';

/** A packet as the machine sees it, with what Linux knows about it besides its bytes. */
export interface CbpfVmPacket extends Packet {
  /** Ancillary words; absent ones read as 0, and so do all where this is absent. */
  readonly ancillary?: AncillaryWords;
}

/** The verdict on one packet, and what it took. */
export interface CbpfExecution extends ExecutionCounts {
  /** The number of bytes to keep, a u32; 0 rejects. */
  readonly verdict: number;
}

/**
 * A virtual machine with one program in it.
 *
 * Any program that keeps the structural rules runs, however long, with the meaning of bpfopt: loads
 * past the packet and divisions by zero reject, shifts by 32 or more yield 0, scratch memory starts
 * as zero, and addresses don't wrap. An empty program accepts every packet whole, with verdict
 * 2^32 - 1, as it does in libpcap and the BSDs.
 */
export class CbpfVm implements CountingFilter {
  readonly #code: CbpfVmCode;
  readonly #state: CbpfVmState;
  readonly #counters: Uint32Array = new Uint32Array(3);
  readonly #counting: CbpfVmState;

  /** @throws {@link EngineError} where `program` breaks a structural rule. */
  constructor(program: CbpfProgram) {
    const [violation] = checkProgram(program, { rules: STRUCTURAL_RULES });
    if (violation !== undefined) {
      throw new EngineError(`instruction ${violation.index}: ${violation.message}`);
    }
    this.#code = decodeForVm(program.length === 0 ? ACCEPT_ALL : program);
    const scratch = new Int32Array(SCRATCH_WORDS);
    this.#state = { scratch, counters: null };
    this.#counting = { scratch, counters: this.#counters };
  }

  /** The verdict on one packet, a u32; 0 rejects. */
  run(packet: CbpfVmPacket): number {
    return this.#runPacket(packet, this.#state);
  }

  /** Writes the verdict on packet `i` to `verdicts[i]`, for the whole batch. */
  runBatch(batch: PacketBatch, verdicts: Uint32Array): void {
    this.#runBatch(batch, verdicts, this.#state);
  }

  /** Runs the program on one packet and counts what it executes. */
  runCounting(packet: CbpfVmPacket): CbpfExecution {
    this.#counters.fill(0);
    const verdict = this.#runPacket(packet, this.#counting);
    return { verdict, ...this.#counts() };
  }

  /** As `runBatch`, and counts what all the packets together execute, each count up to 2^32. */
  runBatchCounting(batch: PacketBatch, verdicts: Uint32Array): ExecutionCounts {
    this.#counters.fill(0);
    this.#runBatch(batch, verdicts, this.#counting);
    return this.#counts();
  }

  #runPacket({ bytes, wirelen, ancillary }: CbpfVmPacket, state: CbpfVmState): number {
    return runVm(this.#code, state, bytes, 0, bytes.length, wirelen, ancillary) >>> 0;
  }

  #runBatch(batch: PacketBatch, verdicts: Uint32Array, state: CbpfVmState): void {
    assertBatchFits(batch, verdicts);
    const { count, bytes, offsets, caplens, wirelens } = batch;
    for (let index = 0; index < count; index += 1) {
      verdicts[index] = runVm(
        this.#code,
        state,
        bytes,
        offsets[index] as number,
        caplens[index] as number,
        wirelens[index] as number,
        undefined,
      );
    }
  }

  #counts(): ExecutionCounts {
    const { other, branch, load } = COUNTER;
    const [others = 0, branches = 0, loads = 0] = [other, branch, load].map(
      (counter) => this.#counters[counter],
    );
    return { executed: others + branches + loads, branches, loads };
  }
}

/** What an empty program means. */
const ACCEPT_ALL: CbpfProgram = [{ code: 0x06, jt: 0, jf: 0, k: 0xffff_ffff }];
