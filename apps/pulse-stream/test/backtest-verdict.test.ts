import type { BacktestLine } from '@pulse-stream/verify';
import { describe, expect, it } from 'vitest';
import { backtestVerdict } from '../src/score/backtest-verdict.ts';

/** A backtest of one target and one step; methods with their score, and t and p against gravity-on. */
function linesOf(
  scores: readonly (readonly [BacktestLine['method'], number, number?, number?])[],
  target = 'y',
): BacktestLine[] {
  return scores.flatMap(([method, score, t, p]): BacktestLine[] => {
    const cell = {
      kind: 'backtest' as const, // the schema's literal
      method,
      n: 40,
      season: 1,
      natural_ae: score,
      natural_wis: score,
      crps: score,
      scaled_crps: score,
      mase: score,
      wis: score,
      coverage50: 0.5,
      coverage80: 0.8,
      coverage95: 0.95,
    };
    const tests = method === 'gravity-on' ? {} : { dm_t_vs_on: t ?? null, dm_p_vs_on: p ?? null };
    return [
      { ...cell, target, horizon: 1 },
      { ...cell, target, horizon: '*', ...tests },
      { ...cell, target: '*', horizon: '*', ...tests },
    ];
  });
}

describe('the verdict of a backtest', () => {
  it('says better of a gain that is told', () => {
    const lines = linesOf([
      ['gravity-on', 0.9],
      ['gravity-off', 1, 4, 0.001],
      ['random-walk', 2, 9, 0],
      ['ets', 1.2, 3, 0.01],
    ]);
    expect(backtestVerdict(lines)).toBe(
      'gravity-on is 10.0 % better than gravity-off, 55.0 % better than random-walk, 25.0 % better than the best baseline, ets.',
    );
  });

  it('says worse of a loss that is told, and never that it is chance', () => {
    const lines = linesOf([
      ['gravity-on', 1.608],
      ['gravity-off', 1, -17, 1e-9],
      ['random-walk', 1.5, -8, 1e-4],
      ['ets', 1.2, -9, 1e-5],
    ]);
    expect(backtestVerdict(lines)).toBe(
      'No skill: gravity-on is 60.8 % worse than gravity-off, 7.2 % worse than random-walk, 34.0 % worse than the best baseline, ets. Behind the best baseline on y (ets, 34.0 % worse).',
    );
  });

  it('says of what cannot be told that it cannot, with the figures, in either direction', () => {
    const lines = linesOf([
      ['gravity-on', 1],
      ['gravity-off', 1.1, 1.5, 0.2],
      ['random-walk', 0.8, -1.9, 0.06],
      ['ets', 0.9],
    ]);
    expect(backtestVerdict(lines)).toBe(
      'No skill shown. Whether gravity-on is better or worse cannot be told against gravity-off (9.1 % better, p 0.20), random-walk (25.0 % worse, p 0.06). Behind the best baseline on y (random-walk, 25.0 % worse, p 0.06).',
    );
    const beyond = linesOf([
      ['gravity-on', 1],
      ['gravity-off', 1],
      ['random-walk', 2, 8, 0.01],
      ['ets', 1.1],
    ]);
    expect(backtestVerdict(beyond)).toBe(
      'No skill beyond ets shown. gravity-on is 50.0 % better than random-walk. Whether it is better or worse cannot be told against gravity-off (no difference), the best baseline, ets (9.1 % better, too few origins).',
    );
  });

  it('calls nothing told when the mean over origins points the other way than that over steps', () => {
    const lines = linesOf([
      ['gravity-on', 0.9],
      ['gravity-off', 1, -4, 0.001],
    ]);
    expect(backtestVerdict(lines)).toMatch(
      /^Whether gravity-on .* gravity-off \(10\.0 % better, p/,
    );
  });

  it('names the targets on which the best baseline is ahead', () => {
    const all = [
      ['gravity-on', 0.9],
      ['gravity-off', 1, 4, 0.001],
      ['random-walk', 2, 9, 0],
      ['ets', 1.2, 3, 0.01],
    ] as const;
    const other = linesOf(
      [
        ['gravity-on', 1.5],
        ['random-walk', 1.2, -4, 0.001],
        ['ets', 1.25, -4, 0.001],
      ],
      'z',
    );
    const few = linesOf(
      [
        ['gravity-on', 1.5],
        ['drift', 1.2],
      ],
      'few',
    );
    const parts = [...other, ...few].filter(({ target }) => target !== '*');
    expect(backtestVerdict([...linesOf(all), ...parts])).toMatch(
      / Behind the best baseline on z \(random-walk, 25\.0 % worse\), few \(drift, 25\.0 % worse, too few origins\)\.$/,
    );
  });

  it('names ten targets, and how many more there are', () => {
    const behind = Array.from({ length: 12 }, (_, at) =>
      linesOf(
        [
          ['gravity-on', 2],
          ['ets', 1],
        ],
        `t${at}`,
      ),
    ).flat();
    const all = linesOf([
      ['gravity-on', 2],
      ['ets', 1],
    ]).filter(({ target }) => target === '*');
    const lines = [...behind.filter(({ target }) => target !== '*'), ...all];
    expect(backtestVerdict(lines)).toMatch(/ t9 \(ets, [^)]*\) and 2 more\.$/);
  });

  it('of nothing says so', () => {
    expect(backtestVerdict([])).toBe('Nothing could be scored.');
  });
});
