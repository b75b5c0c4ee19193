import { detectFormat, parseProgram } from '../isa/cbpf/formats.ts';
import type { FilterSource } from './source.ts';

/** The languages that a filter can be written in; `cbpf-asm` is `cbpf` too. */
export type SourceForm = 'pcap-filter' | 'cbpf' | 'cbpf-asm' | 'ir';

export const SOURCE_FORMS: readonly SourceForm[] = ['pcap-filter', 'cbpf', 'cbpf-asm', 'ir'];

/**
 * What is written in `bytes`, in the language `form`.
 *
 * @throws CbpfSyntaxError or BytecodeError where it is no program.
 */
export function readSource(form: SourceForm, bytes: Uint8Array): FilterSource {
  return form === 'cbpf' || form === 'cbpf-asm'
    ? { kind: 'cbpf', program: parseProgram(bytes, detectFormat(bytes)) }
    : { kind: form, text: new TextDecoder().decode(bytes) };
}

export function isSourceForm(name: string): name is SourceForm {
  return SOURCE_FORMS.some((form) => form === name);
}
