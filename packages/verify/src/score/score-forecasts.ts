import { verifyCell, type IssuedCell } from '@pulse-stream/forecast/internal';
import { compileModel, type AnyModel } from '@pulse-stream/simulator';
import { PulseError, type Dataset } from '@pulse-stream/worldstate';
import type { IssuedForecast, IssuedTarget } from '@pulse-stream/worldstate/internal';
import { issueForecast, type HashedModel } from './issue-forecast.ts';
import {
  ANY_DATASET,
  findOrigin,
  joinTurns,
  ObservedTable,
  type FoundOrigin,
  type NoTruth,
} from './match-truth.ts';
import { SeenForecasts, type Repeated } from './seen-forecasts.ts';
import {
  describeScores,
  type CellReason,
  type EventReason,
  type RecordReason,
  type ScoreReport,
  type TargetTallies,
} from './score-report.ts';
import { hashOf } from '@pulse-stream/pipeline/internal';
import { CellTally, EventTally, ReasonCounts } from './score-tally.ts';

/** Names of targets, of events and of datasets that are kept. */
const MOST_NAMES = 10_000;

/** What forecasts are verified against. */
export interface ScoreOptions {
  /** By the name that records call their dataset; '' stands for every name that is not here. */
  readonly datasets: ReadonlyMap<string, Dataset>;
  /** Where to look for the conditions of events that a scenario left to its model. */
  readonly model?: AnyModel | null | undefined;
}

/** One forecast on its way through the scorer. */
interface Verifying extends FoundOrigin {
  readonly issued: IssuedForecast;
  readonly repeated: Repeated;
  /** The row of a turn. */
  readonly rowAt: (turn: number) => number | NoTruth;
}

/**
 * Verifies issued forecasts against observations that arrived later: each horizon against the row of
 * its label. Of each forecast only sums are kept and that it was there, so that none counts twice; the
 * order of the forecasts changes no bit of the scores.
 * @see FORECAST.md §4, §6
 */
export class ForecastScorer {
  readonly #tables: ReadonlyMap<string, ObservedTable>;
  readonly #model: HashedModel | null;
  readonly #targets = new Map<string, TargetTallies>();
  readonly #all = new CellTally();
  readonly #events = new Map<string, EventTally>();
  readonly #allEvents = new EventTally();
  readonly #records = new ReasonCounts<RecordReason>();
  readonly #cells = new ReasonCounts<CellReason>();
  readonly #eventReasons = new ReasonCounts<EventReason>();
  #read = 0;
  readonly #seen = new SeenForecasts();
  /** Records by the dataset they name; '' for those that name none. */
  readonly #datasets = new Map<string, number>();
  /** What records call datasets that were not given; '' for no name. */
  readonly #lost = new Set<string>();
  #whatIf = 0;

  constructor({ datasets, model = null }: ScoreOptions) {
    this.#tables = new Map(
      [...datasets].map(([name, dataset]) => [name, new ObservedTable(dataset)]),
    );
    const compiled = model === null ? null : compileModel(model);
    this.#model = compiled === null ? null : { compiled, modelHash: hashOf(compiled) };
  }

  /** One line of an output or of a forecast memory, as bytes. */
  addLine(bytes: Uint8Array): void {
    let value: unknown;
    try {
      value = JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      value = null;
    }
    this.add(value);
  }

  /**
   * A record, an issued forecast, or anything else: it is counted in any case.
   * @throws PulseError `option-invalid` for more than 10,000 names of targets, events or datasets
   */
  add(value: unknown): void {
    this.#read += 1;
    const reason = this.#verify(value);
    if (reason !== null) this.#records.add(reason);
  }

  /**
   * The scores so far.
   * @throws PulseError `option-invalid` when one nameless dataset would stand for several
   */
  report(): ScoreReport {
    this.#refuseOneForAll();
    return describeScores({
      targets: this.#targets,
      all: this.#all,
      events: this.#events,
      allEvents: this.#allEvents,
      lost: {
        named: [...this.#lost].toSorted().map((name) => (name === '' ? null : name)),
        given: [...this.#tables.keys()].toSorted(),
      },
      summary: {
        records: this.#read,
        verified: this.#read - this.#records.total,
        unverified: this.#records.toObject(),
        cells: { verified: this.#all.n, unverified: this.#cells.toObject() },
        events: { verified: this.#allEvents.n, unverified: this.#eventReasons.toObject() },
        what_if: this.#whatIf,
        duplicates: this.#seen.repeated,
        datasets: Object.fromEntries([...this.#datasets].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      },
    });
  }

  /** null: something of it could be verified. */
  #verify(value: unknown): RecordReason | null {
    const issued = issueForecast(value, this.#model);
    if (typeof issued === 'string') return issued;
    const found = findOrigin(issued, this.#tables);
    if (found === 'dataset-unknown' && this.#lost.size < MOST_NAMES)
      this.#lost.add(issued.origin.dataset ?? '');
    if (typeof found === 'string') return found;
    this.#countDataset(issued.origin.dataset ?? '');
    const before = this.#all.n + this.#allEvents.n;
    const repeated = this.#seen.enter(issued);
    const forecast = { ...found, issued, repeated, rowAt: joinTurns(issued, found) };
    const reasons = new Set([...this.#verifyTargets(forecast), ...this.#verifyEvents(forecast)]);
    if (reasons.has('duplicate')) this.#seen.name(issued);
    if (this.#all.n + this.#allEvents.n === before) {
      if (reasons.has('duplicate')) return 'duplicate';
      return reasons.has('beyond-history') ? 'too-early' : 'nothing-observed';
    }
    if (issued.what_if === true) this.#whatIf += 1;
    return null;
  }

  #countDataset(name: string): void {
    if (!this.#datasets.has(name)) checkRoom(this.#datasets, 'datasets');
    this.#datasets.set(name, (this.#datasets.get(name) ?? 0) + 1);
  }

  /** What came true of one dataset says nothing about another one. */
  #refuseOneForAll(): void {
    if (!this.#tables.has(ANY_DATASET)) return;
    const names = [...this.#datasets.keys()].filter((name) => !this.#tables.has(name)).toSorted();
    const [first] = names;
    if (names.length > 1)
      throw new PulseError(
        'option-invalid',
        `the forecasts are of ${names.length} datasets (${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}), one file without a name cannot be the truth of all: name each, --observations ${first ?? ''}=FILE`,
      );
  }

  /** @returns why values were not verified */
  #verifyTargets({ issued, observed, repeated, rowAt }: Verifying): CellReason[] {
    const reasons: CellReason[] = [];
    for (const [h, turn] of issued.horizon.entries()) {
      const row = rowAt(turn);
      for (const [name, target] of Object.entries(issued.targets)) {
        const truth = truthOf(observed, name, row);
        const reason = repeated.hasCell(name, turn)
          ? 'duplicate'
          : typeof truth === 'string'
            ? truth
            : this.#score(name, target, turn, cellAt(target, h), truth);
        if (reason === null) continue;
        this.#cells.add(reason);
        reasons.push(reason);
      }
    }
    return reasons;
  }

  #score(
    name: string,
    { unit }: IssuedTarget,
    turn: number,
    cell: IssuedCell,
    truth: number,
  ): 'overflow' | null {
    const scores = verifyCell(cell, truth);
    if (Object.values(scores).some((score) => typeof score === 'number' && !Number.isFinite(score)))
      return 'overflow';
    const key = JSON.stringify([name, unit]);
    let tallies = this.#targets.get(key);
    if (tallies === undefined) {
      checkRoom(this.#targets, 'targets');
      tallies = { target: name, unit, all: new CellTally(), horizons: new Map() };
      this.#targets.set(key, tallies);
    }
    let tally = tallies.horizons.get(turn);
    if (tally === undefined) {
      tally = new CellTally();
      tallies.horizons.set(turn, tally);
    }
    const levels = cell.levels.join(' ');
    for (const each of [tally, tallies.all, this.#all]) each.add(scores, levels);
    return null;
  }

  /** @returns why events were not verified */
  #verifyEvents({ issued, observed, repeated, rowAt }: Verifying): EventReason[] {
    const reasons: EventReason[] = [];
    for (const event of issued.events) {
      const outcome = repeated.hasEvent(event.name)
        ? 'duplicate'
        : observed.outcomeOf(event, rowAt, issued.params);
      if (typeof outcome === 'string') {
        this.#eventReasons.add(outcome);
        reasons.push(outcome);
        continue;
      }
      let tally = this.#events.get(event.name);
      if (tally === undefined) {
        checkRoom(this.#events, 'events');
        tally = new EventTally();
        this.#events.set(event.name, tally);
      }
      for (const each of [tally, this.#allEvents]) each.add(event.probability, outcome);
    }
    return reasons;
  }
}

function truthOf(observed: ObservedTable, name: string, row: number | NoTruth): number | NoTruth {
  if (!observed.observes(name)) return 'not-observed';
  return typeof row === 'string' ? row : observed.valueAt(row, name);
}

/** The memory stays bounded, whatever the records name. */
function checkRoom(known: ReadonlyMap<string, unknown>, what: string): void {
  if (known.size >= MOST_NAMES)
    throw new PulseError(
      'option-invalid',
      `more than ${MOST_NAMES} ${what} cannot be scored at once`,
    );
}

function cellAt({ point, quantiles, members }: IssuedTarget, h: number): IssuedCell {
  const levels = Object.entries(quantiles ?? {})
    .map(([level, values]) => ({ level: Number(level), value: values[h] }))
    .filter((entry): entry is { level: number; value: number } => entry.value !== undefined)
    .toSorted((a, b) => a.level - b.level);
  return {
    point: point[h] ?? null,
    levels: levels.map(({ level }) => level),
    quantiles: levels.map(({ value }) => value),
    members: members?.[h] ?? null,
  };
}
