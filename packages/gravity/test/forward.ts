import type { CausalCore, CausalPath, Corrector } from '@pulse-stream/worldstate';

/** The control run of a forecast as the turn law has it: rules, correction, bounds. */
export function runForward(
  core: CausalCore,
  from: CausalPath,
  corrector: Corrector | null,
  turns: number,
): { path: CausalPath; corrections: number[][] } {
  const path = core.clone(from);
  const size = core.slots.length;
  const causal = new Float64Array(size);
  const contributions = new Float64Array(core.effects.length);
  const corrections: number[][] = [];
  corrector?.begin(-1);
  for (let turn = 0; turn < turns; turn += 1) {
    const before = path.x.slice();
    core.drift(path, causal, contributions);
    const values = causal.slice();
    if (corrector !== null) {
      corrector.correct({ before, causal, contributions });
      for (const [at, slot] of corrector.slots.entries())
        values[slot] = (values[slot] ?? 0) + (corrector.correction[at] ?? 0);
      corrections.push([...corrector.correction]);
    }
    core.advance(path, values);
    corrector?.settle(path.x);
  }
  return { path, corrections };
}
