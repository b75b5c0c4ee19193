import type { CbpfProgram } from '../isa/cbpf/instruction.ts';

/** What a filter is compiled from. */
export type FilterSource =
  /** An expression in the language of tcpdump. */
  | { readonly kind: 'pcap-filter'; readonly text: string }
  /** A classic BPF program. */
  | { readonly kind: 'cbpf'; readonly program: CbpfProgram }
  /** The text form of the IR. */
  | { readonly kind: 'ir'; readonly text: string };
