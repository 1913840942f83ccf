import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Chromium as the system has it; its tests fail where there is none, so that nobody takes a page for
 * tested that was not.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error(
      `these tests need Chromium, and there is none in ${PLACES.join(', ')}: apt-get install -y chromium`,
    );
  return await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** A page in a browser, and what went wrong in it. */
export interface Opened {
  readonly page: Page;
  /** Messages of the console, errors, and requests beyond the file itself. */
  readonly complaints: string[];
}

/** Opens a page from disk, as a user does. */
export async function openPage(
  browser: Browser,
  html: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-report-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  onTestFinished(async () => {
    await context.close();
    rmSync(folder, { recursive: true });
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const url = pathToFileURL(file).href;
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('blob:'))
      complaints.push(`request: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  return { page, complaints };
}

/** What axe finds wrong, with where; the policy of the page forbids scripts, a tool may pass it by. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { violations: found } = await Reflect.get(globalThis, 'axe').run();
    return found.map(
      ({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
        `${id}: ${nodes[0]?.html.slice(0, 200) ?? ''}`,
    );
  });
}
