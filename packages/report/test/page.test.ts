import { readFileSync } from 'node:fs';
import type { OutputRecord } from '@pulse-stream/worldstate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage, violations } from './browser.ts';
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
    'How probable events are',
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
    // an input whose name and text are hostile: both stand at an axis
    { ...makeResult({ line: 4, target: HOSTILE }), config: { [HOSTILE]: HOSTILE } } as OutputRecord,
    makeFailure(3, HOSTILE, HOSTILE),
  ];
  const { page, complaints } = await openPage(browser, renderRecords(records));
  await page.locator('html.scripted').waitFor();
  await page.getByRole('button', { name: 'scenario' }).click();
  await page.getByRole('searchbox').fill('line = 4');
  expect(await page.locator('.axes .name').allTextContents()).toContainEqual(
    expect.stringContaining('"><img src=x'),
  );
  expect(await page.locator('.lines.kept path').count()).toBe(1);
  expect(await page.locator('img, iframe, object, link').count()).toBe(0);
  expect(await page.locator('script').count()).toBe(2);
  expect(complaints).toEqual([]);
});

test('what is brushed in a picture is what the table holds, by pointer and by keyboard, and a point shows its fan', async () => {
  const { page, complaints } = await openPage(browser, renderRecords(RUN));
  await page.locator('html.scripted').waitFor();
  const state = page.locator('#filter-state');
  expect(await state.textContent()).toBe('120 of 120 rows');
  const from = page.getByLabel('beta from').first();
  await from.focus();
  for (let press = 0; press < 40; press += 1) await page.keyboard.press('ArrowRight');
  const kept = await cells(page, 5);
  expect(await state.textContent()).toMatch(/^9\d of 120 rows$/);
  const low = Number(await from.inputValue());
  expect(low).toBeGreaterThan(20);
  for (const beta of kept) expect(Number(beta)).toBeGreaterThanOrEqual(low);
  expect(await page.locator('.points.kept').first().getAttribute('d')).toMatch(/^M/);
  const box = await page.locator('figure[data-across] svg').first().boundingBox();
  if (box === null) throw new Error('the picture has no place');
  const [middle, half] = [box.y + box.height / 2, box.x + box.width / 2];
  await page.mouse.move(half, middle);
  await page.mouse.down();
  await page.mouse.move(half + 20, middle);
  await page.mouse.up();
  expect(await state.textContent()).toMatch(/^\d of 120 rows|^1\d of 120 rows/);
  expect(await page.locator('#selected').isVisible()).toBe(false);
  await page.locator('#scenarios tbody tr').first().click();
  const name = (await cells(page, 1))[0] ?? '';
  expect(await page.locator('#selected .caption').textContent()).toBe(name);
  const beta = Number((await cells(page, 5))[0]);
  expect(await page.locator('#selected .finding').textContent()).toBe(
    `level of the selected scenario ends at ${beta + 4}`,
  );
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('what is left by a filter or a brush stands out among the lines, and the selected scenario has one of its own', async () => {
  const { page, complaints } = await openPage(browser, renderRecords(makeRun(1000)));
  await page.locator('html.scripted').waitFor();
  const figure = page.locator('figure[data-axes]');
  const drawn = (layer: string): Promise<number> => figure.locator(`${layer} path`).count();
  const opacity = (): Promise<string> =>
    figure
      .locator('.lines')
      .first()
      .evaluate((lines) => getComputedStyle(lines).strokeOpacity);
  expect(await figure.locator('.note').textContent()).toContain(
    '250 lines drawn, evenly of 1,000 scenarios',
  );
  expect(await drawn('.lines:not(.kept, .selected)')).toBe(250);
  // the ends of the axes are those of the records: beta is 1 to 1,000, its mean ends 4 higher
  const ends = await figure.locator('text.tick').allTextContents();
  expect(ends).toEqual(expect.arrayContaining(['1', '1,000', '5', '1,004']));
  const before = Number(await opacity());
  await page.getByRole('searchbox').fill('line <= 20');
  expect(await drawn('.lines.kept')).toBe(20);
  expect(Number(await opacity())).toBeLessThan(before / 2);
  await page.getByRole('searchbox').fill('');
  expect(await drawn('.lines.kept')).toBe(0);
  expect(Number(await opacity())).toBe(before);
  await page.getByRole('slider', { name: 'beta from' }).focus();
  for (let press = 0; press < 20; press += 1) await page.keyboard.press('ArrowRight');
  expect(await page.locator('#filter-state').textContent()).toBe('900 of 1,000 rows');
  expect(await figure.locator('.note').textContent()).toContain('; 300 of the 900 that are left');
  await page.locator('#scenarios tbody tr').first().focus();
  await page.keyboard.press('ArrowDown');
  const line = (await figure.locator('.lines.selected path').getAttribute('d')) ?? '';
  const [, low, high] = /^M80,([\d.]+)L220,([\d.]+)$/.exec(line) ?? [];
  const beta = Number((await cells(page, 5))[1]);
  // one scale turned into the other: the picture has 240 units from end to end
  expect([Number(low), Number(high)]).toEqual(
    [beta, beta].map((value) => Number((284 - ((value - 1) / 999) * 240).toFixed(1))),
  );
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('10,000 rows are sorted and filtered in a moment, and paper is light and holds what it says', async () => {
  const { page } = await openPage(browser, renderRecords(makeRun(10_000)), { colorScheme: 'dark' });
  await page.locator('html.scripted').waitFor();
  const cpu = await page.context().newCDPSession(page);
  await cpu.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taken = async (): Promise<number> => {
    const { metrics } = await cpu.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const before = await taken();
  await page.getByRole('button', { name: 'level@4', exact: true }).click();
  expect(await page.locator('#page-state').textContent()).toBe('page 1 of 200');
  const sorted = await taken();
  await page.getByRole('searchbox').fill('beta > 5000');
  expect(await page.locator('#filter-state').textContent()).toBe('5,000 of 10,000 rows');
  const filtered = await taken();
  const [sorting, filtering] = [sorted - before, filtered - sorted].map((seconds) =>
    (1000 * seconds).toFixed(0),
  );
  process.stdout.write(`10,000 rows: sorting took ${sorting} ms of CPU, filtering ${filtering}\n`);
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
