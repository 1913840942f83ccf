import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage } from './browser.ts';
import { makeFailure, makeResult, makeRun } from './records.ts';
import { renderRecords } from './render.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

const RUN = [...makeRun(120), makeFailure(121, 'unknown key "turnz"')];

/** What axe finds wrong, with where; the policy of the page forbids scripts, a tool may pass it by. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { violations: found } = await Reflect.get(globalThis, 'axe').run();
    return found.map(
      ({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
        `${id}: ${nodes[0]?.html.slice(0, 200) ?? ''}`,
    );
  });
}
const cells = (page: Page, column: number): Promise<string[]> =>
  page.locator(`#scenarios tbody tr td:nth-child(${column})`).allTextContents();

test.each(['light', 'dark'] as const)(
  'a %s page is quiet, asks for nothing, and axe finds nothing wrong',
  async (colorScheme) => {
    const { page, complaints } = await openPage(browser, renderRecords(RUN), { colorScheme });
    await page.locator('html.scripted').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  },
);

test('every picture has a place and ink of its own', async () => {
  const { page } = await openPage(browser, renderRecords(RUN));
  const sizes = await page.locator('svg.picture:visible').evaluateAll((pictures) =>
    pictures.map((picture) => ({
      width: picture.getBoundingClientRect().width,
      height: picture.getBoundingClientRect().height,
      shapes: picture.querySelectorAll('path, rect, circle').length,
    })),
  );
  expect(sizes.length).toBeGreaterThan(8);
  for (const { width, height, shapes } of sizes) {
    expect(width).toBeGreaterThan(200);
    expect(height).toBeGreaterThan(30);
    expect(shapes).toBeGreaterThan(2);
  }
});

test('without scripts the page is whole: every panel, every picture, the first rows, and a note', async () => {
  const { page, complaints } = await openPage(browser, renderRecords(RUN), {
    javaScriptEnabled: false,
  });
  expect(await page.locator('section h2').allTextContents()).toEqual([
    'What to read first',
    'What is forecast',
    'Why it moves',
    'Which input matters',
    'Input against outcome',
    'Scenarios',
    'Failures',
    'How this was made',
  ]);
  expect(await page.locator('#scenarios tbody tr').count()).toBe(50);
  expect(await page.locator('.static-only').isVisible()).toBe(true);
  expect(await page.locator('#filter').isVisible()).toBe(false);
  // one scale for all is a choice that needs no script
  expect(await page.locator('.grid.shared').isVisible()).toBe(false);
  await page.getByLabel('One scale for all scenarios').check();
  expect(await page.locator('.grid.shared').isVisible()).toBe(true);
  expect(await page.locator('.grid.own').isVisible()).toBe(false);
  expect(complaints).toEqual([]);
});

test('the keyboard alone sorts, turns pages and walks along the rows', async () => {
  const { page } = await openPage(browser, renderRecords(RUN));
  const heading = page.getByRole('button', { name: 'params.beta' });
  await heading.focus();
  await page.keyboard.press('Enter');
  expect((await cells(page, 5)).map(Number).slice(0, 4)).toEqual([1, 2, 3, 4]);
  await page.keyboard.press('Space');
  expect((await cells(page, 5)).map(Number).slice(0, 4)).toEqual([120, 119, 118, 117]);
  expect(await page.locator('th[aria-sort=descending]').textContent()).toBe('params.beta');
  const focused = (): Promise<string | null | undefined> =>
    page.evaluate(() => document.activeElement?.children[4]?.textContent);
  await page.locator('#scenarios tbody tr').first().focus();
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('119');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('70');
  expect(await page.locator('#page-state').textContent()).toBe('page 2 of 3');
});

test('a filter takes conditions and parts of names, and says what it cannot read', async () => {
  const { page } = await openPage(browser, renderRecords(RUN));
  const filter = page.getByRole('searchbox');
  const state = page.locator('#filter-state');
  await filter.fill('beta > 100 and line < 60');
  const expected = RUN.filter(
    (record) =>
      record.kind === 'result' && Number(record.config.params?.['beta']) > 100 && record.line < 60,
  );
  expect(expected.length).toBeGreaterThan(0);
  expect(await state.textContent()).toBe(`${expected.length} of 120 rows`);
  expect(await cells(page, 1)).toEqual(expected.map(({ id }) => id));
  await filter.fill('s-11');
  expect(await cells(page, 1)).toContain('s-110');
  await filter.fill('gamma > 1');
  expect(await state.textContent()).toBe('no column "gamma"');
  expect(await filter.getAttribute('aria-invalid')).toBe('true');
});

test('the CSV holds every row of the filter and every column, and no formula', async () => {
  const records = [
    makeResult({ id: '=1+1', line: 1 }),
    makeResult({ id: 'a "b", c', line: 2, beta: 2 }),
  ];
  const { page, complaints } = await openPage(browser, renderRecords(records), {
    acceptDownloads: true,
  });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  const lines = readFileSync(await download.path(), 'utf8').split('\r\n');
  expect(lines[0]).toBe(
    'scenario,line,status,action,params.beta,level@4,level.q0.1@4,level.q0.9@4,p_flood,confidence,trust_label,warnings',
  );
  expect(lines[1]).toMatch(/^'=1\+1,1,complete,Unverified,1,5,/);
  expect(lines[2]).toMatch(/^"a ""b"", c",2,/);
  expect(complaints).toEqual([]);
});

const HOSTILE = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>\u202e';

test('hostile texts stay texts, also where the script writes them', async () => {
  const records = [
    makeResult({ id: HOSTILE, line: 1, unit: HOSTILE, target: HOSTILE }),
    makeResult({ id: `${HOSTILE}2`, line: 2, unit: HOSTILE, target: HOSTILE, beta: 3 }),
    makeFailure(3, HOSTILE, HOSTILE),
  ];
  const { page, complaints } = await openPage(browser, renderRecords(records));
  await page.locator('html.scripted').waitFor();
  await page.getByRole('button', { name: 'scenario' }).click();
  expect(await page.locator('img, iframe, object, link').count()).toBe(0);
  expect(await page.locator('script').count()).toBe(2);
  expect(complaints).toEqual([]);
});

test('10,000 rows are sorted and filtered in a moment, and paper is light and holds what it says', async () => {
  const { page } = await openPage(browser, renderRecords(makeRun(10_000)), { colorScheme: 'dark' });
  await page.locator('html.scripted').waitFor();
  await page.getByRole('button', { name: 'level@4', exact: true }).click();
  expect(await page.locator('#page-state').textContent()).toBe('page 1 of 200');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.locator('.static-only').isVisible()).toBe(true);
  const paper = await page.evaluate(
    () => getComputedStyle(document.documentElement).backgroundColor,
  );
  expect(paper).toBe('rgb(255, 255, 255)');
});

test('a narrow screen never scrolls sideways', async () => {
  const id = 'x'.repeat(256);
  const records = [makeResult({ id, line: 1, target: 'y'.repeat(60) }), makeFailure(2, id)];
  const { page } = await openPage(browser, renderRecords([...makeRun(9), ...records]), {
    viewport: { width: 390, height: 800 },
  });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
