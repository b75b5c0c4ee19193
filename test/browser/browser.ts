import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian's package has it. */
const CHROMIUM = '/usr/bin/chromium';

export const hasChromium: boolean = existsSync(CHROMIUM);

/** Behind the names of tests. */
export const REASON: string = hasChromium ? '' : ` (skipped: ${CHROMIUM} is absent)`;

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });

/** How a page is looked at. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

/** A phone, a notebook and a large screen, by day and by night. */
export const LOOKS: readonly Look[] = (
  [
    [390, 844],
    [1440, 900],
    [2560, 1440],
  ] as const
).flatMap(([width, height]) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, height, colorScheme })),
);

/** What pages are tried on where the look is not what is asked. */
export const NOTEBOOK: Look = { width: 1440, height: 900, colorScheme: 'light' };

/** Writes a page to a file of a new folder, and yields its address. */
export function addressOf(html: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'bpfopt-page-')), 'page.html');
  writeFileSync(file, html);
  return pathToFileURL(file).href;
}

/** Opens an address; the page's policy lets tests run scripts of theirs, and nothing it says is an error. */
export async function open(
  browser: Browser,
  address: string,
  { width, height, colorScheme }: Look,
): Promise<{ readonly page: Page; readonly errors: readonly string[] }> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    bypassCSP: true,
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(address);
  return { page, errors };
}

/** What axe-core finds against a page as it is now: rule, number of places, the first of them. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { run } = (globalThis as unknown as { axe: Axe }).axe;
    const { violations: found } = await run();
    return found.map(({ id, nodes }) => `${id}, ${nodes.length}: ${nodes[0]?.target.join(' ')}`);
  });
}

type Axe = Pick<typeof axe, 'run'>;

/** How many pixels a page is wider than the screen. */
export const excessWidth = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
