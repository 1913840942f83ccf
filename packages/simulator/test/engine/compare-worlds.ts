import { attempt, isFailure, ScenarioConfig, type Failure } from '@pulse-stream/worldstate';
import { compileModel } from '@pulse-stream/simulator';
import { openRng } from '@pulse-stream/simulator/internal';
import { CONDITIONS, namesIn, NUMBERS } from '../../src/language/operations.ts';
import { WorldMaker } from '../random-models.ts';
import { differenceOf } from '../same-bits.ts';
import { interpreter, type Candidate, type Outcome } from './engines.ts';

/** What came of many random worlds that ran on the oracle and on another engine. */
export interface WorldCounts {
  /** Worlds that failed, equally on both. */
  failures: number;
  /** Those that the engine left to others. */
  left: number;
  /** The rest. */
  runs: number;
  /** Those of them that were not in doubt. */
  sure: number;
  ensembles: number;
  readonly operators: ReadonlyMap<string, number>;
}

/**
 * Runs random worlds on the interpreter and on another engine.
 * @param change makes the scenarios ones that the engine takes
 * @throws Error with the first world that differs in a bit
 */
export function compareWorlds(
  candidate: Candidate,
  worlds: number,
  seed: number,
  change: (config: ScenarioConfig, index: number) => ScenarioConfig = (config) => config,
): WorldCounts {
  const maker = new WorldMaker(openRng(seed, 0, 'worlds'));
  const { operators } = maker;
  const counts = { failures: 0, left: 0, runs: 0, sure: 0, ensembles: 0, operators };
  for (let index = 0; index < worlds; index += 1) {
    const model = maker.model();
    const config = change(ScenarioConfig.parse(maker.scenario(model, index)), index);
    const compiled = compileModel(model);
    const rule = compiled.rules.length === 0 ? -1 : index % compiled.rules.length;
    const options = index % 4 === 3 && rule >= 0 ? { perturbed: { rule, share: 0.9 } } : {};
    const found = attempt(() => candidate.simulate(compiled, config, options));
    if (found === null) {
      counts.left += 1;
      continue;
    }
    const known = attempt(() => interpreter.simulate(compiled, config, options));
    const difference = differenceFrom(known, found);
    if (difference !== null)
      throw new Error(`world ${index}${difference}\n${JSON.stringify([model, config])}`);
    if (isFailure(found)) {
      counts.failures += 1;
      continue;
    }
    counts.runs += 1;
    if (found.run?.kernel !== 'reference') counts.sure += 1;
    if (found.ensemble !== null) counts.ensembles += 1;
  }
  return counts;
}

/** Where an engine tells something else than the oracle; what it leaves out is not compared. */
export function differenceFrom(known: Told, found: Told): string | null {
  if (
    found === null ||
    known === null ||
    isFailure(found) ||
    isFailure(known) ||
    found.run !== null
  )
    return differenceOf(found, known);
  const told = namesIn(found).filter((key) => found[key] !== null);
  const part = (outcome: Outcome) => told.map((key) => withOneZero(outcome[key]));
  return differenceOf(part(found), part(known));
}

type Told = Outcome | Failure | null;

/** A run that leaves out shocks of 0 keeps a −0 that adding one would clear; JSON has one zero. */
function withOneZero(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (item instanceof Map ? [...item] : item));
}

const KERNEL_OPERATIONS = { ...NUMBERS, ...CONDITIONS };

/** What the kernels know of the language as it is written, and what is read by more than a name. */
export const OPERATORS: readonly string[] = [
  ...new Set(
    namesIn(KERNEL_OPERATIONS).map((op) => {
      const { syntax } = KERNEL_OPERATIONS[op];
      return syntax.form === 'function' ? op : syntax.sign;
    }),
  ),
  'lag',
  'turn',
];
