import { liftCbpf } from '../../frontend/cbpf/lift.ts';
import { checkProgram } from '../../isa/cbpf/check.ts';
import {
  CBPF_FORMATS,
  detectFormat,
  isCbpfFormat,
  parseProgram,
  printProgram,
} from '../../isa/cbpf/formats.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { NO_ANCILLARY } from '../../isa/cbpf/validity-rules.ts';
import { invariant } from '../../support/invariant.ts';
import { shrinkList } from '../../support/shrink-list.ts';
import type { FilterSource } from '../filter-source.ts';
import { INTERNET_PACKETS } from '../packet-models/internet.ts';
import type { AcceptsSource, CompileWarning, SourceLanguage } from '../source-language.ts';
import { LINUX_OPTION } from '../source-option.ts';
import { randomProgram } from './random-program.ts';
import { programOf as programOfKept } from './smaller-programs.ts';

/** Classic BPF: bytecode, assembly text, and what tcpdump prints. */
export const CBPF_SOURCE: SourceLanguage = {
  name: 'cbpf',
  summary: 'classic BPF: bytecode, assembly text, or what tcpdump -d, -dd and -ddd print',
  aliases: ['cbpf-asm'],
  noun: 'a program',
  isExpression: false,
  extensions: ['bpf', 'cbpf', 'bin', ...Object.keys(CBPF_FORMATS)],
  options: [LINUX_OPTION],
  errorCodes: /^CBPF_/,
  packetModel: INTERNET_PACKETS,
  fuzzWeight: 1,
  isReducedAsIr: true,
  detect: () => 'perhaps',
  read,
  check: (text) => {
    read(text);
  },
  build: (source, { linux = false }) => {
    const program = programOf(source);
    return {
      filter: liftCbpf(program, { linux }),
      remarks: [],
      warnings: linux ? [] : ancillaryWarnings(program),
    };
  },
  print: (source) => printProgram(programOf(source), 'd').trimEnd(),
  write: (source) => printProgram(programOf(source), 'ddd'),
  shrink,
  generate: (random) => ({ source: asSource(randomProgram(random)), options: {} }),
  original: (source) => ({ kind: 'cbpf', program: programOf(source) }),
};

function read(input: string | Uint8Array, extension = ''): FilterSource {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const format = isCbpfFormat(extension) ? extension : detectFormat(bytes);
  return asSource(parseProgram(bytes, format));
}

const asSource = (program: CbpfProgram): FilterSource => ({ kind: 'cbpf', program });

function programOf(source: FilterSource): CbpfProgram {
  invariant('program' in source, `a source in ${source.kind} without a program`);
  // What callers give is checked instruction by instruction when it is lifted.
  return source.program as CbpfProgram;
}

function ancillaryWarnings(program: CbpfProgram): readonly CompileWarning[] {
  return checkProgram(program, { rules: [NO_ANCILLARY] })
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
