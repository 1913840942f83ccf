import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTableEncoder, readRecord, type TableOptions } from '@pulse-stream/formats';
import type { OutputRecord } from '@pulse-stream/worldstate';
import { exampleFailure, exampleResult } from './example-record.ts';

const LAWS = Number(process.env['LAWS'] ?? 1);

/** The two tables of records as CSV. */
function tablesOf(
  records: readonly OutputRecord[],
  options: Partial<TableOptions> = {},
): { results: string[]; failures: string[]; unseen: readonly string[] } {
  const encoder = createTableEncoder({ format: 'csv', ...options });
  for (const record of records) encoder.add(record);
  const { results, failures } = encoder.end();
  const linesOf = (bytes: Uint8Array): string[] =>
    new TextDecoder().decode(bytes).trimEnd().split('\n');
  return { results: linesOf(results), failures: linesOf(failures), unseen: encoder.unseen };
}

const HEAD = 'id,line,batch_index,group,model,target,unit,horizon,label';

test('the long form has a row per statistic; what a record has no number for has no row', () => {
  const { results } = tablesOf([exampleResult()]);
  expect(results).toEqual([
    `${HEAD},output,level,value,status,source`,
    ...[
      'hope,share,1,2026-01-03,mean,,0.1',
      'hope,share,1,2026-01-03,median,,0.11',
      'hope,share,1,2026-01-03,sd,,0.01',
      'hope,share,1,2026-01-03,quantile,0.1,0.05',
      'hope,share,1,2026-01-03,quantile,0.9,0.3',
      'hope,share,1,2026-01-03,control,,0.1',
      'hope,share,2,2026-01-10,mean,,0.2',
      'hope,share,2,2026-01-10,median,,0.21',
      'hope,share,2,2026-01-10,sd,,0.02',
      'hope,share,2,2026-01-10,quantile,0.1,0.06',
      'hope,share,2,2026-01-10,quantile,0.9,0.4',
      'hope,share,2,2026-01-10,control,,0.2',
      'total,,1,2026-01-03,mean,,2',
      'total,,1,2026-01-03,control,,2',
      'total,,2,2026-01-10,mean,,4',
      'total,,2,2026-01-10,control,,4',
      'peak,,1,,event,,0.5',
      'of_the_model,,,,event,,0',
    ].map((cells) => `a,3,1,g,pulse,${cells},complete,`),
  ]);
});

test('the wide form has a row per target and horizon, with levels and quantiles of one length', () => {
  const { results } = tablesOf([exampleResult()], { wide: true });
  expect(results).toEqual([
    `${HEAD},mean,median,sd,control,probability,levels,quantiles,status,source`,
    ...[
      'hope,share,1,2026-01-03,0.1,0.11,0.01,0.1,,"[0.1,0.9]","[0.05,0.3]"',
      'hope,share,2,2026-01-10,0.2,0.21,0.02,0.2,,"[0.1,0.9]","[0.06,0.4]"',
      'total,,1,2026-01-03,2,,,2,,,',
      'total,,2,2026-01-10,4,,,4,,,',
      'peak,,1,,,,,,0.5,,',
      'of_the_model,,,,,,,,0,,',
    ].map((cells) => `a,3,1,g,pulse,${cells},complete,`),
  ]);
});

test('without a trace the control run is known at the last turn only', () => {
  const { trace: _, ...record } = exampleResult();
  const { results } = tablesOf([record]);
  expect(results.filter((line) => line.includes(',control,'))).toEqual([
    'a,3,1,g,pulse,hope,share,2,2026-01-10,control,,0.2,complete,',
    'a,3,1,g,pulse,total,,2,2026-01-10,control,,4,complete,',
  ]);
});

test('a failure is a row of its own table, never dropped and never among the results', () => {
  const { results, failures } = tablesOf([exampleFailure(), exampleResult(), exampleFailure()]);
  expect(results.slice(1).every((line) => line.startsWith('a,3,1'))).toBe(true);
  expect(failures).toEqual([
    'id,line,batch_index,source,type,stage,message,path,hint,raw,line_sha256',
    ...Array.from(
      { length: 2 },
      () => `,4,2,,config-invalid,decode,"no, not so",turns,,,${'1'.repeat(64)}`,
    ),
  ]);
});

test('the columns are the same whatever the records hold, also where there are none', () => {
  for (const wide of [false, true]) {
    const [none] = tablesOf([], { wide }).results;
    const { config, ...rest } = exampleResult();
    const bare = { ...rest, config: {}, forecast: { ...rest.forecast, targets: {}, events: [] } };
    expect(tablesOf([bare], { wide }).results).toEqual([none]);
    expect(tablesOf([{ ...rest, config }], { wide }).results[0]).toBe(none);
  }
});

test('inputs are columns with the type that their path says; one that no record has is told', () => {
  const inputs = [
    'state_overrides.hope',
    'params.beta',
    String.raw`params.rule\.R1\.trust`,
    'turns',
    'meta.location',
    'meta.tags',
    'meta.none',
    'state_overrides.constructor',
  ];
  const { results, unseen } = tablesOf([exampleResult()], { inputs });
  expect(results[0]?.endsWith(`source,${inputs.join(',')}`)).toBe(true);
  expect(results[1]?.endsWith(',complete,,0.25,0.3,0.5,2,01,"[""x""]",,')).toBe(true);
  expect(unseen).toEqual(['meta.none', 'state_overrides.constructor']);
});

test('an input that no scenario can have is refused by its name', () => {
  expect(() => createTableEncoder({ format: 'csv', inputs: ['turn'] })).toThrow(
    'turn is not an input: a scenario has no "turn" (did you mean "turns"?)',
  );
});

/** Every place of a value, as the way to it. */
function* placesOf(value: unknown, way: readonly string[] = []): Generator<readonly string[]> {
  yield way;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) yield* placesOf(item, [...way, key]);
}

/** The value with another one at a place; undefined takes it away. */
function replace(value: unknown, [key, ...way]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  // a place that was found in it
  const inside = value as Record<string, unknown>;
  const item = replace(inside[key], way, by);
  if (Array.isArray(value))
    return value.toSpliced(Number(key), 1, ...(item === undefined ? [] : [item]));
  const { [key]: _, ...others } = inside;
  return item === undefined ? others : { ...others, [key]: item };
}

test('whatever is wrong with a record is found before it is made rows', () => {
  const found = { whole: 0, partial: 0, foreign: 0 };
  fc.assert(
    fc.property(
      fc.constantFrom(exampleResult(), exampleFailure()),
      fc.nat(),
      fc.option(fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(Infinity)), { nil: undefined }),
      (record, index, by) => {
        const places = [...placesOf(record)];
        const broken = replace(record, places[index % places.length] ?? [], by);
        const read = readRecord(broken);
        found[read.problem?.kind ?? 'whole'] += 1;
        for (const wide of [false, true])
          if (read.problem === null) expect(() => tablesOf([read.record], { wide })).not.toThrow();
      },
    ),
    { numRuns: 2000 * LAWS },
  );
  expect(Object.values(found).every((count) => count > 0)).toBe(true);
});

test('records of both schemas are read; one that was cut down is told from one that is none', () => {
  expect(readRecord({ ...exampleResult(), schema: 1 }).problem).toBe(null);
  expect(readRecord({ ...exampleResult(), schema: 3 }).problem?.kind).toBe('foreign');
  const { config: _, final_state: __, ...slim } = exampleResult();
  expect(readRecord(slim).problem).toEqual({
    kind: 'partial',
    message: 'has no config, final_state',
  });
});
