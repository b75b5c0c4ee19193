import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentResults } from '../../src/artifact/results/results.ts';
import { ablationTable, withoutAblation } from '../../src/report/data/ablation-table.ts';
import { packTexts } from '../../src/report/page/chunks.ts';
import { renderMarkdown } from '../../src/report/render-markdown.ts';
import { renderReport } from '../../src/report/render-report.ts';
import { outsideAddresses, scriptOf, tagErrors, unpackedSections } from './page-text.ts';
import { SAMPLE_FILTERS, sampleResults } from './sample-results.ts';

const CHROMIUM = '/usr/bin/chromium';
const results = sampleResults();
let page = '';
let sections: readonly string[] = [];

beforeAll(async () => {
  page = await renderReport([results]);
  sections = unpackedSections(page);
});

const section = (index: number): string => sections[index] ?? '';

describe('the page', () => {
  test('is well-formed, and so is every section', () => {
    expect(tagErrors(page)).toEqual([]);
    expect(sections.flatMap(tagErrors)).toEqual([]);
    expect(sections).toHaveLength(SAMPLE_FILTERS.length);
  });

  test('loads nothing and leads nowhere else', () => {
    expect([page, ...sections].flatMap(outsideAddresses)).toEqual([]);
  });

  test('has ids that are unique, and every link leads to one', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...page.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((link) => !ids.includes(link))).toEqual([]);
  });

  test('lets no script run but its own, which parses', () => {
    const script = scriptOf(page);
    const hash = createHash('sha256').update(script).digest('base64');
    expect(page).toContain(`script-src &#39;sha256-${hash}&#39;`);
    expect(() => new Function(script)).not.toThrow();
  });

  test('escapes expressions', () => {
    const text = [page, ...sections].join('');
    expect(text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('<img');
  });

  test('is small', () => {
    expect(page.length).toBeLessThan(120_000);
  });

  test('has four charts with titles and axes', () => {
    expect(page.match(/<svg [^>]*class="chart"/g)).toHaveLength(4);
    expect(page.match(/<figcaption><b>[^<]+<\/b>/g)).toHaveLength(4);
    for (const label of ['libpcap -O: instructions a packet', 'nanoseconds a packet', 'filters']) {
      expect(page).toMatch(new RegExp(`class="axis-label"[^>]*>${label}<`));
    }
  });

  test('names the unsoundness of the peer, and nothing wrong of ours', () => {
    expect(page).toContain('gave the same verdict on every packet: that of O0');
    expect(page).toContain('libpcap -O gives other verdicts for 1 filter<');
    expect(page).toContain('Its optimizer is known to be unsound');
  });

  test('names what is wrong of ours', async () => {
    const wrong = results.findings.map((finding) => ({
      ...finding,
      pipeline: 'O2',
      peer: false,
    }));
    const text = await renderReport([{ ...results, findings: wrong }], { maxBlocks: 0 });
    expect(text).toContain('1 filter of bpfopt got other verdicts than by O0');
    expect(text).toMatch(/<b class="worse">1<\/b><span>wrong filter,/);
  });
});

describe('the section of a filter', () => {
  test('shows its graph before and after, what passes did, and its code', () => {
    const tcpPort80 = section(1);
    expect(tcpPort80.match(/<svg class="cfg"/g)).toHaveLength(2);
    expect(tcpPort80).toMatch(/<b>gvn<\/b>/);
    expect(tcpPort80).toMatch(/<span class="removed">- {3}v\d+ = load\.2 \[12\]/);
    expect(tcpPort80).toMatch(/\(000\) ldh {6}\[12\]/);
    expect(tcpPort80).toMatch(/movzx/);
    expect(tcpPort80).toContain('filter @');
  });

  test('says how to get the code', () => {
    expect(section(1)).toContain('bpfopt compile -O2 &#39;tcp port 80&#39;');
  });

  test('tells the error where there is no code', () => {
    expect(section(5)).toContain('O2 makes no code of it');
    expect(section(5)).toContain('(FILTER_SYNTAX)');
  });
});

test('graphs above the limit are named and left out', async () => {
  const short = await renderReport([results], { maxBlocks: 3 });
  const [ip = '', tcpPort80 = ''] = unpackedSections(short);
  expect(ip).toContain('<svg class="cfg"');
  expect(tcpPort80).toMatch(/it has \d+ blocks, too many to draw/);
});

test('no drawing is missing', () => {
  const sections = unpackedSections(page);
  const drawn = sections.filter((section) => section.includes('<svg class="cfg"'));
  expect(drawn.length).toBe(results.filters.filter(({ group }) => group !== 'odd').length);
  expect(sections.join('')).not.toContain('No drawing');
});

test('several results make one report with ids of their own', async () => {
  const both = await renderReport([results, { ...results, name: 'again' }], { maxBlocks: 0 });
  expect(both).toContain('Runs compared');
  const ids = [...both.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('run2-everyday-0');
  expect(tagErrors(both)).toEqual([]);
});

test('results without any code make a report that says so', async () => {
  const none = {
    ...results,
    filters: results.filters.filter(({ group }) => group === 'odd'),
  };
  expect(await renderReport([none])).toContain('No pipeline made code for any filter');
  expect(renderMarkdown(none)).toContain('No pipeline made code for any filter');
});

test('texts are packed into chunks and found again', () => {
  const texts = [
    ['a', ''],
    ['b'.repeat(600_000), 'x'],
    ['', 'c'.repeat(600_000)],
    ['</script>', 'é'],
  ];
  const { places, markup } = packTexts(texts, 'x-');
  expect(places).toEqual([
    { chunk: 'x-0', part: 0 },
    { chunk: 'x-0', part: 1 },
    { chunk: 'x-1', part: 0 },
    { chunk: 'x-1', part: 1 },
  ]);
  expect(unpackedSections(markup.text)).toEqual(texts.map((parts) => parts.join('')));
});

test('the summary in Markdown', async () => {
  await expect(renderMarkdown(results)).toMatchFileSnapshot('goldens/summary.md');
});

/** The page as it is after its script ran, with `fragment` in its address. */
function inBrowser(text: string, fragment: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'bpfopt-report-'));
  try {
    const file = path.join(directory, 'report.html');
    writeFileSync(file, text);
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--dump-dom'];
    return execFileSync(
      CHROMIUM,
      [
        ...flags,
        '--virtual-time-budget=3000',
        `--user-data-dir=${directory}`,
        `file://${file}#${fragment}`,
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 50_000 },
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test.skipIf(!existsSync(CHROMIUM))(
  `a browser unpacks the section that the address names (needs ${CHROMIUM})`,
  () => {
    const dom = inBrowser(page, 'everyday-1');
    const opened = dom.match(/<details [^>]*id="everyday-1".*?<\/details>\n/s)?.[0] ?? '';
    expect(opened).toMatch(/^<details [^>]*open=""/);
    expect(opened).toMatch(/<tspan data-value="v0"[^>]*>v0<\/tspan>/);
    expect(opened).toContain('class="zoom"');
    expect(dom).toContain('6 filters');
  },
);

test('what each pass is worth stands in both reports, and nowhere among the pipelines', async () => {
  const [o0, o2, ...peers] = results.pipelines;
  const part = { name: 'O2 without dead-code', text: '', texts: {}, peer: false };
  const ablated: ExperimentResults = {
    ...results,
    pipelines: [o0, o2, { ...part, ablation: { of: 'O2', without: 'dead-code' } }, ...peers].filter(
      (one) => one !== undefined,
    ),
    filters: results.filters.map((filter) => ({
      ...filter,
      variants: filter.variants.flatMap((variant) =>
        variant.pipeline === 'O0' ? [variant, { ...variant, pipeline: part.name }] : [variant],
      ),
    })),
  };
  const row = ablationTable(ablated)?.rows[0];
  // The sample's O0 executes 1.4 for each 0.9 of its O2.
  expect(row).toMatchObject({ without: 'dead-code', more: row?.filters, less: 0 });
  expect(row?.executed).toBeCloseTo(1.4 / 0.9, 1);
  expect(ablationTable(results)).toBe(null);
  expect(withoutAblation(ablated)).toEqual(results);
  const markdown = renderMarkdown(ablated);
  expect(markdown).toMatch(/^\| dead-code \| \+5\d\.\d % /m);
  expect(markdown.startsWith(renderMarkdown(results).slice(0, 200))).toBe(true);
  const html = await renderReport([ablated]);
  expect(html).toContain('What each pass is worth');
  expect(page).not.toContain('What each pass is worth');
});
