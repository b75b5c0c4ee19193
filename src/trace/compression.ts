/** A way in which files are made smaller, by the bytes that such a file begins with. */
export interface Compression {
  readonly name: string;
  /** The program whose `-dc` undoes it. */
  readonly program: string;
  readonly magic: readonly number[];
}

/** The only one that is undone on the fly: RFC 1952. */
export const GZIP: Compression = { name: 'gzip', program: 'gzip', magic: [0x1f, 0x8b] };

/** Source: the formats' own descriptions; at most 4 bytes of each magic tell them apart. */
const COMPRESSIONS: readonly Compression[] = [
  GZIP,
  { name: 'xz', program: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58] },
  { name: 'bzip2', program: 'bzip2', magic: [0x42, 0x5a, 0x68] },
  { name: 'zstd', program: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'lz4', program: 'lz4', magic: [0x04, 0x22, 0x4d, 0x18] },
];

/** How the file that begins with `start` is compressed; `null` for not at all. */
export function compressionOf(start: Uint8Array): Compression | null {
  return (
    COMPRESSIONS.find(({ magic }) => magic.every((byte, index) => start[index] === byte)) ?? null
  );
}
