import { liftCbpf } from '../../frontend/cbpf/lift.ts';
import { checkProgram } from '../../isa/cbpf/check.ts';
import { CbpfSyntaxError } from '../../isa/cbpf/errors.ts';
import {
  CBPF_FORMATS,
  detectFormat,
  isCbpfFormat,
  parseProgram,
  printProgram,
} from '../../isa/cbpf/formats.ts';
import { FOREIGN_FORMS, foreignForm } from '../../isa/cbpf/forms/forms.ts';
import { decodeEitherOrder } from '../../isa/cbpf/forms/raw-order.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { type CbpfMachine, machineNamed } from '../../isa/cbpf/machines.ts';
import { CBPF_OPCODES } from '../../isa/cbpf/opcodes.ts';
import { recognizeMachine } from '../../isa/cbpf/recognize-machine.ts';
import { skipBlank } from '../../isa/cbpf/scanner.ts';
import { NO_ANCILLARY, NO_HEADERS } from '../../isa/cbpf/validity-rules.ts';
import { invariant } from '../../support/invariant.ts';
import { shrinkList } from '../../support/shrink-list.ts';
import type { FilterSource } from '../filter-source.ts';
import { MACHINE_OPTION } from '../machine-option.ts';
import { INTERNET_PACKETS } from '../packet-models/internet.ts';
import type {
  AcceptsSource,
  BuiltSource,
  CompileWarning,
  SourceLanguage,
  SourceOptions,
} from '../source-language.ts';
import { LINUX_OPTION } from '../source-option.ts';
import { randomProgram } from './random-program.ts';
import { programOf as programOfKept } from './smaller-programs.ts';

/** Classic BPF: bytecode, assembly text, and what tcpdump prints. */
export const CBPF_SOURCE: SourceLanguage = {
  name: 'cbpf',
  summary:
    'classic BPF: bytecode, assembly text, what tcpdump -d, -dd and -ddd print, or C, Go, Python, Rust, JSON',
  aliases: ['cbpf-asm'],
  noun: 'a program',
  isExpression: false,
  extensions: [
    'bpf',
    'cbpf',
    'bin',
    ...Object.keys(CBPF_FORMATS),
    ...FOREIGN_FORMS.flatMap(({ extensions }) => extensions),
  ],
  options: [LINUX_OPTION, MACHINE_OPTION],
  errorCodes: /^CBPF_/,
  packetModel: INTERNET_PACKETS,
  fuzzWeight: 1,
  isReducedAsIr: true,
  detect,
  read,
  check: (text) => {
    read(text);
  },
  build,
  print: (source) => printProgram(programOf(source), 'd').trimEnd(),
  write: (source) => printProgram(programOf(source), 'ddd'),
  shrink,
  generate: (random) => ({ source: asSource(randomProgram(random)), options: {} }),
  // Code for another machine than those that see packets does not say what it does on them.
  original: (source, options) =>
    machineOf(programOf(source), options)?.wordsOf == null
      ? { kind: 'cbpf', program: programOf(source) }
      : null,
};

function read(input: string | Uint8Array, extension = ''): FilterSource {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const program = programIn(bytes, extension);
  if (program.length === 0) {
    throw new CbpfSyntaxError(EMPTY, { line: 1 });
  }
  return asSource(program);
}

function programIn(bytes: Uint8Array, extension: string): CbpfProgram {
  const format = isCbpfFormat(extension) ? extension : detectFormat(bytes);
  if (format === 'raw') {
    return bytes.includes(0) ? decodeEitherOrder(bytes) : parseProgram(bytes, format);
  }
  const text = new TextDecoder().decode(bytes);
  const form = isCbpfFormat(extension) ? null : foreignForm(text);
  return form === null ? parseProgram(text, format) : form.read(text);
}

/** How text starts that tcpdump, nfbpf_compile or an assembler wrote, and no expression does. */
const LISTING = /^(?:\(\d+\)|\{|\d+\s*(?:,|\n|$))/;
const ASSEMBLY = new RegExp(
  `^(?:[A-Za-z_]\\w*:\\s*)*(?:${[...new Set(CBPF_OPCODES.map(({ mnemonic }) => mnemonic))].join('|')}|jmp|jn?eq?|j[gl][te]|ldx?i|ldxb)\\b(?!\\s*[=<>)])`,
  'i',
);

function detect(bytes: Uint8Array): ReturnType<SourceLanguage['detect']> {
  if (bytes.includes(0)) {
    return 'perhaps';
  }
  const text = new TextDecoder().decode(bytes);
  if (foreignForm(text) !== null) {
    return 'surely';
  }
  const start = text.slice(skipBlank(text));
  return start === '' || LISTING.test(start) || ASSEMBLY.test(start) ? 'perhaps' : 'no';
}

/** Libpcap takes no instructions for a program that accepts everything, Linux for none: a file says which. */
const EMPTY = 'there is no instruction; a program that accepts every packet is `ret #0xffffffff`';

function build(source: FilterSource, options: SourceOptions): BuiltSource {
  const program = programOf(source);
  const recognized = recognizeMachine(program);
  const machine = machineOf(program, options);
  const linux = options.linux === true || machine?.isLinux === true;
  return {
    filter: liftCbpf(program, { linux }),
    remarks:
      recognized === null || options.machine !== undefined
        ? []
        : [{ message: `the program is one for ${recognized.name} (option machine)`, span: null }],
    warnings: linux ? [] : ancillaryWarnings(program),
    provenance: { machine: machine?.name ?? null, program: { form: 'cbpf', code: program } },
  };
}

/** What takes the program: as the options say, else as it tells itself; `null` where neither does. */
const machineOf = (program: CbpfProgram, { machine }: SourceOptions): CbpfMachine | null =>
  machine === undefined ? recognizeMachine(program) : machineNamed(machine);

const asSource = (program: CbpfProgram): FilterSource => ({ kind: 'cbpf', program });

function programOf(source: FilterSource): CbpfProgram {
  invariant('program' in source, `a source in ${source.kind} without a program`);
  // What callers give is checked instruction by instruction when it is lifted.
  return source.program as CbpfProgram;
}

function ancillaryWarnings(program: CbpfProgram): readonly CompileWarning[] {
  return checkProgram(program, { rules: [NO_ANCILLARY, NO_HEADERS] })
    .slice(0, 1)
    .map(({ index, message }) => ({
      message: `instruction ${index}: ${message}, which only Linux has (option linux); elsewhere it is past the end of the packet`,
      span: null,
    }));
}

async function shrink(source: FilterSource, accepts: AcceptsSource): Promise<void> {
  const program = programOf(source);
  const indices = program.map((_, index) => index);
  await shrinkList(indices, (kept) => accepts(asSource(programOfKept(program, kept))));
}
