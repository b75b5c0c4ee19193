import { deflateRawSync } from 'node:zlib';
import { html, type Markup, trusted } from '../html.ts';

/** Where a packed text is: the element, and the index in its list. */
export interface ChunkPlace {
  readonly chunk: string;
  readonly part: number;
}

/** Texts packed into elements of a page, to be unpacked there when they are wanted. */
export interface PackedTexts {
  /** The place of each text, in order. */
  readonly places: readonly ChunkPlace[];
  /** The elements. */
  readonly markup: Markup;
}

/** How much text goes into one element: little enough to unpack in a blink. */
const CHUNK_LENGTH = 400_000;

/**
 * Packs texts that resemble each other: each chunk is a JSON list, deflated and in base64. `prefix`
 * names the elements.
 */
export function packTexts(texts: readonly string[], prefix: string): PackedTexts {
  const places: ChunkPlace[] = [];
  const chunks: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    if (length + text.length > CHUNK_LENGTH) {
      chunks.push([]);
      length = 0;
    }
    length += text.length;
    const chunk = chunks.at(-1) ?? [];
    places.push({ chunk: `${prefix}${chunks.length - 1}`, part: chunk.length });
    chunk.push(text);
  }
  const elements = chunks.map(
    (chunk, index) =>
      html`<script type="text/plain" id="${prefix}${index}">${trusted(pack(JSON.stringify(chunk)))}</script>\n`,
  );
  return { places, markup: html`${elements}` };
}

/** How many characters of a page `text` takes once packed. */
export function packedLength(text: string): number {
  return pack(text).length;
}

const pack = (text: string): string => deflateRawSync(text, { level: 9 }).toString('base64');
