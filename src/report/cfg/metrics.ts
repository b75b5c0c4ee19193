import type { SceneNode } from './scene.ts';

/** The sizes of a drawing's parts, in SVG user units. */
export const FONT_SIZE = 11;
export const LINE_HEIGHT = 15;
export const HEADER_HEIGHT = 18;
export const PADDING = 7;

/** The width of one character of the monospaced font. */
const CHARACTER_WIDTH = 6.65;

const PILL_HEIGHT = 18;

/** How much room `node` takes. */
export function sizeOf(node: SceneNode): { readonly width: number; readonly height: number } {
  if (node.kind === 'pill') {
    return { width: textWidth(node.title) + 2 * PADDING, height: PILL_HEIGHT };
  }
  const longest = Math.max(node.title.length + 1, ...node.lines.map(({ text }) => text.length));
  const body = node.lines.length === 0 ? 0 : node.lines.length * LINE_HEIGHT + PADDING;
  return {
    width: Math.ceil(longest * CHARACTER_WIDTH + 2 * PADDING),
    height: HEADER_HEIGHT + body,
  };
}

/** The width of `text` in the drawing's font. */
export function textWidth(text: string): number {
  return Math.ceil(text.length * CHARACTER_WIDTH);
}
