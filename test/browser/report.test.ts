import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderReport } from '../../src/report/render-report.ts';
import { sampleResults } from '../report/sample-results.ts';
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
let address: string;
beforeAll(async () => {
  if (hasChromium) {
    browser = await launch();
    address = addressOf(await renderReport([sampleResults()]));
  }
});
afterAll(() => browser?.close());

describe.skipIf(!hasChromium)(`a report in a browser${REASON}`, () => {
  test.each(LOOKS)('is accessible and no wider than $width pixels, $colorScheme', async (look) => {
    const { page, errors } = await open(browser, address, look);
    expect(await excessWidth(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
    await page.locator('details.filter').first().locator('summary').first().click();
    await page.locator('.viewport.ready').first().waitFor();
    await page.evaluate(
      "for (const one of document.querySelectorAll('.body details')) { one.open = true; }",
    );
    expect(await excessWidth(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('names in its address what is open and followed, and opens so again', async () => {
    const { page } = await open(browser, address, NOTEBOOK);
    const first = page.locator('details.filter').first();
    const id = (await first.getAttribute('id')) ?? '';
    await first.locator('summary').first().click();
    await expect.poll(() => page.url()).toContain(`#${id}`);
    await first.locator('.cfg [data-value=v0][role=button]').first().click();
    await first.locator('.cfg [data-block=b0][role=button]').first().click();
    expect(decodeURIComponent(page.url())).toContain(`#${id}~v0,b0`);

    const again = await open(browser, page.url(), NOTEBOOK);
    await again.page.locator('.hit').first().waitFor();
    const colors = await again.page
      .locator('.cfg .hit[role=button]')
      .evaluateAll((places) => [...new Set(places.map(({ classList }) => classList[1]))]);
    expect(new Set(colors)).toEqual(new Set(['hit-0', 'hit-1']));
    await again.page.keyboard.press('Escape');
    expect(await again.page.locator('.hit').count()).toBe(0);
    expect(again.page.url()).not.toContain('~');
    await Promise.all([page.context().close(), again.page.context().close()]);
  });

  test('lets the keyboard follow names: arrows lead from one to the next, Enter follows', async () => {
    const { page } = await open(browser, address, NOTEBOOK);
    await page.locator('details.filter').first().locator('summary').first().click();
    const graph = page.locator('.cfg').first();
    await graph.locator('[role=button][tabindex="0"]').first().focus();
    await page.keyboard.press('ArrowRight');
    const name = await page.evaluate('document.activeElement.textContent');
    expect(name).toBe('v0');
    await page.keyboard.press('Enter');
    expect(await graph.locator('[data-value=v0].hit').count()).toBeGreaterThan(1);
    expect(await page.evaluate('document.activeElement.getAttribute("aria-pressed")')).toBe('true');
    expect(await page.locator('#status').textContent()).toMatch(/^v0 highlighted in \d+ places$/);
    await page.context().close();
  });
});

describe.skipIf(!hasChromium)(`listings and print${REASON}`, () => {
  test('light what a piece of the expression became, and back', async () => {
    const { page } = await open(browser, address, NOTEBOOK);
    const first = page.locator('details.filter').first();
    await first.locator('summary').first().click();
    await page.evaluate(
      "for (const one of document.querySelectorAll('.body details')) { one.open = true; }",
    );
    await first.locator('.expression .at').last().click();
    for (const place of ['pre.code:not(.linked) .at', 'pre.linked .at', '.cfg text']) {
      expect(await first.locator(`${place}.hit`).count(), place).toBeGreaterThan(0);
    }
    await page.keyboard.press('Escape');
    await first.locator('pre.code:not(.linked) .at').first().click();
    expect(await first.locator('.expression .at.hit').count()).toBe(1);
    await page.context().close();
  });

  test('fit an A4 page: nothing is cut', async () => {
    const { page } = await open(browser, address, { ...NOTEBOOK, width: 718, height: 1040 });
    await page.emulateMedia({ media: 'print' });
    const cut = await page.evaluate(
      "[...document.querySelectorAll('table, .chart')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || [...one.querySelectorAll('td,th')].some((cell) => cell.scrollWidth > cell.clientWidth + 1)).map((one) => one.className + ': ' + one.textContent.slice(0, 60))",
    );
    expect(cut).toEqual([]);
    await page.context().close();
  });
});
