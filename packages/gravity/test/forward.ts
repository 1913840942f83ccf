import type { CausalCore, Corrector } from '@pulse-stream/worldstate';
import { CONTROL_RUN, type CausalPath } from '@pulse-stream/worldstate/internal';

/** A path of a forecast as the turn law has it: rules, correction, shocks of gravity, bounds. */
export function runForward(
  core: CausalCore,
  from: CausalPath,
  corrector: Corrector | null,
  turns: number,
  member = CONTROL_RUN,
): { path: CausalPath; corrections: number[][] } {
  const path = core.clone(from);
  const size = core.slots.length;
  const causal = new Float64Array(size);
  const contributions = new Float64Array(core.effects.length);
  const corrections: number[][] = [];
  corrector?.begin(member);
  const shocks = new Float64Array(corrector?.slots.length ?? 0);
  for (let turn = 0; turn < turns; turn += 1) {
    const before = path.x.slice();
    core.drift(path, causal, contributions);
    const values = causal.slice();
    if (corrector !== null) {
      corrector.correct({ before, causal, contributions });
      for (const [at, slot] of corrector.slots.entries())
        values[slot] = (values[slot] ?? 0) + (corrector.correction[at] ?? 0);
      corrections.push([...corrector.correction]);
      if (member !== CONTROL_RUN && corrector.shock(shocks))
        for (const [at, slot] of corrector.slots.entries())
          values[slot] = (values[slot] ?? 0) + (shocks[at] ?? 0);
    }
    core.advance(path, values);
    corrector?.settle(path.x);
  }
  return { path, corrections };
}
