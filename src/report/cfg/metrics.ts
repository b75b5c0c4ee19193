import type { SceneNode } from './scene.ts';

/** The sizes of a drawing's parts, in SVG user units. */
export const FONT_SIZE = 11;
export const LABEL_FONT_SIZE = 9.5;
export const LINE_HEIGHT = 15;
export const HEADER_HEIGHT = 18;
export const PADDING = 7;

/** The width of one character of the monospaced font. */
const CHARACTER_WIDTH = 6.65;

const PILL_HEIGHT = 18;
const LABEL_HEIGHT = 12;

/** How far below the top of its room a label's base line is. */
export const LABEL_BASE = 9;

/** How much room `node` takes. */
export function sizeOf(node: SceneNode): { readonly width: number; readonly height: number } {
  if (node.kind === 'pill') {
    return { width: textWidth(node.title) + 2 * PADDING, height: PILL_HEIGHT };
  }
  const longest = Math.max(
    node.title.length + 1,
    node.minColumns,
    ...node.lines.map(({ text }) => text.length),
  );
  const body = node.lines.length === 0 ? 0 : node.lines.length * LINE_HEIGHT + PADDING;
  return {
    width: Math.ceil(longest * CHARACTER_WIDTH + 2 * PADDING),
    height: HEADER_HEIGHT + body,
  };
}

/** How much room the text on an edge takes. */
export function labelSize(label: string): { readonly width: number; readonly height: number } {
  const width = label.length * CHARACTER_WIDTH * (LABEL_FONT_SIZE / FONT_SIZE);
  return { width: Math.ceil(width), height: LABEL_HEIGHT };
}

/** The width of `text` in the drawing's font. */
function textWidth(text: string): number {
  return Math.ceil(text.length * CHARACTER_WIDTH);
}
