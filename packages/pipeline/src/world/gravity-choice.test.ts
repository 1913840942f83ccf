import { describe, expect, it } from 'vitest';
import { chooseGravity } from './gravity-choice.ts';

describe('gravity of one scenario', () => {
  it('a line that says nothing runs with the options of the run', () => {
    expect(chooseGravity(true, { lambda: 0.5 })).toEqual({ lambda: 0.5 });
    expect(chooseGravity(true, false)).toBe(false);
  });

  it('a line can switch it off, and its own options switch it on', () => {
    expect(chooseGravity(false, { lambda: 0.5 })).toBe(false);
    expect(chooseGravity({ lambda: 0.1 }, false)).toEqual({ lambda: 0.1 });
  });

  it('options of the line are laid over those of the run, also inside shadow_monitor', () => {
    const run = { lambda: 0.5, warmup: 20, shadow_monitor: { window_steps: 5 } };
    const line = { lambda: 0.1, shadow_monitor: { threshold_variance_explained: 0.2 } };
    expect(chooseGravity(line, run)).toEqual({
      lambda: 0.1,
      warmup: 20,
      shadow_monitor: { window_steps: 5, threshold_variance_explained: 0.2 },
    });
    expect(run.shadow_monitor).toEqual({ window_steps: 5 });
  });

  it('an option under its other name replaces the one of the run', () => {
    const run = { regularization_strength: 0.1, momentum: 0.5 };
    expect(chooseGravity({ regularization: 0.2, momentum_factor: 0.4 }, run)).toEqual({
      regularization: 0.2,
      momentum_factor: 0.4,
    });
  });
});
