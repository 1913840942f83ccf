import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, readResults, runCommand, toLines } from './command.ts';

const MODEL = `name: lake
members: 5
series: { rain: { dataset: weather }, melt: { dataset: weather }, wind: { dataset: weather } }
slots: { level: { kind: variable, initial: 0, noise: 1 } }
rules:
  - { id: fill, effects: [{ target: level, add: rain + melt - wind }] }
`;
const DAY_MS = 86_400_000;
/** A hundred thousand days from here are all years that labels may have. */
const FIRST_DAY = Date.UTC(1700, 0, 1);

function weather(rows: number): string {
  const lines = ['date,rain,melt,wind'];
  for (let row = 0; row < rows; row++) {
    const day = new Date(FIRST_DAY + row * DAY_MS).toISOString().slice(0, 10);
    lines.push(`${day},${Math.sin(row).toFixed(5)},${(row * 0.37) % 11},${(row % 101) + 0.25}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Largest resident memory of a run in bytes, and what it wrote. */
async function measure(rows: number): Promise<{ peak: number; means: readonly unknown[] }> {
  const cwd = createFolder({
    'm.yaml': MODEL,
    'weather.csv': weather(rows),
    'peak.cjs': `process.on('exit', () => require('node:fs').writeFileSync('peak', String(1024 * process.resourceUsage().maxRSS)));`,
  });
  const { stdout, stderr } = await runCommand(
    ['-m', 'm.yaml', '-j', '1', '--observations', 'weather=weather.csv'],
    { cwd, stdin: toLines([{ turns: 20 }]), env: { NODE_OPTIONS: '--require ./peak.cjs' } },
  );
  const [result] = readResults(stdout);
  if (result === undefined) throw new Error(stderr);
  const { mean = [] } = result.forecast.targets['level'] ?? {};
  return { peak: Number(readFileSync(join(cwd, 'peak'), 'utf8')), means: mean };
}

test('a row of three drivers needs no more memory than some kilobyte, labels and garbage included', async () => {
  const few = await measure(100);
  const many = await measure(100_000);
  expect(many.means).toEqual(few.means);
  expect(few.peak).toBeGreaterThan(20e6); // of a process that lives
  expect((many.peak - few.peak) / 100_000).toBeLessThan(1400);
}, 60_000);
