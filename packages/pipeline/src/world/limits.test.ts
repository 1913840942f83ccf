import { compileModel } from '@pulse-stream/simulator';
import { ScenarioConfig, ScenarioError, type ScenarioConfigInput } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { checkLimits, ScenarioLimits } from './limits.ts';
import { estimateRecordBytes, sumBytes } from './record-size.ts';

const compiled = compileModel({
  name: 'one',
  members: 10,
  slots: { x: { kind: 'variable', initial: 0 }, y: { kind: 'variable', initial: 0 } },
  rules: [{ id: 'grow', effects: [{ target: 'x', add: 1 }] }],
});

function sizeOf(config: ScenarioConfigInput, reruns = 0) {
  return { config: ScenarioConfig.parse(config), compiled, lineBytes: 100, reruns };
}

function refusal(config: ScenarioConfigInput, limits: Partial<ScenarioLimits>, reruns = 0) {
  try {
    checkLimits(sizeOf(config, reruns), ScenarioLimits.parse(limits));
  } catch (error) {
    if (error instanceof ScenarioError) return error.failure;
    throw error;
  }
  return null;
}

describe('limits of a scenario', () => {
  it.each<[keyof ScenarioLimits, ScenarioConfigInput, number, string]>([
    ['turns', { turns: 9 }, 9, 'turns'],
    ['members', { members: 9 }, 9, 'members'],
    ['memberTurns', { members: 9, turns: 5 }, 45, 'members'],
    ['memberTurns', { turns: 5 }, 50, 'members'],
    ['memberValues', { members: 9, turns: 5, forecast: { targets: ['x'] } }, 45, 'members'],
    ['memberValues', { turns: 200, forecast: { targets: ['x', 'y'] } }, 1200, 'members'],
    ['memberValues', { turns: 9, forecast: { targets: ['x'], horizons: [3] } }, 10, 'members'],
    ['fuel', { members: 9, turns: 5 }, 45 * compiled.nodes, 'members'],
  ])('%s of %j are %d, and one less is refused', (limit, config, value, path) => {
    expect(refusal(config, { [limit]: value })).toBeNull();
    expect(refusal(config, { [limit]: value - 1 })).toMatchObject({
      type: 'limit-exceeded',
      stage: 'initialise',
      path,
      message: expect.stringContaining(`is ${value}, more than the limit of ${value - 1}`),
    });
  });

  it('re-runs of assess "full" count as fuel', () => {
    const once = 10 * compiled.nodes;
    expect(refusal({}, { fuel: 3 * once }, 2)).toBeNull();
    expect(refusal({}, { fuel: 3 * once }, 3)?.message).toContain('4 runs');
  });

  it('a record that would be too long is refused by what makes it long', () => {
    expect(refusal({ turns: 60_000, members: 1, trace: 'full' }, {})).toMatchObject({
      type: 'limit-exceeded',
      path: 'trace',
    });
    const horizons = Array.from({ length: 20_000 }, (_, index) => index + 1);
    const wide = { turns: 20_000, forecast: { horizons, targets: ['x', 'y'] } };
    expect(refusal(wide, {})).toMatchObject({ type: 'limit-exceeded', path: 'forecast' });
    expect(refusal({ turns: 60_000, members: 1, trace: 'none' }, {})).toBeNull();
  });

  it('a record of exactly the limit is computed, one byte less is refused', () => {
    const config = { turns: 9, trace: 'full' } as const;
    const bytes = sumBytes(estimateRecordBytes(sizeOf(config)));
    expect(refusal(config, { recordBytes: bytes })).toBeNull();
    expect(refusal(config, { recordBytes: bytes - 1 })).toMatchObject({
      type: 'limit-exceeded',
      message: expect.stringContaining(`is ${bytes}, more than the limit of ${bytes - 1}`),
    });
  });

  it('the estimate grows with what is asked for', () => {
    const total = (config: ScenarioConfigInput) => {
      return sumBytes(estimateRecordBytes(sizeOf(config)));
    };
    expect(total({ turns: 9, trace: 'summary' })).toBeGreaterThan(total({ turns: 9 }));
    expect(total({ turns: 9, trace: 'full' })).toBeGreaterThan(
      total({ turns: 9, trace: 'summary' }),
    );
    expect(total({ turns: 9 })).toBeGreaterThan(total({ turns: 9, members: 1 }));
  });

  it('kept members make a record longer, and are named when they make it too long', () => {
    const config = ScenarioConfig.parse({ members: 1000, turns: 50 });
    const size = { config, compiled, lineBytes: 100, reruns: 0 };
    const kept = estimateRecordBytes({ ...size, keepMembers: true });
    expect(kept).toEqual({ ...estimateRecordBytes(size), members: 1000 * 50 * 25 });
    const check = (recordBytes: number) => () =>
      checkLimits({ ...size, keepMembers: true }, ScenarioLimits.parse({ recordBytes }));
    expect(check(sumBytes(kept))).not.toThrow();
    expect(check(sumBytes(kept) - 1)).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ path: 'members' }) }),
    );
    const one = { ...size, config: { ...config, members: 1 }, keepMembers: true };
    expect(estimateRecordBytes(one).members).toBe(0);
  });
});
