import type { CbpfCode } from '../../code/cbpf-code.ts';
import { CBPF_FORMATS, type CbpfFormat, printProgram } from '../../isa/cbpf/formats.ts';
import { machineNamed } from '../../isa/cbpf/machines.ts';
import { ProgramTooLongError } from '../../lower/cbpf/errors.ts';
import type { FormatReader, TargetFormat } from '../target.ts';

/** The formats that one reader takes, and what filters for it are where nothing says otherwise. */
const READERS: Partial<Readonly<Record<CbpfFormat, FormatReader>>> = {
  // The hook of Netfilter sees packets from the IP header on.
  xt: { machine: 'xt_bpf', dlt: 'RAW' },
  tc: { machine: 'tc' },
};

/** How classic BPF is written, by what `--format` names. */
export const FORMATS: ReadonlyMap<string, TargetFormat<CbpfCode>> = new Map(
  Object.entries(CBPF_FORMATS).map(([name, summary]) => {
    const format = name as CbpfFormat;
    return [name, formatOf(format, summary)];
  }),
);

function formatOf(format: CbpfFormat, summary: string): TargetFormat<CbpfCode> {
  const reader = READERS[format];
  return {
    summary,
    ...(reader === undefined ? {} : { reader }),
    print: ({ code: { program } }) => {
      if (reader !== undefined) {
        requireShort(program.length, reader.machine);
      }
      return printProgram(program, format);
    },
  };
}

function requireShort(instructions: number, name: string): void {
  const { maxInstructions: limit } = machineNamed(name);
  if (instructions > limit) {
    throw new ProgramTooLongError({ instructions, limit, machine: name });
  }
}
