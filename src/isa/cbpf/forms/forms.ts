import { CbpfSyntaxError } from '../errors.ts';
import type { CbpfProgram } from '../instruction.ts';
import {
  hasHex,
  hasSeccompDump,
  hasSocketFilter,
  parseHex,
  parseSeccompDump,
  parseSocketFilter,
} from './dumps.ts';
import { hasSourceProgram, parseSourceProgram } from './source-program.ts';

/** A form in which programs are found besides those that are written here. */
export interface ForeignForm {
  /** What it is, for messages. */
  readonly name: string;
  /** What files of it end in, in lower case, without the dot. */
  readonly extensions: readonly string[];
  /** Whether `text` is of it: nothing that is an expression, assembly text or a form of tcpdump may be. */
  detect(text: string): boolean;
  /** @throws {@link CbpfSyntaxError} or {@link BytecodeError}: what is not understood, or missing. */
  read(text: string): CbpfProgram;
}

const refuse = (message: string) => (): never => {
  throw new CbpfSyntaxError(message, { line: 1 });
};

/** The forms by what tells them, the surest first. */
export const FOREIGN_FORMS: readonly ForeignForm[] = [
  {
    name: 'scmp_bpf_disasm and seccomp-tools dump',
    extensions: [],
    detect: hasSeccompDump,
    read: parseSeccompDump,
  },
  { name: 'ss -b', extensions: [], detect: hasSocketFilter, read: parseSocketFilter },
  {
    name: 'seccomp-tools asm',
    extensions: [],
    detect: (text) =>
      /^\s*(?:A = (?:sys_number|arch|args\[\d\]|args_h\[\d\])|return (?:ALLOW|KILL|ERRNO)\b)/m.test(
        text,
      ),
    read: refuse('this is text for seccomp-tools; assemble it first: seccomp-tools asm -f raw'),
  },
  { name: 'hexadecimal digits', extensions: ['hex'], detect: hasHex, read: parseHex },
  {
    name: 'C, Go, Python, Rust, JSON',
    extensions: ['c', 'h', 'go', 'py', 'rs', 'json'],
    detect: hasSourceProgram,
    read: parseSourceProgram,
  },
  {
    name: 'extended BPF',
    extensions: [],
    detect: (text) => /^\s*\d+: \([\da-f]{2}\) (?:r\d|\*\(|if |goto|exit|call)/m.test(text),
    read: refuse('this is a listing of extended BPF, and classic BPF is read'),
  },
];

/** The form of a text; `null` for the forms that are written here, and all else. */
export const foreignForm = (text: string): ForeignForm | null =>
  FOREIGN_FORMS.find((form) => form.detect(text)) ?? null;
