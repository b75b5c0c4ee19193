import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StageRecorder } from '../../src/artifact/stages.ts';
import { type CompileOptions, compile } from '../../src/compiler/compile.ts';
import { renderCfgHtml } from '../../src/report/cfg-page.ts';
import {
  addressOf,
  excessWidth,
  hasChromium,
  LOOKS,
  launch,
  NOTEBOOK,
  open,
  REASON,
  violations,
} from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  if (hasChromium) {
    browser = await launch();
  }
});
afterAll(() => browser?.close());

/** The page about the compilation of `expression`. */
function pageOf(expression: string): Promise<string> {
  const recorder = new StageRecorder({ graphs: 'all', maxBlocks: 20_000 });
  const { filter } = compile(expression, recorder.watch<CompileOptions>({}));
  return renderCfgHtml({ title: expression, staged: recorder.finish(filter), deadline: 30_000 });
}

const hosts = (count: number): string =>
  Array.from(
    { length: count },
    (_, index) => `host 10.${index % 7}.${index >> 8}.${index & 255}`,
  ).join(' or ');

/** For each drawing, whether its entry block is in sight. */
const entriesInSight = (page: Page): Promise<readonly boolean[]> =>
  page.evaluate(
    "[...document.querySelectorAll('.viewport')].map((view) => { const box = view.querySelector('[data-block]').getBoundingClientRect(); const frame = view.getBoundingClientRect(); return box.left >= frame.left - 1 && box.right <= frame.right + 1 && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1; })",
  );

/** Of many kinds of blocks, which are drawn one by one. */
const MIXED =
  '(tcp port 80 or udp port 53 or icmp) and (host 10.0.0.1 or net 192.168.0.0/16) and not (ip6 or rarp) and len > 100';

describe.skipIf(!hasChromium)(`the page of a control-flow graph in a browser${REASON}`, () => {
  test.each(LOOKS)('is accessible and no wider than $width pixels, $colorScheme', async (look) => {
    const address = addressOf(await pageOf('host 10.0.0.1 and tcp port (80 or 443)'));
    const { page, errors } = await open(browser, address, look);
    expect(await excessWidth(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test.each([100, 1_000])(
    '%i hosts: every stage is drawn and opens on its entry',
    async (count) => {
      const html = await pageOf(hosts(count));
      expect(html).not.toContain('No drawing');
      const { page } = await open(browser, addressOf(html), NOTEBOOK);
      const seen = await entriesInSight(page);
      expect(seen.length).toBeGreaterThan(3);
      expect(seen).toEqual(seen.map(() => true));
      expect(await violations(page)).toEqual([]);
      await page.context().close();
    },
  );

  test('like blocks are one, which shows them all', async () => {
    const { page } = await open(browser, addressOf(await pageOf(hosts(100))), NOTEBOOK);
    await page.locator('.many .show').first().click();
    const text = (await page.locator('dialog pre').textContent()) ?? '';
    expect(text).toMatch(/br eq v\d+, 10\.0\.0\.0\n/);
    expect(text).toContain('10.1.0.99');
    expect(text.match(/^b\d+:$/gm)?.length).toBeGreaterThan(800);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog').count()).toBe(0);
    await page.context().close();
  });

  test('a search goes from block to block, and the map shows where', async () => {
    const { page } = await open(browser, addressOf(await pageOf(MIXED)), NOTEBOOK);
    const first = page.locator('figure').first();
    await expect.poll(() => first.locator('.minimap').isVisible()).toBe(true);
    await first.locator('input[type=search]').fill('rarp');
    expect(await first.locator('[role=status]').textContent()).toMatch(/^1 of \d+$/);
    const before = await first.locator('.viewport').evaluate(({ scrollTop }) => scrollTop);
    await page.keyboard.press('Enter');
    expect(await first.locator('[role=status]').textContent()).toMatch(/^2 of \d+$/);
    expect(await first.locator('.viewport').evaluate(({ scrollTop }) => scrollTop)).not.toBe(
      before,
    );
    expect(await first.locator('.current').count()).toBe(1);
    await page.context().close();
  });
});
