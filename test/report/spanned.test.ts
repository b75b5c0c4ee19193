import { describe, expect, test } from 'vitest';
import { spannedExpression, spannedLines } from '../../src/report/filter/spanned.ts';
import { html } from '../../src/report/html.ts';

/** The markup with pieces in brackets, each behind its span. */
const brief = (markup: string): string =>
  markup
    .replaceAll(/<span class="at"[^>]* data-span="([\d-]+)"[^>]*>([^<]*)<\/span>/g, '$1[$2]')
    .replaceAll(/<[^>]*>/g, '');

describe('an expression', () => {
  test.each([
    ['tcp port 80', ['9-11'], '9-11[tcp port 80]'],
    [
      'host a and not (tcp port 80 or 443) or icmp',
      ['5-6\n\n25-27', '31-34', '39-43'],
      '5-6[host a] and not (25-27[tcp port 80] or 31-34[443]) or 39-43[icmp]',
    ],
    ['port 80 or 443', ['5-14', '5-7', '11-14'], '5-7[port 80] or 11-14[443]'],
    ['!ip && ip[8] > 5', ['1-3', '7-16'], '!1-3[ip] &amp;&amp; 7-16[ip[8] &gt; 5]'],
    ['tcp', [undefined, ''], 'tcp'],
    ['tcp', ['0-99'], 'tcp'],
  ])('%s', (expression, spans, expected) => {
    expect(brief(spannedExpression(expression, spans).text)).toBe(expected);
  });
});

describe('lines', () => {
  test('name what they define, or the block that they end', () => {
    const text = 'filter @x {\nb0:\n  v1 = load.1 [9]\n  branch v1, b1, b2\n}\n';
    const marked = html`${spannedLines(text, '\n\n0-3\n4-7\n\n')}`.text;
    expect(marked).toBe(
      'filter @x {\nb0:\n<span class="at" data-span="0-3" data-of="v1">  v1 = load.1 [9]</span>\n' +
        '<span class="at" data-span="4-7" data-of="b0">  branch v1, b1, b2</span>\n}\n',
    );
  });

  test('are as they were where nothing is known', () => {
    expect(spannedLines('a\nb', undefined)).toBe('a\nb');
    expect(html`${spannedLines('a\nb', '\n')}`.text).toBe('a\nb');
  });
});
