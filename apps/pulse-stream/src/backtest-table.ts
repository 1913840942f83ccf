import type { BacktestLine } from '@pulse-stream/pipeline';

const COLUMNS: readonly (readonly [title: string, of: (line: BacktestLine) => string])[] = [
  ['scaled CRPS', ({ scaled_crps: x }) => digits(x, 3)],
  ['MASE', ({ mase: x }) => digits(x, 3)],
  ['50 % held', ({ coverage50: x }) => digits(x, 2)],
  ['80 % held', ({ coverage80: x }) => digits(x, 2)],
  ['95 % held', ({ coverage95: x }) => digits(x, 2)],
  ['calibrated CRPS', ({ calibrated_scaled_crps: x }) => digits(x, 3)],
  ['80 % held', ({ calibrated_coverage80: x }) => digits(x, 2)],
  ['t against off', ({ dm_t_vs_off: x }) => digits(x, 1)],
];
const METHOD_WIDTH = 12;

function digits(value: number | null | undefined, places: number): string {
  return value === null || value === undefined ? '' : value.toFixed(places);
}

/** The means over all targets and steps as a table for people; lower is better but for shares held. */
export function backtestTable(lines: readonly BacktestLine[]): string {
  const titles = COLUMNS.map(([title]) => title);
  const rows = overAll(lines).map((line) =>
    [line.method.padEnd(METHOD_WIDTH)].concat(
      COLUMNS.map(([title, of]) => of(line).padStart(title.length)),
    ),
  );
  return [[''.padEnd(METHOD_WIDTH), ...titles], ...rows]
    .map((cells) => `${cells.join('  ').trimEnd()}\n`)
    .join('');
}

const overAll = (lines: readonly BacktestLine[]) => lines.filter(({ target }) => target === '*');

/** What the numbers say, in plain words: whether gravity and the model have any skill here. */
export function backtestVerdict(lines: readonly BacktestLine[]): string {
  const scores = new Map(
    overAll(lines).flatMap(({ method, scaled_crps }) =>
      scaled_crps === null ? [] : [[method, scaled_crps] as const],
    ),
  );
  const on = scores.get('gravity-on');
  if (on === undefined) return 'Nothing could be scored.';
  const baselines = [...scores].filter(([method]) => !method.startsWith('gravity'));
  const [best, least] = baselines.reduce((a, b) => (b[1] < a[1] ? b : a), ['none', Infinity]);
  const against = (name: string, other: number | undefined): string | null => {
    if (other === undefined || other === 0) return null;
    const gain = 100 * (1 - on / other);
    return `${Math.abs(gain).toFixed(1)} % ${gain > 0 ? 'better' : 'worse'} than ${name}`;
  };
  const t = overAll(lines).find(({ method }) => method === 'gravity-on')?.dm_t_vs_off ?? null;
  const chance = t !== null && t > -2 ? ' (no more than chance would have it)' : '';
  const comparisons = [
    `${against('gravity-off', scores.get('gravity-off')) ?? ''}${chance}`,
    against('random-walk', scores.get('random-walk')),
    best === 'random-walk' ? null : against(`the best baseline, ${best}`, least),
  ].filter((text) => text !== null && text !== '');
  const verdict = `gravity-on is ${comparisons.join(', ')}.`;
  const walk = scores.get('random-walk') ?? Infinity;
  if (on >= walk) return `No skill: ${verdict}`;
  if (on >= least) return `No skill beyond ${best}: ${verdict}`;
  return verdict;
}
