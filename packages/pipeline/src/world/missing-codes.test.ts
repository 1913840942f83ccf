import { compileModel } from '@pulse-stream/simulator';
import { WorldModel, type Dataset } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { indexDataset, selectHistory } from './history.ts';
import { timeOfScenario } from './scenario-time.ts';

const strict = { ignoreColumns: false };

/** Columns by name; labels are months from `start`, in months since 2000-01. */
function tableOf(
  name: string,
  start: number,
  columns: Record<string, readonly (number | null)[]>,
): Dataset {
  const [first = []] = Object.values(columns);
  const labels = first.map((_, row) => {
    const month = start + row;
    return `${2000 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
  });
  const rows = first.map((_, row) => Object.values(columns).map((cells) => cells[row] ?? null));
  return { name, sha256: name, columns: Object.keys(columns), labels, rows };
}
const upTo = (count: number) => Array.from({ length: count }, (_, row) => row);

describe('numbers that stand for nobody observed, in a history', () => {
  const model = WorldModel.parse({
    name: 'one',
    time_unit: 'month',
    slots: { rate: { kind: 'variable', initial: 1 } },
  });

  it('are said by the spans that have them, whatever the unit of the others', () => {
    const level = (row: number) => 50 + 8 * Math.sin(row * row);
    for (const unit of [1e-6, 1, 1e6])
      for (const code of [-999, -9999, 999.9, -99.99, 888, 1e30, -9.96921e36]) {
        const rates = upTo(9).map((row) => (row === 3 || row === 6 ? code : unit * level(row)));
        const macro = indexDataset(tableOf('macro', 12, { rate: rates }), model, strict);
        const warningsOf = (reference: object) =>
          selectHistory({ dataset: 'macro', ...reference }, new Map([['macro', macro]]), model)
            .warnings;
        // where the data are larger, such a number is one of them
        const isApart = Math.abs(code) > 60 * unit;
        const message = `column "rate": 2 values lie far from all others, the first ${code} at row 4 (2001-04); an empty cell says that nobody observed`;
        expect(warningsOf({})).toEqual(
          isApart ? [{ type: 'missing-code', message, path: 'observations.dataset' }] : [],
        );
        expect(warningsOf({ until: '2001-03' })).toEqual([]);
        expect(warningsOf({ window: 2 })).toEqual([]);
      }
  });

  it('are not those that are some among others', () => {
    for (const rates of [
      [0, 0, 1, 1, 0],
      [99, 98, 97, 99.9],
      [-5, 3, 100, 999, 850, 777],
      [1e30, 2e30, 1.5e30],
      [-37.6, 20, 110, 64],
      [999, 999, 999],
    ])
      expect(
        selectHistory(
          rates.map((rate) => ({ rate })),
          new Map(),
          model,
        ).warnings,
      ).toEqual([]);
  });
});

describe('numbers that stand for nobody observed, in a series', () => {
  const model = WorldModel.parse({
    name: 'lake',
    time_unit: 'month',
    slots: { level: { kind: 'variable', initial: 1 } },
    series: { rain: { dataset: 'weather' } },
  });
  const compiled = compileModel(model);
  const rain = upTo(30).map((row) => (row === 2 || row === 9 ? -999 : row));
  const datasets = new Map(
    [tableOf('weather', 12, { rain }), tableOf('levels', 12, { level: upTo(6) })].map((table) => [
      table.name ?? '',
      indexDataset(table, compiled, strict),
    ]),
  );
  type Config = Partial<Parameters<typeof timeOfScenario>[1]>;
  const said = (config: Config, reference: object = {}) => {
    const span = selectHistory({ dataset: 'levels', ...reference }, datasets, model);
    const world = { compiled, datasets, state: null };
    return timeOfScenario(world, { mode: 'strict_injection', ...config }, span).warnings;
  };

  it('are said by the scenarios that read them', () => {
    const message = (row: string, count = '1 value lies') =>
      `series "rain": ${count} far from all others, the first -999 at ${row}: it is read as a number; if it stands for what nobody observed, give what is to be read there`;
    const warning = { type: 'missing-code', path: 'series.rain' };
    expect(said({})).toEqual([{ ...warning, message: message('2001-03') }]);
    expect(said({ turns: 9 })).toEqual([
      { ...warning, message: message('2001-03', '2 values lie') },
    ]);
    expect(said({ turns: 3 }, { window: 2 })).toEqual([]);
    expect(said({ turns: 4 }, { window: 2 })).toEqual([
      { ...warning, message: message('2001-10') },
    ]);
  });

  it('are said of what a config gives, and of what it replaces while that is read', () => {
    const given = { turns: 4, series: { rain: [1, 2, -999, 4, 5] } };
    expect(said(given)).toMatchObject([{ message: expect.stringContaining('-999 at 2001-08') }]);
    const replaced = { turns: 4, series: { rain: [1, 2, 3, 4, 5] } };
    expect(said(replaced)).toMatchObject([{ message: expect.stringContaining('at 2001-03') }]);
  });
});
