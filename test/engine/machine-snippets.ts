/**
 * Filters in x86-64 machine code, assembled by hand: `rdi` is the packet, `esi` the wire length,
 * `edx` the captured length, and `eax` the verdict.
 */

/** `mov eax, -1 ; ret` */
export const ACCEPT_ALL: Uint8Array = Uint8Array.of(0xb8, 0xff, 0xff, 0xff, 0xff, 0xc3);

/** `mov eax, edx ; ret` */
export const RETURN_CAPLEN: Uint8Array = Uint8Array.of(0x89, 0xd0, 0xc3);

/** `mov eax, esi ; ret` */
export const RETURN_WIRELEN: Uint8Array = Uint8Array.of(0x89, 0xf0, 0xc3);

/** `mov eax, esi ; sub eax, edx ; ret` */
export const LENGTHS_DIFFERENCE: Uint8Array = Uint8Array.of(0x89, 0xf0, 0x29, 0xd0, 0xc3);

/** `movzx eax, byte [rdi] ; ret` */
export const FIRST_BYTE: Uint8Array = Uint8Array.of(0x0f, 0xb6, 0x07, 0xc3);

/** `mov edx, edx ; movzx eax, byte [rdi + rdx - 1] ; ret`: the last byte that may be read. */
export const LAST_BYTE: Uint8Array = Uint8Array.of(0x89, 0xd2, 0x0f, 0xb6, 0x44, 0x17, 0xff, 0xc3);

/** `mov edx, edx ; movzx eax, byte [rdi + rdx] ; ret`: one byte too far. */
export const BYTE_PAST_END: Uint8Array = Uint8Array.of(0x89, 0xd2, 0x0f, 0xb6, 0x04, 0x17, 0xc3);

/** `mov eax, esp ; and eax, 15 ; ret`: where the stack stands in its 16 bytes. */
export const STACK_ALIGNMENT: Uint8Array = Uint8Array.of(0x89, 0xe0, 0x83, 0xe0, 0x0f, 0xc3);

/** `xor edi, edi ; movzx eax, byte [rdi] ; ret`: a read of address 0. */
export const NULL_READ: Uint8Array = Uint8Array.of(0x31, 0xff, 0x0f, 0xb6, 0x07, 0xc3);

/** `ud2` */
export const ILLEGAL: Uint8Array = Uint8Array.of(0x0f, 0x0b);

/** `jmp $` */
export const ENDLESS: Uint8Array = Uint8Array.of(0xeb, 0xfe);

/** Sets each register that a callee may destroy to `eax` = 0xdeadbeef, and returns it. */
// biome-ignore format: one instruction a line
export const CLOBBER_ARGUMENTS: Uint8Array = Uint8Array.of(
  0xb8, 0xef, 0xbe, 0xad, 0xde, // mov eax, 0xdeadbeef
  0x48, 0x89, 0xc1,             // mov rcx, rax
  0x48, 0x89, 0xc2,             // mov rdx, rax
  0x48, 0x89, 0xc6,             // mov rsi, rax
  0x48, 0x89, 0xc7,             // mov rdi, rax
  0x49, 0x89, 0xc0,             // mov r8, rax
  0x49, 0x89, 0xc1,             // mov r9, rax
  0x49, 0x89, 0xc2,             // mov r10, rax
  0x49, 0x89, 0xc3,             // mov r11, rax
  0xc3,                         // ret
);
