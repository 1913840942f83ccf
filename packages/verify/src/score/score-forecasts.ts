import { verifyCell, type CellScores, type IssuedCell } from '@pulse-stream/forecast/internal';
import { compileModel, type AnyModel } from '@pulse-stream/simulator';
import { PulseError, type Dataset } from '@pulse-stream/worldstate';
import type { IssuedForecast } from '@pulse-stream/worldstate/internal';
import type { GroupKey } from './group-keys.ts';
import { issueForecast, type HashedModel } from './issue-forecast.ts';
import { cellsOf } from './issued-cells.ts';
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
} from './score-report.ts';
import { ScoreGroups } from './score-groups.ts';
import { rescaleCell, rescaleTruth, type ScoreScale } from './score-scale.ts';
import { hashOf } from '@pulse-stream/pipeline/internal';
import { EventTally, ReasonCounts } from './score-tally.ts';

/** Names of events and of datasets that are kept. */
const MOST_NAMES = 10_000;

/** What forecasts are verified against. */
export interface ScoreOptions {
  /** By the name that records call their dataset; '' stands for every name that is not here. */
  readonly datasets: ReadonlyMap<string, Dataset>;
  /** Where to look for the conditions of events that a scenario left to its model. */
  readonly model?: AnyModel | null | undefined;
  /** What verified values are grouped by (`readGroupKeys`); absent: by target and horizon. */
  readonly by?: readonly GroupKey[] | undefined;
  /** Default natural. */
  readonly scale?: ScoreScale | undefined;
}

/** Scores of a forecast of others, with the levels of its quantiles as one text. */
type OtherScores = CellScores & { readonly levels: string };

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
  readonly #groups: ScoreGroups;
  readonly #scale: ScoreScale;
  /** Scores of other forecasts by what they are of; null: there are none to compare with. */
  #others: Map<ObservedTable, Map<string, OtherScores>> | null = null;
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

  constructor({ datasets, model = null, by, scale = 'natural' }: ScoreOptions) {
    this.#groups = new ScoreGroups(by ?? null);
    this.#scale = scale;
    this.#tables = new Map(
      [...datasets].map(([name, dataset]) => [name, new ObservedTable(dataset)]),
    );
    const compiled = model === null ? null : compileModel(model);
    this.#model = compiled === null ? null : { compiled, modelHash: hashOf(compiled) };
  }

  /** Values of other forecasts that could be verified. */
  get others(): number {
    return [...(this.#others?.values() ?? [])].reduce((sum, { size }) => sum + size, 0);
  }

  /** One line of an output or of a forecast memory, as bytes; null: one that is too long to be read. */
  addLine(bytes: Uint8Array | null): void {
    this.add(parseLine(bytes));
  }

  /** The same of the forecasts of others. */
  addOtherLine(bytes: Uint8Array | null): void {
    this.addOther(parseLine(bytes));
  }

  /**
   * A forecast of others, before any of those that are to be scored: what both forecast is compared.
   * Of several forecasts of one value the first counts; what cannot be verified is left out, and so is
   * the WIS of other levels.
   */
  addOther(value: unknown): void {
    this.#others ??= new Map();
    const issued = issueForecast(value, this.#model);
    const found = typeof issued === 'string' ? null : findOrigin(issued, this.#tables);
    if (typeof issued === 'string' || found === null || typeof found === 'string') return;
    const others = this.#others.get(found.observed) ?? new Map<string, OtherScores>();
    this.#others.set(found.observed, others);
    for (const { key, cell, truth } of cellsOf(issued, found, joinTurns(issued, found))) {
      const scores = typeof truth === 'string' ? truth : this.#scoreCell(cell, truth);
      if (typeof scores !== 'string' && !others.has(key))
        others.set(key, { ...scores, levels: cell.levels.join(' ') });
    }
  }

  /**
   * A record, an issued forecast, or anything else: it is counted in any case.
   * @throws PulseError `option-invalid` for more than 10,000 names of events or datasets, or 100,000 groups
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
      groups: this.#groups.list(),
      scale: this.#scale,
      isRelative: this.#others !== null,
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
        cells: { verified: this.#groups.n, unverified: this.#cells.toObject() },
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
    const before = this.#groups.n + this.#allEvents.n;
    const repeated = this.#seen.enter(issued);
    const forecast = { ...found, issued, repeated, rowAt: joinTurns(issued, found) };
    const reasons = new Set([...this.#verifyTargets(forecast), ...this.#verifyEvents(forecast)]);
    if (reasons.has('duplicate')) this.#seen.name(issued);
    if (this.#groups.n + this.#allEvents.n === before) {
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
  #verifyTargets({ issued, repeated, rowAt, ...found }: Verifying): CellReason[] {
    return [...cellsOf(issued, found, rowAt)].flatMap(({ place, key, cell, truth }) => {
      const scores = repeated.hasCell(place.target, place.turn)
        ? 'duplicate'
        : typeof truth === 'string'
          ? truth
          : this.#scoreCell(cell, truth);
      if (typeof scores === 'string') {
        this.#cells.add(scores);
        return [scores];
      }
      const levels = cell.levels.join(' ');
      const other = this.#others?.get(found.observed)?.get(key) ?? null;
      // scores of other levels are not alike
      const alike = other === null || other.levels === levels ? other : { ...other, wis: null };
      this.#groups.add(place, scores, levels, alike);
      return [];
    });
  }

  #scoreCell(cell: IssuedCell, truth: number): CellScores | 'overflow' | 'below-zero' {
    const came = rescaleTruth(this.#scale, truth);
    if (came === null) return 'below-zero';
    const scores = verifyCell(rescaleCell(this.#scale, cell), came);
    const isFinite = Object.values(scores).every(
      (score) => typeof score !== 'number' || Number.isFinite(score),
    );
    return isFinite ? scores : 'overflow';
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

function parseLine(bytes: Uint8Array | null): unknown {
  if (bytes === null) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
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
