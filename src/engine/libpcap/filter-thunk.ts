/** The size of the thunk's instructions in bytes, padding included. */
const THUNK_SIZE = 32;
/** The byte at which the distance to the program stands. */
const PROGRAM_DISTANCE_AT = 0x0a;
/** The byte at which the address of `bpf_filter` stands. */
const CALLEE_AT = 0x10;

/**
 * Makes the x86-64 code of a filter that hands its packet to libpcap's interpreter, so that a batch
 * runs through `bpf_filter` in one call, as it does through other machine code.
 *
 *     filter(packet, wirelen, caplen)  =>  bpf_filter(program, packet, wirelen, caplen)
 *
 * The program follows the instructions, 32 bytes in. The jump leaves the stack as the caller aligned
 * it, and `bpf_filter` returns to the caller.
 *
 * @param program an array of `struct bpf_insn`.
 */
export function filterThunk(program: Uint8Array, bpfFilterAddress: bigint): Uint8Array {
  // biome-ignore format: one instruction a line
  const instructions = [
    0x89, 0xd1,                               // 00 mov ecx, edx            caplen
    0x89, 0xf2,                               // 02 mov edx, esi            wirelen
    0x48, 0x89, 0xfe,                         // 04 mov rsi, rdi            packet
    0x48, 0x8d, 0x3d, 0, 0, 0, 0,             // 07 lea rdi, [rip + …]      program
    0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0,       // 0e mov rax, bpf_filter
    0xff, 0xe0,                               // 18 jmp rax
  ];
  const code = new Uint8Array(THUNK_SIZE + program.length);
  code.set(instructions);
  code.set(program, THUNK_SIZE);
  const view = new DataView(code.buffer);
  view.setInt32(PROGRAM_DISTANCE_AT, THUNK_SIZE - (PROGRAM_DISTANCE_AT + 4), true);
  view.setBigUint64(CALLEE_AT, bpfFilterAddress, true);
  return code;
}
