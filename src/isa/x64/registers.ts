/** The sixteen general-purpose registers, by their 64-bit names, in the order of their numbers. */
export const REGISTERS = [
  'rax',
  'rcx',
  'rdx',
  'rbx',
  'rsp',
  'rbp',
  'rsi',
  'rdi',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'r13',
  'r14',
  'r15',
] as const;

/** A general-purpose register, named by its 64-bit name whatever the width in use. */
export type Register = (typeof REGISTERS)[number];

/** The width of an operand in bits. */
export type Width = 8 | 16 | 32 | 64;

/**
 * The registers that a System V function must leave as it found them, apart from `rsp`.
 *
 * Source: System V Application Binary Interface, AMD64 Architecture Processor Supplement, 3.2.1.
 */
export const CALLEE_SAVED: readonly Register[] = ['rbx', 'rbp', 'r12', 'r13', 'r14', 'r15'];

/**
 * The registers of the first six integer parameters of a System V function, in order.
 *
 * Source: System V Application Binary Interface, AMD64 Architecture Processor Supplement, 3.2.3.
 */
export const ARGUMENT_REGISTERS: readonly Register[] = ['rdi', 'rsi', 'rdx', 'rcx', 'r8', 'r9'];

const NUMBERS = Object.fromEntries(
  REGISTERS.map((register, number) => [register, number]),
) as Readonly<Record<Register, number>>;

/** The number by which instructions encode `register`, 0 to 15. */
export function registerNumber(register: Register): number {
  return NUMBERS[register];
}

/** How assembly text names the low `width` bits of `register`: `eax`, `r8d`, `sil`. */
export function registerName(register: Register, width: Width): string {
  return registerNumber(register) >= 8
    ? `${register}${{ 8: 'b', 16: 'w', 32: 'd', 64: '' }[width]}`
    : legacyName(register.slice(1), width);
}

/** Names a part of one of the eight registers that 16-bit processors had; `stem` is `ax`, `si`, … */
function legacyName(stem: string, width: Width): string {
  switch (width) {
    case 8:
      return stem.endsWith('x') ? `${stem.charAt(0)}l` : `${stem}l`;
    case 16:
      return stem;
    case 32:
      return `e${stem}`;
    case 64:
      return `r${stem}`;
  }
}
