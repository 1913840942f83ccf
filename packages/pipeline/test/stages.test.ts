import { createWorld, pulsePipeline, type Line } from '@pulse-stream/pipeline';
import type { OutputRecord } from '@pulse-stream/worldstate';
import { from, lastValueFrom, map, pipe, toArray, type OperatorFunction } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { byStages } from './by-stages.ts';
import { generateInput } from './generate-input.ts';
import { toLine } from './run-line.ts';
import { twinDataset, twinModel, twinRows } from './twin.ts';

type Pipeline = OperatorFunction<Line, OutputRecord>;

const records = (lines: readonly Line[], pipeline: Pipeline) =>
  lastValueFrom(from(lines).pipe(pipeline, toArray()));

describe('the pipeline as an operator', () => {
  it('with a stage that awaits between every two of ours gives the same records, generated lines', async () => {
    const lines = generateInput(3, 400)
      .filter(({ outcome }) => outcome !== 'blank')
      .map(({ bytes }, index): Line => ({ line: index + 1, batchIndex: index, bytes }));
    const world = createWorld({ gate: 'correction_share < 0.5', seed: 'a' });
    expect(await records(lines, byStages(world))).toEqual(
      await records(lines, pulsePipeline(world)),
    );
  });

  it('with a stage that awaits between every two of ours gives the same records, histories and options', async () => {
    const observations = { dataset: 'truth' };
    const lines = [
      { observations, turns: 4 },
      { observations, assess: 'full', members: 4 },
      { observations: twinRows(20), state_overrides: { extra: 0.2 }, trace: 'full' },
      { observations, gravity: false, forecast: { targets: ['other'], horizons: [1] } },
      { observations, mode: 'seed_then_free', members: 1 },
      { observations: { dataset: 'none' } },
      { observations: { ...observations, until: '2003-01', window: 99 } },
    ].map((config, index) => toLine(config, index));
    const world = createWorld({
      model: twinModel,
      datasets: new Map([['truth', twinDataset()]]),
      gravity: { lambda: 0.5 },
      gate: 'p_high < 0.5 and fragility < 1',
      crn: true,
      strict: true,
      echoFull: true,
      keepMembers: true,
    });
    const expected = await records(lines, pulsePipeline(world));
    expect(expected.map(({ status }) => status)).toContain('gated');
    expect(await records(lines, byStages(world))).toEqual(expected);
  });

  it('gives one record per line at its time, passes an error of the source, hands on who unsubscribes', () => {
    expectTypeOf(pulsePipeline).returns.toEqualTypeOf<Pipeline>();
    const lines = { a: toLine({ turns: 1, members: 1 }), b: toLine('{', 1), c: toLine({}, 2) };
    const kindOf = (record: OutputRecord) => `${record.batch_index} ${record.kind}`;
    const kinds = { a: '0 result', b: '1 failure', c: '2 result' };
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers;
      const stage = pipe(pulsePipeline({ defaults: { members: 1 } }), map(kindOf));
      const whole = cold<Line>('-a-b-(c|)', lines);
      expectObservable(whole.pipe(stage)).toBe('-a-b-(c|)', kinds);
      const broken = cold<Line>('-a-#', lines, 'broken');
      expectObservable(broken.pipe(stage)).toBe('-a-#', kinds, 'broken');
      const endless = cold<Line>('-a-b-c-', lines);
      expectObservable(endless.pipe(stage), '^---!').toBe('-a-b-', kinds);
      expectSubscriptions(endless.subscriptions).toBe('^---!');
    });
  });
});
