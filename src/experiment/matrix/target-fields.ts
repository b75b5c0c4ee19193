import type { FilterSize } from '../../pass/pass-record.ts';
import type { CodeSize, CompileTimes } from '../results.ts';

/** The sizes of code as results have them, whose fields name the targets. */
export function sizeFields(
  ir: FilterSize | null,
  code: ReadonlyMap<string, { readonly instructions: number; readonly bytes?: number }>,
): CodeSize {
  return {
    irBlocks: ir?.blocks ?? null,
    irInstructions: ir?.instructions ?? null,
    cbpfInstructions: code.get('cbpf')?.instructions ?? null,
    x64Instructions: code.get('x64')?.instructions ?? null,
    x64Bytes: code.get('x64')?.bytes ?? null,
  };
}

/** The times of lowering in milliseconds, likewise. */
export const loweringFields = (
  time: (target: string) => number | null,
): Pick<CompileTimes, 'lowerCbpf' | 'lowerX64'> => ({
  lowerCbpf: time('cbpf'),
  lowerX64: time('x64'),
});
