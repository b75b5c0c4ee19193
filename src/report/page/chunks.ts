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
const CHUNK_LENGTH = 1_000_000;

/**
 * Packs texts that resemble each other. Each text comes in parts, the same number for all, and what
 * resembles most are the parts of one index. A chunk is a JSON list of lists of equal parts, deflated
 * and in base64, so that equal parts are near each other. `prefix` names the elements.
 */
export function packTexts(texts: readonly (readonly string[])[], prefix: string): PackedTexts {
  const places: ChunkPlace[] = [];
  const chunks: (readonly string[])[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const parts of texts) {
    const own = parts.reduce((sum, part) => sum + part.length, 0);
    if (length + own > CHUNK_LENGTH) {
      chunks.push([]);
      length = 0;
    }
    length += own;
    const chunk = chunks.at(-1) ?? [];
    places.push({ chunk: `${prefix}${chunks.length - 1}`, part: chunk.length });
    chunk.push(parts);
  }
  const elements = chunks.map(
    (chunk, index) =>
      html`<script type="text/plain" id="${prefix}${index}">${trusted(pack(JSON.stringify(transpose(chunk))))}</script>\n`,
  );
  return { places, markup: html`${elements}` };
}

const pack = (text: string): string => deflateRawSync(text, { level: 9 }).toString('base64');

const transpose = (rows: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? ''));
