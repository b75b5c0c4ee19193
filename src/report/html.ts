/** Text that is markup already and goes into a page as it is. Made by {@link html} and {@link trusted}. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template may hold: text is escaped, markup is not, lists are joined, `null` is nothing. */
export type Part = string | number | Markup | null | readonly Part[];

/** Builds markup from a template. Whatever is put in is escaped unless it is {@link Markup}. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const pieces = strings.map((piece, index) => piece + render(parts[index] ?? null));
  return new Markup(pieces.join(''));
}

/** `text` as markup. For text that this program wrote itself: drawings, styles. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

/** `text` with the characters that mean something in XML and HTML escaped. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function render(part: Part): string {
  if (part === null) {
    return '';
  }
  if (part instanceof Markup) {
    return part.text;
  }
  return typeof part === 'object' ? part.map(render).join('') : escapeXml(`${part}`);
}
