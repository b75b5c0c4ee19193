/** Bytes of machine code under construction; grows as needed. */
export class CodeBuffer {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** The number of bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Appends the low byte of `value`. */
  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  /** Appends the low `width` bits of `value`, 8, 16 or 32, lowest byte first. */
  int(value: number, width: number): void {
    for (let bit = 0; bit < width; bit += 8) {
      this.byte(value >> bit);
    }
  }

  /** Appends `value` modulo 2^64 as eight bytes, lowest first. */
  int64(value: bigint): void {
    this.int(Number(BigInt.asIntN(32, value)), 32);
    this.int(Number(BigInt.asIntN(32, value >> 32n)), 32);
  }

  /** Appends `bytes`. */
  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /**
   * Overwrites the displacement that the code so far ends with.
   *
   * @param near whether it has four bytes; else it has one.
   */
  patchJump(displacement: number, near: boolean): void {
    const count = near ? 4 : 1;
    for (let index = 0; index < count; index += 1) {
      this.#bytes[this.#length - count + index] = displacement >> (8 * index);
    }
  }

  /** The bytes from `start` up to `end`; valid until the next write. */
  view(start = 0, end: number = this.#length): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  #reserve(count: number): void {
    if (this.#length + count > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
  }
}
