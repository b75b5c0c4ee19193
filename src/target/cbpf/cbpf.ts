import type { CbpfCode } from '../../code/cbpf-code.ts';
import { ANY_MACHINE } from '../../ir/machine-costs.ts';
import { checkProgram } from '../../isa/cbpf/check.ts';
import { INSTRUCTION_BYTES } from '../../isa/cbpf/encode.ts';
import { printListing } from '../../isa/cbpf/listing.ts';
import { ANY_PACKET_MACHINE, type CbpfMachine, machineNamed } from '../../isa/cbpf/machines.ts';
import { ProgramTooLongError } from '../../lower/cbpf/errors.ts';
import { type CbpfOptions, type LoweredCbpf, lowerWithStatistics } from '../../lower/cbpf/lower.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import type { Lowered, LowerOptions, Target } from '../target.ts';
import { FORMATS } from './cbpf-formats.ts';
import { formerProgram } from './former-program.ts';
import { socketRemarks } from './socket-remarks.ts';

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
  costsOf: (machine) => ({
    ...ANY_MACHINE,
    instructionLimit: machineNamed(machine).maxInstructions,
  }),
  endings: {},
  options: [],
  formats: FORMATS,
  readBack: { language: 'cbpf', format: 'raw', machine: ANY_PACKET_MACHINE.name },
  mayFault: false,
  lower,
  check: ({ program }) => checkProgram(program).find(({ code }) => code !== LENGTH_RULE) ?? null,
};

/** Where there is no code for the machine, the program that the filter was stands in for it. */
function lower(
  filter: Parameters<Target['lower']>[0],
  { semantics = 'strict', unlimited = false }: LowerOptions = {},
): Lowered<CbpfCode> {
  const machine = machineNamed(filter.provenance.machine);
  const own = attempt(filter, { semantics, machine });
  const isOwn = !(own instanceof UnsupportedError);
  if (isOwn && own.program.length <= machine.maxInstructions) {
    return loweredTo(own, statisticsOf(own), socketRemarks(own.program, machine));
  }
  const error = isOwn ? tooLong(own.program.length, machine) : own;
  const former = formerProgram(filter, machine);
  if (former !== null) {
    const message = `the program is handed out as it came in: ${error.message}`;
    const remarks = [message, ...socketRemarks(former, machine)];
    return loweredTo({ program: former, spans: [] }, new Map([['as-it-came-in', 1]]), remarks);
  }
  if (isOwn && unlimited) {
    return loweredTo(own, statisticsOf(own), []);
  }
  throw error;
}

function tooLong(
  instructions: number,
  { name, maxInstructions }: CbpfMachine,
): ProgramTooLongError {
  return new ProgramTooLongError({
    instructions,
    limit: maxInstructions,
    ...(name === ANY_PACKET_MACHINE.name ? {} : { machine: name }),
  });
}

/** Code of any length, or why there is none. */
function attempt(
  filter: Parameters<Target['lower']>[0],
  options: CbpfOptions,
): LoweredCbpf | UnsupportedError {
  try {
    return lowerWithStatistics(filter, { ...options, maxInstructions: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (error instanceof UnsupportedError) {
      return error;
    }
    throw error;
  }
}

const statisticsOf = ({ statistics: { rules, ...counts } }: LoweredCbpf): Lowered['statistics'] =>
  new Map([...Object.entries(counts), ...rules]);

const loweredTo = (
  { program, spans }: Pick<LoweredCbpf, 'program' | 'spans'>,
  statistics: Lowered['statistics'],
  remarks: readonly string[],
): Lowered<CbpfCode> => ({
  code: { kind: 'cbpf', program },
  instructions: program.length,
  bytes: program.length * INSTRUCTION_BYTES,
  statistics,
  remarks,
  listing: () => printListing(program),
  spans,
});
