import { inflateRawSync } from 'node:zlib';

/** The sections of filters that are packed into a report, in order. */
export function unpackedSections(page: string): readonly string[] {
  const chunks = page.matchAll(/<script type="text\/plain" id="[^"]*">([^<]*)<\/script>/g);
  return [...chunks].flatMap(([, data = '']): string[] => {
    const parts: string[][] = JSON.parse(inflateRawSync(Buffer.from(data, 'base64')).toString());
    return (parts[0] ?? []).map((_, index) => parts.map((column) => column[index]).join(''));
  });
}

/** The text of the page's one script that runs. */
export function scriptOf(page: string): string {
  return page.match(/<script>(.*?)<\/script>/s)?.[1] ?? '';
}

/** Elements that have no end tag. */
const VOID = new Set(['meta', 'input', 'hr', 'br', 'img', 'link']);

/**
 * What is wrong with the tags of `markup`: an end tag that does not fit, or elements left open.
 * Empty where all is well.
 */
export function tagErrors(markup: string): readonly string[] {
  const text = markup
    .replace(/<(script|style)\b[^>]*>.*?<\/\1>/gs, '')
    .replace(/^<!DOCTYPE html>/, '');
  const open: string[] = [];
  for (const [, end, name = '', rest = ''] of text.matchAll(/<(\/?)([a-zA-Z][\w:-]*)([^>]*)>/g)) {
    if (end === '/') {
      const expected = open.pop();
      if (expected !== name) {
        return [`</${name}> ends <${expected}>`];
      }
    } else if (!VOID.has(name) && !rest.endsWith('/')) {
      open.push(name);
    }
  }
  return open.map((name) => `<${name}> is left open`);
}

/** The addresses that a page would load something from, or leads to outside of itself. */
export function outsideAddresses(markup: string): readonly string[] {
  const addresses = markup.matchAll(/\b(?:src|href|action|data)="([^"#][^"]*)"|url\(([^)]*)\)/g);
  return [...addresses].map(([whole]) => whole);
}
