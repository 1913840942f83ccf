import { verifyCell, type IssuedCell } from '@pulse-stream/forecast';
import { compileModel, type AnyModel } from '@pulse-stream/simulator';
import {
  PulseError,
  type Dataset,
  type IssuedForecast,
  type IssuedTarget,
} from '@pulse-stream/worldstate';
import { issueForecast, type HashedModel } from '../issue-forecast.ts';
import { findOrigin, ObservedTable, type FoundOrigin } from './match-truth.ts';
import {
  describeScores,
  type CellReason,
  type EventReason,
  type RecordReason,
  type ScoreReport,
  type TargetTallies,
} from './score-report.ts';
import { hashOf } from '../world.ts';
import { CellTally, EventTally, ReasonCounts } from './score-tally.ts';

/** Names of targets, and of events, that scores are kept for. */
const MOST_NAMES = 10_000;

/** What forecasts are verified against. */
export interface ScoreOptions {
  /** By the name that records call their dataset; '' stands for every name that is not here. */
  readonly datasets: ReadonlyMap<string, Dataset>;
  /** Where to look for the conditions of events that a scenario left to its model. */
  readonly model?: AnyModel | null | undefined;
}

/**
 * Verifies issued forecasts against observations that arrived later: horizon h against the h-th row
 * after the row whose label the origin names. Keeps sums only, so the memory does not grow with the
 * number of forecasts; the order of the forecasts changes no bit of the scores.
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
  #whatIf = 0;
  #otherLabels = 0;

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
   * @throws PulseError `option-invalid` for more than 10,000 names of targets or events
   */
  add(value: unknown): void {
    this.#read += 1;
    const reason = this.#verify(value);
    if (reason !== null) this.#records.add(reason);
  }

  /** The scores so far. */
  report(): ScoreReport {
    return describeScores({
      targets: this.#targets,
      all: this.#all,
      events: this.#events,
      allEvents: this.#allEvents,
      summary: {
        records: this.#read,
        verified: this.#read - this.#records.total,
        unverified: this.#records.toObject(),
        cells: { verified: this.#all.n, unverified: this.#cells.toObject() },
        events: { verified: this.#allEvents.n, unverified: this.#eventReasons.toObject() },
        what_if: this.#whatIf,
        labels_differ: this.#otherLabels,
      },
    });
  }

  /** null: something of it could be verified. */
  #verify(value: unknown): RecordReason | null {
    const issued = issueForecast(value, this.#model);
    if (typeof issued === 'string') return issued;
    const found = findOrigin(issued, this.#tables);
    if (typeof found === 'string') return found;
    const before = this.#all.n + this.#allEvents.n;
    const isEarly = [this.#verifyTargets(issued, found), this.#verifyEvents(issued, found)];
    if (this.#all.n + this.#allEvents.n === before)
      return isEarly.includes(true) ? 'too-early' : 'nothing-observed';
    if (issued.what_if === true) this.#whatIf += 1;
    return null;
  }

  /** @returns whether something lies beyond the end of the observations */
  #verifyTargets(issued: IssuedForecast, { observed, row }: FoundOrigin): boolean {
    let isEarly = false;
    for (const [h, turn] of issued.horizon.entries()) {
      const label = issued.labels?.[h];
      const there = observed.labelAt(row + turn);
      if (label !== undefined && there !== undefined && label !== there) this.#otherLabels += 1;
      for (const [name, target] of Object.entries(issued.targets)) {
        const truth = observed.valueAt(row + turn, name);
        const reason =
          typeof truth === 'string'
            ? truth
            : this.#score(name, target, turn, cellAt(target, h), truth);
        if (reason === null) continue;
        this.#cells.add(reason);
        isEarly ||= reason === 'beyond-history';
      }
    }
    return isEarly;
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
    for (const each of [tally, tallies.all, this.#all]) each.add(scores);
    return null;
  }

  /** @returns whether something lies beyond the end of the observations */
  #verifyEvents({ events, params }: IssuedForecast, { observed, row }: FoundOrigin): boolean {
    let isEarly = false;
    for (const event of events) {
      const outcome = observed.outcomeOf(event, row, params);
      if (typeof outcome === 'string') {
        this.#eventReasons.add(outcome);
        isEarly ||= outcome === 'beyond-history';
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
    return isEarly;
  }
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
