import { expect, test } from 'vitest';
import { html, trusted } from '../../src/report/html.ts';
import {
  formatBytes,
  formatCount,
  formatMilliseconds,
  formatNumber,
  formatRatio,
} from '../../src/report/number-format.ts';

test('a template escapes text, keeps markup, joins lists and leaves out null', () => {
  const bold = html`<b>${'<&>"\''}</b>`;
  expect(html`<p title="${'"x'}">${bold}${null}${[bold, 'a<', 3]}</p>${trusted('<hr>')}`.text).toBe(
    '<p title="&quot;x"><b>&lt;&amp;&gt;&quot;&#39;</b><b>&lt;&amp;&gt;&quot;&#39;</b>a&lt;3</p><hr>',
  );
});

test.each([
  [formatRatio(1), '1.00×'],
  [formatRatio(0.9349), '0.93×'],
  [formatRatio(1234.5), '1,235×'],
  [formatRatio(null), '–'],
  [formatNumber(7), '7'],
  [formatNumber(7.257), '7.26'],
  [formatNumber(1234567), '1,234,567'],
  [formatMilliseconds(0.0421), '42.1 µs'],
  [formatMilliseconds(2500), '2.50 s'],
  [formatBytes(712), '712 B'],
  [formatBytes(1_234_567), '1.23 MB'],
  [formatCount(1, 'pass'), '1 pass'],
  [formatCount(1200, 'pass'), '1,200 passes'],
  [formatCount(2, 'filter'), '2 filters'],
])('a number is written %s', (actual, expected) => {
  expect(actual).toBe(expected);
});
