import { CBPF_MACHINES } from '../isa/cbpf/machines.ts';
import type { SourceOption } from './source-option.ts';

/** What takes the classic BPF that is made of a filter. */
export const MACHINE_OPTION: SourceOption = {
  name: 'machine',
  flags: '--machine <name>',
  summary: 'what takes the classic BPF (default: as a program tells, else libpcap)',
  choices: CBPF_MACHINES.map(({ name }) => name),
};
