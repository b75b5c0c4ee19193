import type { DecodedLine } from './disassemblers.ts';

/** Disassembles x86-64 code. */
export type Disassembler = (code: Uint8Array) => readonly DecodedLine[];

/** The disassembler of the optional package iced-x86, in Intel syntax; `null` where it is absent. */
export async function icedDisassembler(): Promise<Disassembler | null> {
  const iced = await import('iced-x86').catch(() => null);
  if (iced === null) {
    return null;
  }
  const { Decoder, DecoderOptions, Formatter, FormatterSyntax, MemorySizeOptions } = iced;
  return (code) => {
    const formatter = new Formatter(FormatterSyntax.Intel);
    formatter.hexPrefix = '0x';
    formatter.hexSuffix = '';
    formatter.smallHexNumbersInDecimal = false;
    formatter.memorySizeOptions = MemorySizeOptions.Always;
    formatter.showBranchSize = false;
    const decoder = new Decoder(64, code, DecoderOptions.None);
    const lines: DecodedLine[] = [];
    while (decoder.canDecode) {
      const decoded = decoder.decode();
      lines.push({ offset: Number(decoded.ip), text: formatter.format(decoded) });
      decoded.free();
    }
    decoder.free();
    formatter.free();
    return lines;
  };
}
