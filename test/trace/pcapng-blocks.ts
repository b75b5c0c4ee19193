/** Builds pcapng blocks field by field, apart from the encoder, to test the decoder with. */

/** One field of a block: its width in bits, and its value. */
export type Field = readonly [8 | 16 | 32, number] | Uint8Array;

/** A block of `type` in the given byte order, with its body padded to a multiple of 4. */
export function block(type: number, fields: readonly Field[], little = true): Uint8Array {
  const body: number[] = fields.flatMap((field) =>
    field instanceof Uint8Array ? [...field] : bytesOf(field[1], field[0] / 8, little),
  );
  while (body.length % 4 !== 0) {
    body.push(0);
  }
  const length = bytesOf(body.length + 12, 4, little);
  return Uint8Array.from([...bytesOf(type, 4, little), ...length, ...body, ...length]);
}

/** A section header block. */
export function section(little = true, major = 1): Uint8Array {
  const unknown: readonly Field[] = [
    [32, 0xffffffff],
    [32, 0xffffffff],
  ];
  return block(0x0a0d0d0a, [[32, 0x1a2b3c4d], [16, major], [16, 0], ...unknown], little);
}

/** An interface description block; `options` are its raw option fields. */
export function interfaceBlock(
  linktype: number,
  snaplen = 0,
  options: readonly Field[] = [],
  little = true,
): Uint8Array {
  return block(1, [[16, linktype], [16, 0], [32, snaplen], ...options], little);
}

/** An enhanced packet block. */
export function packetBlock(
  interfaceId: number,
  time: bigint,
  bytes: Uint8Array,
  little = true,
): Uint8Array {
  const fields: readonly Field[] = [
    [32, interfaceId],
    [32, Number(time >> 32n)],
    [32, Number(time & 0xffff_ffffn)],
    [32, bytes.length],
    [32, bytes.length],
    bytes,
  ];
  return block(6, fields, little);
}

function bytesOf(value: number, width: number, little: boolean): number[] {
  const bytes = Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** index) % 256);
  return little ? bytes : bytes.reverse();
}
