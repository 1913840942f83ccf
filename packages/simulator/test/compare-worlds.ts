import { attempt, isFailure, ScenarioConfig } from '@pulse-stream/worldstate';
import { compileModel, openRng, simulateRun } from '@pulse-stream/simulator';
import { namesIn, OPERATIONS } from '../src/language/operations.ts';
import { WorldMaker } from './random-models.ts';
import { differenceOf } from './same-bits.ts';

/** What came of many random worlds that ran on both paths. */
export interface WorldCounts {
  readonly worlds: number;
  /** Worlds that failed, equally on both. */
  failures: number;
  /** The others. */
  runs: number;
  /** Those of them that the generated kernel ran to the end. */
  generated: number;
  ensembles: number;
  readonly operators: ReadonlyMap<string, number>;
}

/**
 * Runs random worlds on the reference and on the generated kernel.
 * @throws Error with the first world that differs in a bit
 */
export function compareWorlds(worlds: number, seed: number): WorldCounts {
  const maker = new WorldMaker(openRng(seed, 0, 'worlds'));
  const { operators } = maker;
  const counts = { worlds, failures: 0, runs: 0, generated: 0, ensembles: 0, operators };
  for (let index = 0; index < worlds; index += 1) {
    const model = maker.model();
    const config = ScenarioConfig.parse(maker.scenario(model, index));
    const compiled = compileModel(model);
    const slow = attempt(() => simulateRun(compiled, config, { kernel: 'reference' }));
    const fast = attempt(() => simulateRun(compiled, config));
    const difference = differenceOf(fast, slow);
    if (difference !== null)
      throw new Error(`world ${index}${difference}\n${JSON.stringify([model, config])}`);
    if (isFailure(fast)) {
      counts.failures += 1;
      continue;
    }
    counts.runs += 1;
    if (fast.kernel === 'generated') counts.generated += 1;
    if (fast.ensemble !== null) counts.ensembles += 1;
  }
  return counts;
}

/** Every operation of the language as it is written, and what is read by more than a name. */
export const OPERATORS: readonly string[] = [
  ...new Set(
    namesIn(OPERATIONS).map((op) => {
      const { syntax } = OPERATIONS[op];
      return syntax.form === 'function' ? op : syntax.sign;
    }),
  ),
  'lag',
  'turn',
];
