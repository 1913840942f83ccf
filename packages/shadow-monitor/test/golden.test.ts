import { readFileSync } from 'node:fs';
import { monitorShadow, resolveShadowOptions, type ShadowStep } from '@pulse-stream/shadow-monitor';
import { isFailure } from '@pulse-stream/worldstate';
import { from, lastValueFrom, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const Deltas = z.record(z.string(), z.number());
const GoldenCase = z.strictObject({
  case: z.string(),
  threshold: z.number(),
  window_steps: z.int(),
  critical_variables: z.array(z.string()),
  steps: z.array(
    z.strictObject({
      causal: Deltas,
      gravity: Deltas,
      step: z.int(),
      window_len: z.int(),
      variance_explained: Deltas,
      trigger: z.tuple([z.boolean(), z.array(z.string())]),
    }),
  ),
});

const TOLERANCE = 1e-12;

const cases = readFileSync(new URL('golden/shadow_monitor.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => GoldenCase.parse(JSON.parse(line)));

test('the golden file is there in full', () => {
  expect(cases).toHaveLength(12);
});

test.each(cases.map((golden) => [golden.case, golden] as const))(
  'energy share and trigger after each step are the reference: %s',
  async (_, golden) => {
    const names = golden.critical_variables;
    const shadow_monitor = {
      threshold_variance_explained: golden.threshold,
      window_steps: golden.window_steps,
      critical_variables: names,
    };
    const options = resolveShadowOptions({ shadow_monitor }, 'turn', [], names);
    const steps: ShadowStep[] = golden.steps.map(({ causal, gravity }) => ({ causal, gravity }));
    const records = await lastValueFrom(from(steps).pipe(monitorShadow(options), toArray()));
    expect(records).toHaveLength(golden.steps.length);
    for (const [
      at,
      { variance_explained: wanted, trigger, window_len: length },
    ] of golden.steps.entries()) {
      const record = records[at];
      if (record === undefined || isFailure(record)) throw new Error(`step ${at} has no record`);
      expect(Object.keys(record.variables)).toEqual(names);
      expect(
        Object.keys(wanted)
          .filter((name) => wanted[name] !== -1)
          .toSorted(),
      ).toEqual(names.toSorted());
      for (const name of names)
        expect(
          Math.abs(
            (record.variables[name]?.energy_share ?? Number.NaN) - (wanted[name] ?? Number.NaN),
          ),
        ).toBeLessThanOrEqual(TOLERANCE);
      expect(record.triggered).toBe(trigger[0]);
      const over = names.filter(
        (name) =>
          length === golden.window_steps &&
          (record.variables[name]?.energy_share ?? 0) > golden.threshold,
      );
      expect(over.toSorted()).toEqual(trigger[1].toSorted());
    }
  },
);
