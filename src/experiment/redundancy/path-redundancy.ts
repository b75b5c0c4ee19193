import { ANCILLARY_BASE, ancillaryAt } from '../../isa/cbpf/ancillary.ts';
import type { CbpfInstruction, CbpfProgram } from '../../isa/cbpf/instruction.ts';
import {
  type CbpfLocation,
  type CbpfOpcode,
  cbpfOpcode,
  isConditionalJump,
} from '../../isa/cbpf/opcodes.ts';
import { invariant } from '../../support/invariant.ts';
import { PathTerms, type TermId } from './path-terms.ts';
import { PathTests } from './path-tests.ts';
import { recomputed } from './recomputation.ts';

/** What of the executed instructions of a path, or of many, is redundant: counts. */
export interface RedundancyCounts {
  /** All executed instructions. */
  readonly executed: number;
  /** Conditional jumps whose outcome is implied. */
  readonly predicates: number;
  /** Loads and computations of values that were there, or could have been at a lower cost. */
  readonly values: number;
  /** Loads and computations that nothing needs which is not redundant itself. */
  readonly unneeded: number;
}

export const NOTHING_EXECUTED: RedundancyCounts = {
  executed: 0,
  predicates: 0,
  values: 0,
  unneeded: 0,
};

/** One executed instruction, with what is known when it is reached. */
interface Step {
  readonly at: CbpfInstruction;
  readonly opcode: CbpfOpcode;
  /** The value that it writes, and where; `null` where it writes none. */
  readonly written: { readonly place: string; readonly term: TermId } | null;
  /** The registers and words that it reads. */
  readonly reads: readonly string[];
  /** Whether the path can't end here. */
  readonly goesOn: boolean;
  readonly verdict: 'needed' | 'implied' | 'held';
}

/**
 * Counts the redundant instructions of one path: those that could be left out of it, given what the
 * path has loaded and tested before. It does not ask whether other paths run the same code.
 *
 * - **predicates**: a conditional jump whose outcome is implied by the outcomes before it. Equality,
 *   order and masks of one value count, where values are one that were computed in the same way from
 *   the same packet words; words that overlap are strangers.
 * - **values**: an instruction that writes to a register or a scratch word the value that is in it.
 *   And the instructions that compute a value again which was computed on this path and lost, as far
 *   as keeping it would have been cheaper: a reload takes one instruction, and storing it one more,
 *   once. So `n` computations of `c` instructions each count for `(n - 1) (c - 1) - 1`. A word of the
 *   packet is reloaded from the packet for as much as from scratch memory, so that is no redundancy.
 * - **unneeded**: a load or computation whose value only redundant instructions read on this path, or
 *   none, and that can't reject the packet: because what it checks an earlier load has checked. A load
 *   for its bounds check alone counts here.
 *
 * Unconditional jumps and returns never count. Linear in the path but for the tests, each of which is
 * held against those of the same value before it.
 */
export function redundancyOf(program: CbpfProgram, indices: readonly number[]): RedundancyCounts {
  const steps = new PathReader(program, indices).steps();
  const isLeftOut = leftOut(steps);
  const left = steps.filter((_, index) => isLeftOut[index] !== true);
  const count = (verdict: Step['verdict']): number =>
    steps.filter((step) => step.verdict === verdict).length;
  const predicates = count('implied');
  const held = count('held');
  return {
    executed: steps.length,
    predicates,
    values: held + recomputed(left),
    unneeded: steps.length - left.length - predicates - held,
  };
}

/** The sum of what is redundant, of all kinds. */
export function redundantTotal({ predicates, values, unneeded }: RedundancyCounts): number {
  return predicates + values + unneeded;
}

/** The ancillary words that depend on A and X, or on nothing. */
const CHANGING_WORDS: ReadonlySet<string> = new Set([
  'alu_xor_x',
  'nlattr',
  'nlattr_nest',
  'random',
]);

/** Reads the instructions of a path one after the other. */
class PathReader {
  readonly #program: CbpfProgram;
  readonly #indices: readonly number[];
  readonly #terms = new PathTerms();
  readonly #tests = new PathTests(this.#terms);
  /** What is in A, X and scratch words, by name. */
  readonly #places = new Map<string, TermId>();
  /** By the base of loads, X's value or none: how far behind it the packet is known to reach. */
  readonly #reach = new Map<TermId | null, number>();
  /** How many words have been read that may differ each time. */
  #changes = 0;

  constructor(program: CbpfProgram, indices: readonly number[]) {
    this.#program = program;
    this.#indices = indices;
  }

  steps(): readonly Step[] {
    return this.#indices.map((index, position) => this.#step(index, this.#indices[position + 1]));
  }

  #step(index: number, next: number | undefined): Step {
    const at = this.#program[index];
    const opcode = at === undefined ? undefined : cbpfOpcode(at.code);
    invariant(at !== undefined && opcode !== undefined, `no instruction ${index}`);
    const reads = opcode.reads.map((place) => placeOf(place, at));
    const step = { at, opcode, reads, written: null, goesOn: true };
    if (isConditionalJump(opcode)) {
      const isImplied = next !== undefined && this.#test(at, opcode, next - index - 1);
      return { ...step, verdict: isImplied ? 'implied' : 'needed' };
    }
    const [place] = opcode.writes.map((name) => placeOf(name, at));
    if (place === undefined) {
      return { ...step, verdict: 'needed' };
    }
    const goesOn = !this.#mayReject(at, opcode);
    const term = this.#value(at, opcode);
    const isHeld = goesOn && this.#term(place) === term;
    this.#places.set(place, term);
    return { ...step, written: { place, term }, goesOn, verdict: isHeld ? 'held' : 'needed' };
  }

  #test({ jt, jf, k }: CbpfInstruction, { mnemonic, operand }: CbpfOpcode, skip: number): boolean {
    if (jt === jf) {
      return true;
    }
    const test = {
      mnemonic,
      a: this.#term('A'),
      operand: operand === 'index' ? this.#term('X') : this.#terms.constant(k),
    };
    return this.#tests.take(test, skip === jt);
  }

  #term(place: string): TermId {
    return this.#places.get(place) ?? this.#terms.constant(0);
  }

  #value(at: CbpfInstruction, opcode: CbpfOpcode): TermId {
    const { k } = at;
    switch (opcode.operand) {
      case 'scratch':
        return this.#term(
          opcode.class === 'st' || opcode.class === 'stx' ? storedBy(opcode) : `M${k}`,
        );
      case 'length':
        return this.#terms.input('len', 32);
      case 'absolute':
        return k < ANCILLARY_BASE ? this.#packetWord('', at, opcode) : this.#ancillary(k);
      case 'indirect':
        return this.#packetWord(`${this.#term('X')}+`, at, opcode);
      case 'header-length':
        return this.#headerLength(k);
      default:
        return this.#computed(at, opcode);
    }
  }

  #computed({ k }: CbpfInstruction, { class: kind, mnemonic, operand }: CbpfOpcode): TermId {
    if (kind === 'misc') {
      return this.#term(mnemonic === 'tax' ? 'A' : 'X');
    }
    if (kind !== 'alu') {
      return this.#terms.constant(k);
    }
    const rhs = operand === 'index' ? this.#term('X') : this.#terms.constant(k);
    return this.#terms.alu(mnemonic, this.#term('A'), rhs);
  }

  #packetWord(base: string, { k }: CbpfInstruction, { width }: CbpfOpcode): TermId {
    return this.#terms.input(`[${base}${k}] ${width}`, bitsOf(width));
  }

  /** Ancillary words stay as they are, but for those that are made from registers or by chance. */
  #ancillary(k: number): TermId {
    const stays = !CHANGING_WORDS.has(ancillaryAt(k)?.name ?? '');
    return this.#terms.input(stays ? `word ${k}` : `word ${k} ${this.#changes++}`, 32);
  }

  #headerLength(k: number): TermId {
    const byte = this.#terms.input(`[${k}] 1`, 8);
    const low = this.#terms.alu('and', byte, this.#terms.constant(0xf));
    return this.#terms.alu('lsh', low, this.#terms.constant(2));
  }

  /** Whether the instruction may end the filter; notes what is known where it does not. */
  #mayReject({ k }: CbpfInstruction, opcode: CbpfOpcode): boolean {
    if (opcode.width === 0) {
      return (opcode.mnemonic === 'div' || opcode.mnemonic === 'mod') && opcode.operand === 'index';
    }
    if (opcode.operand !== 'indirect' && k >= ANCILLARY_BASE) {
      return false;
    }
    const base = opcode.operand === 'indirect' ? this.#term('X') : null;
    const extent = k + opcode.width;
    if (extent <= (this.#reach.get(base) ?? 0)) {
      return false;
    }
    this.#reach.set(base, extent);
    this.#reach.set(null, Math.max(extent, this.#reach.get(null) ?? 0));
    return true;
  }
}

const storedBy = ({ class: kind }: CbpfOpcode): string => (kind === 'st' ? 'A' : 'X');

const placeOf = (place: CbpfLocation, { k }: CbpfInstruction): string =>
  place === 'M' ? `M${k}` : place;

const bitsOf = (width: number): 8 | 16 | 32 => (width === 1 ? 8 : width === 2 ? 16 : 32);

/** By step, whether it is left out: as redundant itself, or as nothing needs it then. */
function leftOut(steps: readonly Step[]): readonly boolean[] {
  const needed = new Set<string>();
  const result: boolean[] = [];
  for (const step of steps.toReversed()) {
    result.push(!isNeeded(step, needed));
  }
  return result.toReversed();
}

/** Whether a step is needed by those behind it, which want `needed`. Adds what it wants itself. */
function isNeeded({ verdict, written, goesOn, reads }: Step, needed: Set<string>): boolean {
  if (verdict !== 'needed') {
    return false;
  }
  if (written !== null) {
    if (goesOn && !needed.has(written.place)) {
      return false;
    }
    needed.delete(written.place);
  }
  for (const place of reads) {
    needed.add(place);
  }
  return true;
}
