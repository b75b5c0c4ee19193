import type { CbpfProgram } from '../isa/cbpf/instruction.ts';

/** A classic BPF program. */
export interface CbpfCode {
  readonly kind: 'cbpf';
  readonly program: CbpfProgram;
}

declare module './code.ts' {
  interface CodeForms {
    readonly cbpf: CbpfCode;
  }
}
