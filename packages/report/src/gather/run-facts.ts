import { isFailure, type OutputRecord, type ResultRecord } from '@pulse-stream/worldstate';
import type { OpenRng } from '@pulse-stream/worldstate/internal';
import { Counts } from './counts.ts';
import { DrawableStore, type Chosen, type Origin } from './drawn.ts';
import { FailureTally, type FailureKind } from './failures.ts';
import { readFan } from './fan.ts';
import { InfluenceStudy, type Influences } from './influence.ts';
import { PartSums, readParts, type Parts } from './parts.ts';
import { actionOf, readScenario, type Scenario } from './scenario.ts';

/** Targets that are drawn: the first that the run has. */
const MOST_TARGETS = 4;
/** Scenarios that the table can hold. */
export const MOST_SCENARIOS = 10_000;

/** What the page is made of. */
export interface RunFacts {
  readonly records: number;
  readonly complete: number;
  readonly gated: number;
  readonly failed: number;
  /** Targets that are drawn, and names of those that are not. */
  readonly targets: readonly string[];
  readonly otherTargets: readonly string[];
  /** The first scenarios of the run; `complete + gated` may be more. */
  readonly scenarios: readonly Scenario[];
  readonly chosen: readonly Chosen[];
  /** By target: the mean of its parts over all scenarios. */
  readonly meanParts: readonly Parts[];
  readonly failures: readonly FailureKind[];
  readonly influences: Influences;
  readonly models: readonly string[];
  readonly versions: readonly string[];
  readonly seeds: readonly string[];
  readonly calibrations: readonly (readonly [text: string, count: number])[];
  /** Of the records that no gate stopped. */
  readonly actions: readonly (readonly [text: string, count: number])[];
  readonly warnings: readonly (readonly [text: string, count: number])[];
  readonly sources: readonly string[];
}

const originOf = ({ forecast: { origin } }: ResultRecord): Origin | null =>
  origin === null
    ? null
    : {
        dataset: origin.dataset ?? null,
        label: origin.label === undefined ? null : String(origin.label),
        row: origin.row ?? null,
      };
const firstOf = (counts: Counts): string[] => counts.entries().map(([text]) => text);

/** Takes the records of a run one by one, in bounded memory, and says what the page is made of. */
export class FactsFold {
  #records = 0;
  readonly #statuses = new Counts();
  readonly #targets: string[] = [];
  readonly #otherTargets = new Counts(50);
  readonly #scenarios: Scenario[] = [];
  readonly #drawable = new DrawableStore();
  readonly #sums = new Map<string, PartSums>();
  readonly #failures = new FailureTally();
  readonly #study: InfluenceStudy;
  readonly #models = new Counts(20);
  readonly #versions = new Counts(20);
  readonly #seeds = new Counts(2);
  readonly #calibrations = new Counts();
  readonly #actions = new Counts();
  readonly #warnings = new Counts();
  readonly #sources = new Counts(20);

  constructor(openRng: OpenRng) {
    this.#study = new InfluenceStudy(openRng);
  }

  add(record: OutputRecord): void {
    this.#records += 1;
    if (record.source !== undefined) this.#sources.add(record.source);
    this.#takeRun(record.run);
    if (isFailure(record)) this.#failures.add(record);
    else this.#takeResult(record);
  }

  #takeRun(run: OutputRecord['run']): void {
    const { model, model_hash: hash, engine_version: version, seed } = run ?? {};
    if (model !== undefined) this.#models.add(`${model} ${hash ?? ''}`.trim());
    if (version !== undefined) this.#versions.add(version);
    if (seed !== undefined) this.#seeds.add(String(seed));
  }

  #takeResult(record: ResultRecord): void {
    const { status, forecast, warnings } = record;
    this.#statuses.add(status);
    // what the gate stopped is told by the gate
    if (status === 'complete') this.#actions.add(actionOf(record));
    this.#calibrations.add(forecast.calibration);
    for (const { type } of warnings) this.#warnings.add(type);
    for (const target of Object.keys(forecast.targets)) this.#takeTarget(target);
    const scenario = readScenario(record, this.#targets);
    if (this.#scenarios.length < MOST_SCENARIOS) this.#scenarios.push(scenario);
    const parts = this.#targets.flatMap((target) => readParts(record, target) ?? []);
    for (const part of parts) this.#sums.get(part.target)?.add(part);
    const fans = this.#targets.flatMap((target) => readFan(record, target) ?? []);
    this.#drawable.add({ scenario, fans, parts, origin: originOf(record) });
    this.#study.add(record);
  }

  #takeTarget(target: string): void {
    if (this.#targets.includes(target)) return;
    if (this.#targets.length === MOST_TARGETS) return this.#otherTargets.add(target);
    this.#targets.push(target);
    this.#sums.set(target, new PartSums());
  }

  /** @param top scenarios that are drawn */
  facts(top: number): RunFacts {
    return {
      records: this.#records,
      complete: this.#statuses.of('complete'),
      gated: this.#statuses.of('gated'),
      failed: this.#failures.count,
      targets: this.#targets,
      otherTargets: firstOf(this.#otherTargets),
      scenarios: this.#scenarios,
      chosen: this.#drawable.choose(top),
      meanParts: this.#targets.flatMap((target) => this.#sums.get(target)?.mean(target) ?? []),
      failures: this.#failures.kinds(),
      influences: this.#study.report(),
      models: firstOf(this.#models),
      versions: firstOf(this.#versions),
      seeds: firstOf(this.#seeds),
      calibrations: this.#calibrations.entries(),
      actions: this.#actions.entries(),
      warnings: this.#warnings.entries(),
      sources: firstOf(this.#sources),
    };
  }
}
