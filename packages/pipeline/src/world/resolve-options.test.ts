import { PulseError } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import type { PipelineOptions } from './options.ts';
import { resolveOptions } from './resolve-options.ts';

function problemsOf(options: unknown): PulseError['problems'] {
  try {
    resolveOptions(options as PipelineOptions);
  } catch (error) {
    if (error instanceof PulseError && error.code === 'option-invalid') return error.problems;
    throw error;
  }
  return [];
}

describe('options of the pipeline', () => {
  it('all have a default', () => {
    expect(resolveOptions({})).toMatchObject({
      seed: 0,
      crn: false,
      strict: false,
      gravity: {},
      precision: 6,
      limits: { memberTurns: 1e7, fuel: 1e10, recordBytes: 4_194_304 },
      thresholds: { confidence: 0.6, fragility: 0.7, risk: 0.5 },
    });
  });

  it.each([
    [{ precison: 3 }, 'precison', 'did you mean "precision"?'],
    [{ gravity: { lamda: 0.2 } }, 'gravity.lamda', 'did you mean "lambda"?'],
    [{ limits: { fuell: 1 } }, 'limits.fuell', 'did you mean "fuel"?'],
    [{ defaults: { turn: 3 } }, 'defaults.turn', 'did you mean "turns"?'],
    [{ thresholds: { rik: 3 } }, 'thresholds.rik', 'did you mean "risk"?'],
  ])('an unknown option %j names the nearest', (options, path, hint) => {
    expect(problemsOf(options)).toMatchObject([{ path, hint }]);
  });

  it.each([
    [{ precision: 0 }, 'precision'],
    [{ seed: -1 }, 'seed'],
    [{ member: 0.5 }, 'member'],
    [{ datasets: {} }, 'datasets'],
    [{ datasets: new Map([['a', 1]]) }, 'datasets.a'],
    [{ turnObservers: [{}] }, 'turnObservers.0'],
    [{ runObservers: [{ observeRecord: 1 }] }, 'runObservers.0'],
    [{ defaults: { members: 0 } }, 'defaults.members'],
    [{ thresholds: { risk: 2 } }, 'thresholds.risk'],
    [{ limits: { fuel: 0 } }, 'limits.fuel'],
  ])('the bad option %j is named', (options, path) => {
    expect(problemsOf(options)).toMatchObject([{ path }]);
  });
});
