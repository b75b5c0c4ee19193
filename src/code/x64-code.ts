/**
 * x86-64 machine code: position-independent, with its entry at byte 0,
 * `uint32_t filter(const uint8_t *packet, uint32_t wirelen, uint32_t caplen)`, System V.
 */
export interface X64Code {
  readonly kind: 'x64';
  readonly bytes: Uint8Array;
}

declare module './code.ts' {
  interface CodeForms {
    readonly x64: X64Code;
  }
}
