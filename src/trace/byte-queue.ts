/**
 * The bytes of a file as they come in, in chunks of any size, read from the front.
 *
 * What is asked for is copied only where it spans chunks, and once then: reading a file costs time
 * linear in its size whatever its chunks are, and holds little more than what was last asked for.
 */
export class ByteQueue {
  #window: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#window.buffer);
  #at = 0;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  /** Bytes to drop from what comes in next. */
  #debt = 0;
  #offset = 0;

  /** The byte offset in the file of the first unread byte, counted from 0. */
  get offset(): number {
    return this.#offset;
  }

  /** The number of bytes that are here and unread. */
  get available(): number {
    return this.#window.length - this.#at + this.#pendingBytes;
  }

  /** Whether bytes were skipped that have not come in. */
  get owesBytes(): boolean {
    return this.#debt > 0;
  }

  /** Adds `chunk` at the end. It is not copied, so it must not change while it is unread. */
  push(chunk: Uint8Array): void {
    const dropped = Math.min(this.#debt, chunk.length);
    this.#debt -= dropped;
    if (dropped < chunk.length) {
      this.#pending.push(chunk.subarray(dropped));
      this.#pendingBytes += chunk.length - dropped;
    }
  }

  /** Whether `count` bytes are here to be read. */
  has(count: number): boolean {
    if (this.#window.length - this.#at >= count) {
      return true;
    }
    if (this.available < count) {
      return false;
    }
    this.#refill();
    return true;
  }

  /** The u8 at `index` from the front. {@link has} must have answered for it, as for all below. */
  u8(index: number): number {
    return this.#view.getUint8(this.#at + index);
  }

  /** The u16 at `index` from the front. */
  u16(index: number, littleEndian: boolean): number {
    return this.#view.getUint16(this.#at + index, littleEndian);
  }

  /** The u32 at `index` from the front. */
  u32(index: number, littleEndian: boolean): number {
    return this.#view.getUint32(this.#at + index, littleEndian);
  }

  /** The bytes from `start` up to `end`, counted from the front; a view, not a copy. */
  bytes(start: number, end: number): Uint8Array {
    return this.#window.subarray(this.#at + start, this.#at + end);
  }

  /** Drops `count` bytes from the front, those still to come included. */
  skip(count: number): void {
    const here = Math.min(count, this.available);
    if (this.has(here)) {
      this.#at += here;
    }
    this.#debt += count - here;
    this.#offset += count;
  }

  /** Moves all that is unread into one window. */
  #refill(): void {
    const rest = this.#window.subarray(this.#at);
    const [first] = this.#pending;
    if (rest.length === 0 && this.#pending.length === 1 && first !== undefined) {
      this.#window = first;
    } else {
      this.#window = concatenate([rest, ...this.#pending]);
    }
    this.#view = new DataView(
      this.#window.buffer,
      this.#window.byteOffset,
      this.#window.byteLength,
    );
    this.#at = 0;
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}

/** Copies `parts` into one array, in order. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
