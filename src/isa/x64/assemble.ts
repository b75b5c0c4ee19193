import { invariant } from '../../support/invariant.ts';
import { CodeBuffer } from './code-buffer.ts';
import { encode } from './encode.ts';
import type { CodeItem, Instruction, Label } from './instruction.ts';
import { relaxJumps, type ShortJump } from './relax-jumps.ts';

/** Machine code with the instructions that it was made from. */
export interface AssembledCode {
  /** Position-independent: every jump is relative. */
  readonly bytes: Uint8Array;
  readonly items: readonly CodeItem[];
  /** The byte offset in `bytes` of each item, in order. */
  readonly offsets: Uint32Array;
}

/** A first encoding, with every jump short that can be. */
interface Draft {
  readonly code: CodeBuffer;
  /** The byte offset of each item, and at last of the end. */
  readonly offsets: Uint32Array;
  /** The indices of the items that jump to a label, in order. */
  readonly jumps: readonly number[];
  /** The index of the item that marks each label. */
  readonly marks: ReadonlyMap<Label, number>;
}

/** What `jmp` and `jcc` grow by from short to near: three bytes of displacement, one of opcode. */
const NEAR_JMP_GROWTH = 3;
const NEAR_JCC_GROWTH = 4;

/**
 * Encodes a list of instructions and labels. Jumps are as short as they can be: O(items).
 *
 * Breaks an invariant where an instruction does not exist, or a label is marked twice or nowhere.
 */
export function assemble(items: readonly CodeItem[]): AssembledCode {
  const draft = encodeShort(items);
  const near = relaxJumps(draft.jumps.map((item) => shortJump(draft, items, item)));
  return link(draft, items, near);
}

function encodeShort(items: readonly CodeItem[]): Draft {
  const code = new CodeBuffer();
  const offsets = new Uint32Array(items.length + 1);
  const jumps: number[] = [];
  const marks = new Map<Label, number>();
  for (const [index, item] of items.entries()) {
    offsets[index] = code.length;
    if (item.kind === 'label') {
      invariant(!marks.has(item.label), `L${item.label} is marked twice`);
      marks.set(item.label, index);
    } else {
      encode(item, 'short', code);
      if (targetOf(item) !== null) {
        jumps.push(index);
      }
    }
  }
  offsets[items.length] = code.length;
  return { code, offsets, jumps, marks };
}

/** The label that an instruction jumps to; `null` where it does not. */
function targetOf({ operands: [first] }: Instruction): Label | null {
  return first?.kind === 'label' ? first.label : null;
}

function markOf({ marks }: Draft, item: CodeItem | undefined): number {
  const label = item?.kind === 'instruction' ? targetOf(item) : null;
  const mark = label === null ? undefined : marks.get(label);
  invariant(mark !== undefined, `L${label} is not marked`);
  return mark;
}

function shortJump(draft: Draft, items: readonly CodeItem[], index: number): ShortJump {
  const item = items[index];
  const mark = markOf(draft, item);
  return {
    end: draft.offsets[index + 1] ?? 0,
    target: draft.offsets[mark] ?? 0,
    growth: nearGrowth(item),
  };
}

function nearGrowth(item: CodeItem | undefined): number {
  if (item?.kind !== 'instruction' || item.mnemonic === 'call') {
    return 0;
  }
  return item.mnemonic === 'jmp' ? NEAR_JMP_GROWTH : NEAR_JCC_GROWTH;
}

/** Joins the code between jumps with the jumps in their final forms. */
function link(draft: Draft, items: readonly CodeItem[], near: Uint8Array): AssembledCode {
  const out = new CodeBuffer();
  const offsets = finalOffsets(draft, items, near);
  let copied = 0;
  for (const [rank, index] of draft.jumps.entries()) {
    out.append(draft.code.view(copied, draft.offsets[index]));
    copied = draft.offsets[index + 1] ?? 0;
    const item = items[index];
    invariant(item?.kind === 'instruction', 'a jump is an instruction');
    const mark = markOf(draft, item);
    encode(item, near[rank] === 1 ? 'near' : 'short', out);
    out.patchJump((offsets[mark] ?? 0) - out.length, near[rank] === 1 || item.mnemonic === 'call');
  }
  out.append(draft.code.view(copied));
  return { bytes: out.view().slice(), items, offsets: offsets.subarray(0, items.length) };
}

function finalOffsets(draft: Draft, items: readonly CodeItem[], near: Uint8Array): Uint32Array {
  const offsets = draft.offsets.slice();
  let rank = 0;
  let growth = 0;
  for (let index = 0; index <= items.length; index += 1) {
    offsets[index] = (draft.offsets[index] ?? 0) + growth;
    if (draft.jumps[rank] === index) {
      growth += near[rank] === 1 ? nearGrowth(items[index]) : 0;
      rank += 1;
    }
  }
  return offsets;
}
