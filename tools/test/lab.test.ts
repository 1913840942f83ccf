import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  launchBrowser,
  openPage,
  violations,
  type Opened,
} from '../../packages/report/test/browser.ts';
import { ROOT } from '../workspace.mjs';
import { pageCpu, REDRAW } from './lab-redraw.ts';

type Page = Opened['page'];

const COMMAND = join(ROOT, 'apps/pulse-stream/bin/pulse-stream.js');
const folder = mkdtempSync(join(tmpdir(), 'pulse-lab-'));
let browser: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** What the command writes; exit 3 says that some lines failed. */
function run(args: readonly string[], input = ''): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status !== 0 && status !== 3) throw new Error(`${args.join(' ')}: ${status} ${stderr}`);
  return stdout;
}

const MODEL = `name: rise
members: 40
params:
  push: { value: 0.5, min: 0, max: 2, description: '"><img src=x onerror=alert(1)>' }
slots:
  level: { kind: variable, initial: 1, noise: 0.1, unit: '<b>m</b>' }
rules:
  - { id: pushed, effects: [{ target: level, add: push }] }
forecast: { targets: [level] }
`;
writeFileSync(join(folder, 'rise.yaml'), MODEL);
const rows = Array.from(
  { length: 40 },
  (_, turn) => `${turn},${1 + 0.8 * turn + Math.sin(13 * turn)}`,
);
writeFileSync(join(folder, 'rise.csv'), `turn,level\n${rows.join('\n')}\n`);
const inflow = Array.from({ length: 25 }, (_, turn) => `${turn},${20 + ((7 * turn) % 25)}`);
writeFileSync(join(folder, 'inflow.csv'), `turn,inflow\n${inflow.join('\n')}\n`);

/** A page on which the first forecast is drawn. */
async function openLab(flags: readonly string[], hash = ''): Promise<Opened> {
  const opened = await openPage(browser, run(['lab', '-q', ...flags]));
  if (hash !== '') {
    const url = opened.page.url();
    await opened.page.goto('about:blank');
    await opened.page.goto(url + hash);
  }
  await opened.page.locator('#fans svg').first().waitFor();
  return opened;
}

/** A link as the page writes it. */
const linkOf = (text: string): string => `#lab=${deflateRawSync(text).toString('base64url')}`;

const headline = (page: Page): Promise<string> => page.locator('#headline').innerText();

/** Moves a slider as somebody does who drags it. */
async function drag(page: Page, label: string, value: number): Promise<void> {
  await page.getByLabel(label).and(page.locator('[type=range]')).fill(String(value));
}

/** Scenario lines around a base; one of them fails, and one is blank. */
function makeLines(count: number, variables: readonly string[]): string {
  const designed = run([
    'design',
    'lhs',
    ...`-n ${count - 1} --seed 3 --base base.json`.split(' '),
    ...variables.flatMap((variable) => ['--var', variable]),
  ]);
  return `{"turnz":1}\n\n${designed}`;
}
writeFileSync(join(folder, 'base.json'), '{"turns":6,"members":5}');

/** Records with nine digits of their numbers, far from where engines may differ. */
const toNumbers = (records: string): unknown[] =>
  records
    .trimEnd()
    .split('\n')
    .map((line) =>
      JSON.parse(line, (_, value) =>
        typeof value === 'number' ? Number(value.toPrecision(9)) : value,
      ),
    );

/** The records that the page gives for scenario lines. */
async function runHere(page: Page, lines: string): Promise<string> {
  await page
    .locator('#many-file')
    .setInputFiles({ name: 'in.ndjson', mimeType: 'text/plain', buffer: Buffer.from(lines) });
  await page.locator('#many-save').waitFor({ timeout: 120_000 });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('#many-save').click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

run(['learn', '-q', '-m', 'rise.yaml', '--observations', 'rise.csv', '-o', 'state.json']);
test.each([
  ['pulse', 1000, [], ['hope=0..1', 'rage=0..1']],
  ['an epidemic', 40, ['-m', 'sir'], ['params.beta=0.2..0.4', 'infected=0.001..0.05']],
  [
    'a model that is driven',
    40,
    ['-m', 'reservoir', '--observations', 'inflow=inflow.csv'],
    ['params.capacity=100..300'],
  ],
  [
    'what was learned before',
    40,
    ['-m', 'rise.yaml', '--gravity-state', 'state.json'],
    ['params.push=0..2'],
  ],
  [
    'a history to learn from',
    10,
    ['-m', 'rise.yaml', '--observations', 'rise=rise.csv'],
    ['params.push=0..2', 'observations.dataset=rise'],
  ],
])(
  'of %s the page gives %i records that are those of the command, and asks for nothing',
  async (_, count, flags, variables) => {
    const { page, complaints } = await openLab(flags);
    const lines = makeLines(count, variables);
    const records = await runHere(page, lines);
    expect(records.split('\n')).toHaveLength(count + 1);
    const expected = run(['-q', ...flags, '-'], lines);
    // the logarithms that learning weighs by may differ between browsers and Node in their last bit
    if (variables.some((variable) => variable.startsWith('observations')))
      expect(toNumbers(records)).toEqual(toNumbers(expected));
    else expect(records).toBe(expected);
    // and what is drawn is what the command says of the line that is shown
    const line = await page.locator('#line').inputValue();
    const { forecast, gravity } = JSON.parse(run(['-q', ...flags, '-'], `${line}\n`));
    const [target = ''] = Object.keys(forecast.targets);
    const end = Number(forecast.targets[target].median.at(-1).toPrecision(3));
    expect(await page.locator('#fans .value').first().textContent()).toBe(
      end.toLocaleString('en-US', { maximumSignificantDigits: 3 }).replace('-', '\u2212'),
    );
    expect(gravity.status !== 'untaught').toBe(flags.includes('rise.yaml'));
    if (count === 1000) expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  },
  180_000,
);

test('a slider that moves is followed, the run before stays as a ghost, and a redraw costs little', async () => {
  const { page, complaints } = await openLab(['-m', 'sir', '--turns', '60', '--members', '200']);
  const first = await headline(page);
  expect(await page.locator('#fans .ghost').count()).toBe(0);
  await drag(page, 'beta', 0.4);
  await page.locator('#fans .ghost').first().waitFor({ state: 'attached' });
  expect(await headline(page)).toMatch(/below the run before/);
  expect(JSON.parse(await page.locator('#line').inputValue()).params).toEqual({ beta: 0.4 });
  const moves = 40;
  await page.evaluate(`(${REDRAW})(20)`);
  const before = await pageCpu(browser);
  await page.evaluate(`(${REDRAW})(${moves})`);
  const each = ((await pageCpu(browser)) - before) / moves;
  process.stdout.write(
    `a redraw of 200 members × 60 turns: ${(1000 * each).toFixed(0)} ms of CPU\n`,
  );
  await page.getByRole('button', { name: 'beta: back to' }).click();
  await expect.poll(() => headline(page)).toContain(first.split(';')[0]);
  expect(complaints).toEqual([]);
}, 120_000);

test('an intervention acts, is marked, and is in the line that is copied', async () => {
  const { page } = await openLab(['-m', 'rise.yaml', '--turns', '9']);
  const before = await headline(page);
  await page.getByRole('button', { name: 'Add an intervention' }).click();
  await page.locator('#fans .mark').first().waitFor({ state: 'attached' });
  await page.getByLabel('its value').fill('100');
  await page.getByLabel('its value').press('Enter');
  await expect.poll(() => headline(page)).not.toBe(before);
  expect(JSON.parse(await page.locator('#line').inputValue()).interventions).toEqual([
    { turn: 3, set: { level: 100 } },
  ]);
  await page.getByRole('button', { name: 'Copy as design' }).click();
  const design = await page.locator('#design').inputValue();
  writeFileSync(join(folder, 'design.sh'), design);
  execFileSync('sh', ['design.sh'], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
    },
  });
  const [line = ''] = readFileSync(join(folder, 'varied.ndjson'), 'utf8').split('\n');
  expect(Object.keys(JSON.parse(line))).toContain('interventions');
  expect(JSON.parse(line).params.push).toBeTypeOf('number');
}, 120_000);

test('a mistake in the model shows its line, the model before goes on, and a mended one acts; a link carries both', async () => {
  const { page, complaints } = await openLab(['-m', 'rise.yaml', '--turns', '9']);
  const before = await headline(page);
  const yaml = page.getByLabel('Text of the model');
  await yaml.fill(MODEL.replace('add: push', 'add: pusch'));
  const mistake = page.locator('#mistakes button');
  await mistake.waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await mistake.innerText()).toMatch(/^line 8: rules\[0\].*pusch/);
  expect(await page.locator('#gutter b').innerText()).toBe('8');
  expect(await headline(page)).toBe(before);
  const changed = MODEL.replace('initial: 1', 'initial: 7');
  await yaml.fill(changed);
  await expect.poll(() => headline(page)).toMatch(/rises from 7/);
  expect(await mistake.count()).toBe(0);
  await drag(page, 'push', 2);
  await expect.poll(() => page.locator('#link').inputValue()).toContain('#lab=');
  await expect
    .poll(
      async () =>
        new URL(page.url()).hash === new URL(await page.locator('#link').inputValue()).hash,
    )
    .toBe(true);
  await page.waitForTimeout(500);
  const { hash } = new URL(page.url());
  const after = await headline(page);
  const other = await openLab(['-m', 'rise.yaml', '--turns', '9'], hash);
  expect(await other.page.getByLabel('Text of the model').inputValue()).toBe(changed);
  expect(JSON.parse(await other.page.locator('#line').inputValue()).params).toEqual({ push: 2 });
  expect(after).toContain((await headline(other.page)).split(';')[0]?.split(',')[0]);
  // a text of the model is a text
  expect(await other.page.locator('img, main b:not(#gutter b)').count()).toBe(0);
  expect(await other.page.locator('.picture .unit').first().textContent()).toBe('<b>m</b>');
  await other.page.setViewportSize({ width: 390, height: 800 });
  expect(await other.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
    390,
  );
  expect([...complaints, ...other.complaints]).toEqual([]);
}, 120_000);

test('a link that is cut off, or holds a bomb, is said and leaves the page as it came', async () => {
  const { page: openedPage, complaints } = await openLab(['-m', 'rise.yaml', '--turns', '9']);
  const follow = (hash: string) => openedPage.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  const alarm = openedPage.locator('#alarm');
  await follow('#lab=abc%');
  await expect.poll(() => alarm.innerText()).toContain('it is cut off or changed');
  await follow(linkOf(JSON.stringify({ model: ' '.repeat(3e6), scenario: {} })));
  await expect.poll(() => alarm.innerText()).toContain('more than 2097152 bytes');
  const levels = Array.from(
    { length: 12 },
    (_, level) => `l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`).join(',')}]`,
  );
  await follow(
    linkOf(JSON.stringify({ model: `l0: &l0 [x]\n${levels.join('\n')}\n`, scenario: {} })),
  );
  await expect
    .poll(() => openedPage.locator('#mistakes').innerText())
    .toContain('more than 500000 values (aliases counted)');
  await follow(linkOf(JSON.stringify({ model: null, scenario: { turns: 9, members: 1e9 } })));
  await expect.poll(() => alarm.innerText()).toMatch(/This scenario fails at members/);
  // within the limits of the engine, and still too much for a page
  const sum = Array.from({ length: 60 }, () => 'sin(level)').join(' + ');
  const slow = MODEL.replace(
    'rules:',
    `rules:\n${Array.from({ length: 6 }, (_, at) => `  - { id: r${at}, effects: [{ target: level, add: "0 * (${sum})" }] }`).join('\n')}`,
  );
  await follow(linkOf(JSON.stringify({ model: slow, scenario: { turns: 20_000, members: 400 } })));
  await expect
    .poll(() => alarm.innerText(), { timeout: 60_000 })
    .toContain('gave no answer for 5 s and was ended');
  await openedPage.getByRole('button', { name: 'Back to the start' }).click();
  await expect.poll(() => headline(openedPage), { timeout: 30_000 }).toMatch(/rises from 1/);
  expect(complaints).toEqual([]);
}, 180_000);
