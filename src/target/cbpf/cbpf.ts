import type { CbpfCode } from '../../code/cbpf-code.ts';
import { ANY_MACHINE } from '../../ir/machine-costs.ts';
import { checkProgram } from '../../isa/cbpf/check.ts';
import { INSTRUCTION_BYTES } from '../../isa/cbpf/encode.ts';
import { CBPF_FORMATS, type CbpfFormat, printProgram } from '../../isa/cbpf/formats.ts';
import { printListing } from '../../isa/cbpf/listing.ts';
import { lowerWithStatistics } from '../../lower/cbpf/lower.ts';
import type { Lowered, LowerOptions, Target, TargetFormat } from '../target.ts';

/** The rule that `LowerOptions.unlimited` lifts. */
const LENGTH_RULE = 'CBPF_LENGTH';

/**
 * Classic BPF, as libpcap has it and as sockets of Linux and the BSDs take it. It is what every machine
 * can do: one accumulator, and each load checks the packet's length, which nothing else can read.
 */
export const CBPF: Target<CbpfCode> = {
  name: 'cbpf',
  title: 'cBPF',
  summary: 'classic BPF',
  costs: ANY_MACHINE,
  endings: {},
  options: [],
  formats: new Map(Object.entries(CBPF_FORMATS).map(formatOf)),
  readBack: { language: 'cbpf', format: 'raw' },
  mayFault: false,
  lower,
  check: ({ program }) => checkProgram(program).find(({ code }) => code !== LENGTH_RULE) ?? null,
};

function formatOf([name, summary]: [string, string]): readonly [string, TargetFormat<CbpfCode>] {
  const format = name as CbpfFormat;
  return [name, { summary, print: ({ code }) => printProgram(code.program, format) }];
}

function lower(
  filter: Parameters<Target['lower']>[0],
  { semantics = 'strict', unlimited = false }: LowerOptions = {},
): Lowered<CbpfCode> {
  const { program, statistics } = lowerWithStatistics(filter, {
    semantics,
    ...(unlimited ? { maxInstructions: Number.POSITIVE_INFINITY } : {}),
  });
  const { rules, ...counts } = statistics;
  return {
    code: { kind: 'cbpf', program },
    instructions: program.length,
    bytes: program.length * INSTRUCTION_BYTES,
    statistics: new Map([...Object.entries(counts), ...rules]),
    listing: () => printListing(program),
  };
}
