import { CbpfSyntaxError } from '../errors.ts';
import type { CbpfInstruction, CbpfProgram } from '../instruction.ts';
import { formNumber } from './form-number.ts';
import { goInstruction, isGoInstruction } from './go-instructions.ts';
import { innermostGroups, type SourceGroup, withoutComments } from './source-groups.ts';

type Field = 'code' | 'jt' | 'jf' | 'k';

/** The order in which initializers have the fields. */
const ORDER: readonly Field[] = ['code', 'jt', 'jf', 'k'];

/** The largest value of each field. */
const LARGEST: Readonly<Record<Field, number>> = {
  code: 0xffff,
  jt: 0xff,
  jf: 0xff,
  k: 0xffff_ffff,
};

/** What C, Go, Rust and JSON call the fields, in lower case. */
const FIELD_NAMES: ReadonlyMap<string, Field> = new Map([
  ['code', 'code'],
  ['op', 'code'],
  ['opcode', 'code'],
  ['jt', 'jt'],
  ['jf', 'jf'],
  ['k', 'k'],
]);

/** The macros of linux/filter.h, and the functions that Rust and Python libraries call alike. */
const MACROS: Readonly<Record<string, readonly Field[]>> = {
  BPF_STMT: ['code', 'k'],
  BPF_JUMP: ['code', 'k', 'jt', 'jf'],
};

const bare = (word: string): string => (word.split(/\.|::/).at(-1) ?? word).toUpperCase();

const isMacro = ({ word, open }: SourceGroup): boolean =>
  open === '(' && Object.hasOwn(MACROS, bare(word));

/** What starts with the name of a field: `.code = 0x28`, `Op: 0x28`, `"jt": 0`. */
const NAMED = /^[."']?([A-Za-z]+)["']?\s*[:=]\s*([\s\S]+)$/;

/** Whether the groups of a text may be instructions. */
const isInstruction = (group: SourceGroup): boolean =>
  isMacro(group) || isGoInstruction(group) || isInitializer(group);

function isInitializer({ parts, word }: SourceGroup): boolean {
  if (/^(?:if|for|while|sizeof|BPF_[A-Z_]+|array|def|func|fn)$/i.test(word)) {
    return false;
  }
  const named = parts.map((part) => NAMED.exec(part)?.[1]?.toLowerCase());
  return named.every((name) => name !== undefined && FIELD_NAMES.has(name))
    ? named.some((name) => name !== undefined && FIELD_NAMES.get(name) === 'code')
    : parts.length === ORDER.length && parts.every((part) => /^[\w\s|+&<>~().:-]+$/.test(part));
}

/** Whether `text` holds a list of instructions as programs in C, Go, Python, Rust or JSON have it. */
export function hasSourceProgram(text: string): boolean {
  try {
    return innermostGroups(withoutComments(text)).some(isInstruction);
  } catch (error) {
    if (error instanceof CbpfSyntaxError) {
      return false;
    }
    throw error;
  }
}

/**
 * Reads initializers of `struct sock_filter`, calls of its macros, `bpf.RawInstruction` and the instructions of Go,
 * tuples of Python, `sock_filter` of Rust and JSON.
 *
 * @throws {@link CbpfSyntaxError} where one is not understood, and names what is missing.
 */
export function parseSourceProgram(text: string): CbpfProgram {
  const groups = innermostGroups(withoutComments(text));
  const first = groups.findIndex(isInstruction);
  const last = groups.findLastIndex((group) => isInstruction(group) || isOfNumbers(group));
  return groups.slice(first, last + 1).map((group) => {
    if (isGoInstruction(group)) {
      return goInstruction(group);
    }
    if (!isInstruction(group)) {
      const shown = `${group.word}${group.open}${group.parts.join(', ')}`;
      throw new CbpfSyntaxError(`expected an instruction, found '${shown.slice(0, 60)}'`, group);
    }
    return initializer(group, MACROS[bare(group.word)] ?? ORDER);
  });
}

/** Part of an instruction, probably. */
const isOfNumbers = ({ word, parts }: SourceGroup): boolean =>
  word === '' && parts.length > 0 && parts.every((part) => /^(?:0x)?[\da-f]+$/i.test(part));

function initializer({ parts, line, word }: SourceGroup, order: readonly Field[]): CbpfInstruction {
  const instruction = { code: 0, jt: 0, jf: 0, k: 0 };
  if (parts.length > order.length || (isMacroName(word) && parts.length < order.length)) {
    throw new CbpfSyntaxError(`expected ${order.length} numbers, found ${parts.length}`, { line });
  }
  for (const [index, part] of parts.entries()) {
    const [, name = '', value = part] = NAMED.exec(part) ?? [];
    const field = FIELD_NAMES.get(name.toLowerCase()) ?? order[index] ?? 'k';
    const number = formNumber(value, line);
    if (number > LARGEST[field]) {
      throw new CbpfSyntaxError(`${field} is ${number}, expected at most ${LARGEST[field]}`, {
        line,
      });
    }
    instruction[field] = number;
  }
  return instruction;
}

const isMacroName = (word: string): boolean => Object.hasOwn(MACROS, bare(word));
