import { PulseError } from '@pulse-stream/worldstate';
import {
  flattenConfig,
  hintNearest,
  WRITTEN_SHORT,
  type OpenRng,
} from '@pulse-stream/worldstate/internal';
import { BlockTable, readBlock } from './blocks.ts';
import type { Estimate } from './bootstrap.ts';
import { Columns } from './columns.ts';
import { findBoxes } from './find-boxes.ts';
import { rankCorrelations } from './rank-correlations.ts';
import { outcomesOf, readOutcome, turnAskedFor, type ReadOutcome } from './read-outcome.ts';
import { sobolIndices } from './sobol-indices.ts';
import type { BoxLine, SensitivityLine, SensitivityReport } from './study-report.ts';
import { readThreshold, type Threshold } from './threshold.ts';

/** What a study looks at. */
export interface StudyOptions {
  /**
   * Outcomes by name: `NAME`, `NAME@8`, `NAME.sd@8`, `NAME.q0.9@8`, `p_EVENT`, correction_share,
   * confidence, fragility, risk. Default: the mean of every target at the last turn ahead, every
   * event, and those of the others that are there.
   */
  readonly outcomes?: readonly string[] | undefined;
  /** Cases of interest, `p_grim >= 0.5` or `infected@60 > 100`, for which boxes are looked for. */
  readonly cases?: string | undefined;
  /** Resamples of the bootstrap; 0: no intervals. Default 200. */
  readonly resamples?: number | undefined;
  /** Of the bootstrap; default 0. */
  readonly seed?: number | string | undefined;
  /** Opens a stream of chance; `openRng` of the simulator. */
  readonly openRng: OpenRng;
}

const DEFAULT_RESAMPLES = 200;
/** Turns ahead that a message lists. */
const MOST_TURNS = 20;
/** How records come to have another outcome. */
const OTHERWISE = 'for another slot name it in forecast.targets, for an event in forecast.events';
/** With fewer records ranks say nothing. */
const LEAST_RECORDS = 4;
const SCHEMAS: ReadonlySet<unknown> = new Set([1, 2]);

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function refuse(message: string): never {
  throw new PulseError('option-invalid', message);
}

/** Records as columns: what varied in their configs, and what came of it. Keeps numbers only. */
export class SensitivityStudy {
  readonly #options: StudyOptions;
  readonly #threshold: Threshold | null;
  readonly #inputs = new Columns();
  readonly #outcomes = new Columns();
  readonly #blocks = new BlockTable();
  readonly #read = new Map<string, ReadOutcome>();
  /** Outcomes that records have, whatever is asked for. */
  readonly #there = new Set<string>();
  /** Texts of inputs, as far as it takes to know whether they vary. */
  readonly #texts = new Map<string, Set<string>>();
  /** The one last turn ahead of all records; null: they differ. */
  #horizon: number | null | undefined;
  /** Turns ahead that any record says. */
  readonly #turns = new Set<number>();
  #failures = 0;
  #records = 0;

  /** @throws PulseError `option-invalid` for an outcome or cases that cannot be read */
  constructor(options: StudyOptions) {
    this.#options = options;
    this.#threshold = options.cases === undefined ? null : readThreshold(options.cases);
    const asked = [
      ...(options.outcomes ?? []),
      ...(this.#threshold ? [this.#threshold.outcome] : []),
    ];
    for (const name of asked)
      this.#read.set(
        name,
        readOutcome(name) ??
          refuse(
            `"${name}" is no outcome: they are NAME, NAME@8, NAME.sd@8, NAME.q0.9@8, p_EVENT, confidence, fragility, risk, correction_share`,
          ),
      );
  }

  /** Results so far. */
  get results(): number {
    return this.#inputs.rows;
  }

  /** Failures so far; they are counted and left out. */
  get failures(): number {
    return this.#failures;
  }

  /**
   * Takes one record.
   * @param record as it was parsed
   * @throws PulseError `input-unreadable` for what is no record; `option-invalid` for one that lacks
   *   what is needed
   */
  add(record: unknown): void {
    this.#records += 1;
    const nth = `record ${this.#records}`;
    if (!isObject(record) || !SCHEMAS.has(record['schema']))
      throw new PulseError('input-unreadable', `${nth} is no record of a run`);
    if (record['kind'] === 'failure') {
      this.#failures += 1;
      return;
    }
    if (record['kind'] !== 'result')
      throw new PulseError('input-unreadable', `${nth} is no record of a run`);
    const { config, forecast } = record;
    const missing = ['config', 'forecast'].filter((key) => !isObject(record[key]));
    if (!isObject(config) || !isObject(forecast))
      return refuse(
        `${nth} has no ${missing.join(' and no ')}: it was ${WRITTEN_SHORT}; sensitivity needs config and forecast`,
      );
    this.#inputs.addRow();
    this.#outcomes.addRow();
    this.#blocks.addRow(readBlock(config));
    flattenConfig(config, (name, value) => this.#takeInput(name, value));
    for (const name of outcomesOf(record)) {
      this.#there.add(name);
      if (this.#options.outcomes !== undefined || this.#read.has(name)) continue;
      const read = readOutcome(name);
      if (read !== null) this.#read.set(name, read);
    }
    for (const [name, read] of this.#read) this.#outcomes.set(name, read(record));
    const { horizon } = forecast;
    const turns: readonly unknown[] = Array.isArray(horizon) ? horizon : [];
    for (const each of turns) if (typeof each === 'number') this.#turns.add(each);
    const last = turns.at(-1);
    const turn = typeof last === 'number' ? last : null;
    this.#horizon = this.#horizon === undefined || this.#horizon === turn ? turn : null;
  }

  #takeInput(name: string, value: number | string): void {
    if (typeof value === 'number') return this.#inputs.set(name, value);
    const texts = this.#texts.get(name) ?? new Set();
    if (texts.size < 2) this.#texts.set(name, texts.add(value));
    return undefined;
  }

  /**
   * What moved what. Nothing is changed: more records may follow.
   * @throws PulseError `option-invalid` when nothing varies, or an outcome is in no record
   */
  report(): SensitivityReport {
    const leftOut: Record<string, string> = {};
    const inputs = this.#chooseInputs(leftOut);
    const outcomes = this.#chooseOutcomes(leftOut);
    const rows = this.#independentRows();
    const sensitivities = outcomes.flatMap((outcome) => this.#relate(outcome, inputs, rows));
    const found = this.#lookForBoxes(inputs, rows);
    return {
      sensitivities,
      boxes: found?.boxes ?? [],
      summary: {
        kind: 'sensitivity-summary',
        records: this.#records,
        results: this.#inputs.rows,
        failures: this.#failures,
        inputs,
        blocks: this.#blocks.whole(inputs).length,
        of_interest: found?.ofInterest ?? null,
        left_out: leftOut,
      },
    };
  }

  #chooseInputs(leftOut: Record<string, string>): readonly string[] {
    const chosen = this.#inputs.names.filter((name) => {
      const column = this.#inputs.get(name);
      const [first] = column;
      if (column.every((value) => value === first)) return false;
      const absent = column.reduce((count, value) => count + Number(Number.isNaN(value)), 0);
      if (absent > 0) leftOut[name] = `${absent} of ${column.length} records do not say it`;
      return absent === 0;
    });
    for (const [name, texts] of this.#texts)
      if (texts.size > 1) leftOut[name] = 'texts have no order';
    if (chosen.length > 0) return chosen;
    const reasons = Object.entries(leftOut).map(([name, reason]) => `; ${name}: ${reason}`);
    const what = reasons.length === 0 ? 'no input varies' : 'no number varies that all configs say';
    return refuse(`${what}: ${this.#inputs.rows} results${reasons.join('')}`);
  }

  #refuseOutcome(name: string): never {
    const there = [...this.#there];
    const asked = turnAskedFor(name);
    const turns = [...this.#turns].toSorted((a, b) => a - b);
    const way =
      asked !== null && this.#there.has(asked.target) && !this.#turns.has(asked.turn)
        ? `of ${asked.target} there are the turns ${turns.slice(0, MOST_TURNS).join(', ')}${turns.length > MOST_TURNS ? ' …' : ''}: name them in forecast.horizons`
        : `${hintNearest(name, there) ?? `there are ${there.join(', ')}; ${OTHERWISE}`}; NAME@TURN is one turn ahead`;
    return refuse(`no record has the outcome ${name} (${way})`);
  }

  #chooseOutcomes(leftOut: Record<string, string>): readonly string[] {
    const told = new Set<string>();
    return [...this.#read.keys()].filter((name) => {
      const label = this.#nameOf(name);
      if (told.has(label)) return false;
      told.add(label);
      const known = this.#outcomes.get(name).filter((value) => Number.isFinite(value));
      const isAsked =
        this.#options.outcomes?.includes(name) === true || name === this.#threshold?.outcome;
      if (known.length === 0 && isAsked) this.#refuseOutcome(name);
      const varies = known.some((value) => value !== known[0]);
      if (known.length < LEAST_RECORDS) leftOut[name] = `only ${known.length} records have it`;
      else if (!varies) leftOut[name] = `it is ${known[0] ?? 0} in every record`;
      return varies && known.length >= LEAST_RECORDS;
    });
  }

  /** Of blocks only A and B are points that were drawn for themselves. */
  #independentRows(): Uint32Array {
    const all = Uint32Array.from({ length: this.#inputs.rows }, (_, row) => row);
    return all.filter((row) => this.#blocks.isIndependent(row));
  }

  #openRng(purpose: string) {
    return this.#options.openRng(this.#options.seed ?? 0, 0, `sensitivity ${purpose}`);
  }

  #relate(outcome: string, inputs: readonly string[], rows: Uint32Array): SensitivityLine[] {
    const values = this.#outcomes.get(outcome);
    const resamples = this.#options.resamples ?? DEFAULT_RESAMPLES;
    const known = rows.filter((row) => Number.isFinite(values[row]));
    const pick = (column: Float64Array) =>
      Float64Array.from(known, (row) => column[row] ?? Number.NaN);
    const columns = inputs.map((name) => pick(this.#inputs.get(name)));
    const ranks = rankCorrelations(columns, pick(values), {
      resamples,
      rng: this.#openRng(outcome),
    });
    const blocks = this.#blocks.collect(inputs, values);
    const indices =
      blocks === null
        ? []
        : sobolIndices(blocks, { resamples, rng: this.#openRng(`${outcome} blocks`) });
    const none: Estimate = { value: null, low: null, high: null };
    return inputs.map((input, at) => ({
      kind: 'sensitivity',
      outcome: this.#nameOf(outcome),
      input,
      n: known.length,
      spearman: ranks[at]?.spearman ?? none,
      prcc: ranks[at]?.prcc ?? none,
      first: indices[at]?.first ?? null,
      total: indices[at]?.total ?? null,
    }));
  }

  /**
   * A target with the turn it is of, where that is the same in all records. What was called in two
   * ways (`x`, `x.mean@last`, `x@8`) has one name.
   */
  #nameOf(called: string): string {
    const outcome = called.replace(/\.mean(?=@|$)/, '').replace(/@last$/, '');
    const isTarget = /^[A-Za-z]\w*(\.(mean|median|sd|q0?\.\d+))?$/.test(outcome);
    const isOther = ['correction_share', 'confidence', 'fragility', 'risk'].includes(outcome);
    if (!isTarget || isOther || outcome.startsWith('p_')) return outcome;
    return `${outcome}@${this.#horizon ?? 'last'}`;
  }

  #lookForBoxes(
    inputs: readonly string[],
    rows: Uint32Array,
  ): { readonly boxes: BoxLine[]; readonly ofInterest: number } | null {
    const threshold = this.#threshold;
    if (threshold === null) return null;
    const values = this.#outcomes.get(threshold.outcome);
    const known = rows.filter((row) => Number.isFinite(values[row]));
    const hits = Uint8Array.from(known, (row) =>
      Number(threshold.holds(values[row] ?? Number.NaN)),
    );
    const columns = inputs.map((name) => {
      const column = this.#inputs.get(name);
      return Float64Array.from(known, (row) => column[row] ?? Number.NaN);
    });
    const boxes = findBoxes(columns, hits).map(({ limits, coverage, density, count }): BoxLine => ({
      kind: 'box',
      cases: threshold.text,
      limits: Object.fromEntries(
        limits.map(({ input, low, high }) => [inputs[input] ?? '', { low, high }]),
      ),
      coverage,
      density,
      n: count,
    }));
    return { boxes, ofInterest: hits.reduce((sum, hit) => sum + hit, 0) };
  }
}
