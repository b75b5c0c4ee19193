import { CbpfSyntaxError } from '../errors.ts';
import type { CbpfInstruction } from '../instruction.ts';
import { formNumber } from './form-number.ts';
import type { SourceGroup } from './source-groups.ts';

/** The fields of an instruction as written, by name. */
type Fields = ReadonlyMap<string, string>;

interface GoInstruction {
  /** The fields in their order, for instructions that don't name them. */
  readonly fields: readonly string[];
  encode(
    number: (field: string) => number,
    name: (field: string) => string,
  ): Partial<CbpfInstruction>;
}

const SIZES: Readonly<Record<number, number>> = { 4: 0x00, 2: 0x08, 1: 0x10 };

const OPERATIONS: Readonly<Record<string, number>> = {
  ALUOpAdd: 0x00,
  ALUOpSub: 0x10,
  ALUOpMul: 0x20,
  ALUOpDiv: 0x30,
  ALUOpOr: 0x40,
  ALUOpAnd: 0x50,
  ALUOpShiftLeft: 0x60,
  ALUOpShiftRight: 0x70,
  ALUOpMod: 0x90,
  ALUOpXor: 0xa0,
};

/** The code of a condition, and whether its two targets change places. */
const CONDITIONS: Readonly<Record<string, { readonly code: number; readonly swap: boolean }>> = {
  JumpEqual: { code: 0x10, swap: false },
  JumpNotEqual: { code: 0x10, swap: true },
  JumpGreaterThan: { code: 0x20, swap: false },
  JumpLessThan: { code: 0x30, swap: true },
  JumpGreaterOrEqual: { code: 0x30, swap: false },
  JumpLessOrEqual: { code: 0x20, swap: true },
  JumpBitsSet: { code: 0x40, swap: false },
  JumpBitsNotSet: { code: 0x40, swap: true },
};

/** The words beside a packet, by their offset behind SKF_AD_OFF. */
const EXTENSIONS: Readonly<Record<string, number>> = {
  ExtProto: 0,
  ExtType: 4,
  ExtInterfaceIndex: 8,
  ExtNetlinkAttr: 12,
  ExtNetlinkAttrNested: 16,
  ExtMark: 20,
  ExtQueue: 24,
  ExtLinkLayerType: 28,
  ExtRXHash: 32,
  ExtCPUID: 36,
  ExtVLANTag: 44,
  ExtVLANTagPresent: 48,
  ExtPayloadOffset: 52,
  ExtRand: 56,
  ExtVLANProto: 60,
};
const EXTENSION_BASE = 0xffff_f000;
const LENGTH_EXTENSION = 'ExtLen';

const isX = (register: string): boolean => register === 'RegX';

const jump =
  (source: number): GoInstruction['encode'] =>
  (number, name) => {
    const condition = CONDITIONS[name('Cond') || 'JumpEqual'];
    const [jt, jf] = [number('SkipTrue'), number('SkipFalse')];
    return condition === undefined
      ? {}
      : {
          code: 0x05 | condition.code | source,
          jt: condition.swap ? jf : jt,
          jf: condition.swap ? jt : jf,
          k: source === 0 ? number('Val') : 0,
        };
  };

/** The instructions of golang.org/x/net/bpf, by the name of their type. Source: its documentation. */
const GO_INSTRUCTIONS: Readonly<Record<string, GoInstruction>> = {
  LoadConstant: {
    fields: ['Dst', 'Val'],
    encode: (number, name) => ({ code: isX(name('Dst')) ? 0x01 : 0x00, k: number('Val') }),
  },
  LoadScratch: {
    fields: ['Dst', 'N'],
    encode: (number, name) => ({ code: isX(name('Dst')) ? 0x61 : 0x60, k: number('N') }),
  },
  LoadAbsolute: {
    fields: ['Off', 'Size'],
    encode: (number) => ({ code: 0x20 | (SIZES[number('Size')] ?? 0xff00), k: number('Off') }),
  },
  LoadIndirect: {
    fields: ['Off', 'Size'],
    encode: (number) => ({ code: 0x40 | (SIZES[number('Size')] ?? 0xff00), k: number('Off') }),
  },
  LoadMemShift: { fields: ['Off'], encode: (number) => ({ code: 0xb1, k: number('Off') }) },
  LoadExtension: {
    fields: ['Num'],
    encode: (_, name) => {
      const offset = EXTENSIONS[name('Num')];
      if (name('Num') === LENGTH_EXTENSION) {
        return { code: 0x80 };
      }
      return offset === undefined ? {} : { code: 0x20, k: (EXTENSION_BASE + offset) >>> 0 };
    },
  },
  StoreScratch: {
    fields: ['Src', 'N'],
    encode: (number, name) => ({ code: isX(name('Src')) ? 0x03 : 0x02, k: number('N') }),
  },
  ALUOpConstant: {
    fields: ['Op', 'Val'],
    encode: (number, name) => ({
      code: 0x04 | (OPERATIONS[name('Op')] ?? 0xff00),
      k: number('Val'),
    }),
  },
  ALUOpX: {
    fields: ['Op'],
    encode: (_, name) => ({ code: 0x0c | (OPERATIONS[name('Op')] ?? 0xff00) }),
  },
  NegateA: { fields: [], encode: () => ({ code: 0x84 }) },
  Jump: { fields: ['Skip'], encode: (number) => ({ code: 0x05, k: number('Skip') }) },
  JumpIf: { fields: ['Cond', 'Val', 'SkipTrue', 'SkipFalse'], encode: jump(0x00) },
  JumpIfX: { fields: ['Cond', 'SkipTrue', 'SkipFalse'], encode: jump(0x08) },
  RetA: { fields: [], encode: () => ({ code: 0x16 }) },
  RetConstant: { fields: ['Val'], encode: (number) => ({ code: 0x06, k: number('Val') }) },
  TXA: { fields: [], encode: () => ({ code: 0x87 }) },
  TAX: { fields: [], encode: () => ({ code: 0x07 }) },
};

const bare = (word: string): string => word.split('.').at(-1) ?? word;

export const isGoInstruction = ({ word, open }: SourceGroup): boolean =>
  open === '{' && Object.hasOwn(GO_INSTRUCTIONS, bare(word));

/** @throws {@link CbpfSyntaxError} for a field that there is not, or a value that it can't have. */
export function goInstruction({ word, parts, line }: SourceGroup): CbpfInstruction {
  const { fields: names = [], encode } = GO_INSTRUCTIONS[bare(word)] ?? {};
  const fields: Fields = new Map(
    parts.map((part, index) => {
      const [, name = names[index] ?? '', value = ''] =
        /^(?:(\w+)\s*:)?\s*([\s\S]*)$/.exec(part) ?? [];
      if (!names.includes(name)) {
        throw new CbpfSyntaxError(`${word} has no field '${name}'`, { line });
      }
      return [name, value] as const;
    }),
  );
  const number = (field: string): number => {
    const text = fields.get(field);
    return text === undefined ? 0 : formNumber(text, line);
  };
  const encoded = encode?.(number, (field) => bare(fields.get(field) ?? '')) ?? {};
  const { code = 0xff00, jt = 0, jf = 0, k = 0 } = encoded;
  if (code > 0xff || jt > 0xff || jf > 0xff) {
    throw new CbpfSyntaxError(`${word}{${parts.join(', ')}} is no instruction`, { line });
  }
  return { code, jt, jf, k };
}
