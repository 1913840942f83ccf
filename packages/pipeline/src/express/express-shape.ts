import {
  createTemplate,
  type ByteRoom,
  type NumberCache,
  type RecordTemplate,
} from '@pulse-stream/codec';
import {
  judgeAction,
  judgeTrust,
  measureRisk,
  type CellStatistics,
  type Reading,
  type StatisticsOf,
  type TrustThresholds,
} from '@pulse-stream/forecast';
import type { ResultRecord, SimulatedRun, Warning, WorldValues } from '@pulse-stream/worldstate';
import type { ResolvedOptions } from '../options.ts';
import { findHoles, GROUPS } from './record-holes.ts';
import { addEventCounts, addPath, addStatistics } from './record-numbers.ts';

/** What a line says itself, as it stands in its record; texts are JSON. */
export interface LineTexts {
  readonly line: number;
  readonly batchIndex: number;
  readonly source: string;
  readonly id: string;
  readonly sha256: string;
  readonly config: string;
  readonly seed: string;
  readonly traceId: string;
}

/** Amounts beyond this could not be squared and summed: such runs take the long way. */
const LARGEST = 1e100;
/** How far Σ parts may be from the change before the long way looks into it (as `attributeTarget`). */
const TOLERANCE = 1e-9;

const UNKNOWN = { value: null };

/**
 * Trust label and action of a record like the example but for its risk.
 * @param example nothing is known of its confidence and fragility
 */
export function judgeRisk(
  { assessment, shadow_monitor: shadow }: ResultRecord,
  risk: Reading,
  thresholds: TrustThresholds,
): { readonly label: string; readonly action: string } {
  if (risk.value === null) return { label: assessment.trust_label, action: assessment.action };
  const measures = { confidence: UNKNOWN, fragility: UNKNOWN, risk };
  const { label } = judgeTrust(measures, thresholds);
  return { label, action: judgeAction(label, shadow.triggered) };
}

/**
 * Whether the parts of a change sum to it, and can be summed.
 * @param size the largest amount involved
 */
export function amountsAgree(sum: number, change: number, size: number): boolean {
  return size < LARGEST && Math.abs(sum - change) <= TOLERANCE * size;
}

/**
 * Writes the records of scenarios that differ from an example in their numbers only: same targets,
 * horizons and quantiles, no history, no trace.
 */
export class ExpressShape {
  readonly #example: ResultRecord;
  readonly #thresholds: TrustThresholds;
  readonly #template: RecordTemplate;
  readonly #numbers: Float64Array;
  readonly #texts: string[];
  /** By target: the parts of its attribution, in record order. */
  readonly #parts: readonly (readonly string[])[];
  readonly #slots: readonly (readonly string[])[];
  readonly #statistics: CellStatistics;
  readonly #quoted = new Map<string, string>();
  #filled = 0;

  /** @param example a complete record of the shape, as the long way makes it */
  constructor(
    example: ResultRecord,
    { thresholds, precision }: Pick<ResolvedOptions, 'thresholds' | 'precision'>,
    cache: NumberCache,
    statisticsOf: StatisticsOf,
  ) {
    this.#example = example;
    this.#thresholds = thresholds;
    const { targets, attribution } = example.forecast;
    this.#slots = GROUPS.map((group) => Object.keys(example.final_state[group]));
    this.#parts = Object.values(attribution).map(({ parts }) => Object.keys(parts));
    const [target] = Object.values(targets);
    const levels = Object.keys(target?.quantiles ?? {}).map(Number);
    this.#statistics = statisticsOf(example.run.members, levels);
    const holes = findHoles(example, TEXTS);
    this.#template = createTemplate(example, holes, { precision }, cache);
    this.#numbers = this.#template.numbers;
    this.#texts = Array.from(holes.texts, () => '');
  }

  /**
   * Appends the record of a run of this shape.
   * @returns false: nothing was written, the long way must tell why
   */
  write(line: LineTexts, run: SimulatedRun, room: ByteRoom): boolean {
    this.#filled = 0;
    this.#add(line.line);
    this.#add(line.batchIndex);
    this.#addWorld(run.control.final);
    const isWhole = this.#addForecast(run) && this.#addAttribution(run);
    const risk = measureRisk(run);
    const { symbolic } = run.control;
    const expected = this.#example.assessment;
    if (!isWhole || (risk.value === null) !== (expected.risk === null)) return false;
    if ((symbolic === null) !== (expected.symbolic === null)) return false;
    if (risk.value !== null) this.#add(risk.value);
    if (symbolic !== null && symbolic.score !== null) {
      this.#add(symbolic.score);
      this.#add(symbolic.arcCertainty ?? 0);
      this.#add(symbolic.volatility ?? 0);
    }
    if (this.#filled !== this.#numbers.length) return false;
    this.#setTexts(line, run, risk);
    this.#template.write(this.#texts, room);
    return true;
  }

  #add(value: number): void {
    this.#numbers[this.#filled] = value;
    this.#filled += 1;
  }

  #addWorld(world: WorldValues): void {
    for (const [group, names] of this.#slots.entries()) {
      const values = world[GROUPS[group] as 'overlays']; // one list per group
      for (const name of names) this.#add(values[name] ?? NaN);
    }
  }

  /** @returns false: a statistic is not a finite number */
  #addForecast(run: SimulatedRun): boolean {
    const { control, ensemble, horizons, targets } = run;
    const cells = targets.length * horizons.length;
    if (run.deterministic) {
      const { length } = run.quantiles;
      const from = this.#filled;
      this.#filled = addPath(this.#numbers, from, control.values, length, horizons.length);
      for (const hit of control.events) {
        this.#add(hit ? 1 : 0);
        this.#add(hit ? run.members : 0);
      }
      return true;
    }
    if (ensemble === null) {
      for (let cell = 0; cell < cells; cell += 1) this.#add(control.values[cell] ?? NaN);
      for (const hit of control.events) {
        this.#add(hit ? 1 : 0);
        this.#add(hit ? 1 : 0);
      }
      return true;
    }
    const numbers = this.#numbers;
    const turns = horizons.length;
    const end = addStatistics(numbers, this.#filled, ensemble, this.#statistics, cells, turns);
    this.#filled = addEventCounts(numbers, end, ensemble);
    return !Number.isNaN(end);
  }

  /** @returns false: the amounts are too large, or the parts do not sum to the change */
  #addAttribution({ attribution }: SimulatedRun): boolean {
    for (const [target, { start, end, parts, scale = 0 }] of attribution.entries()) {
      const change = end - start;
      this.#add(start);
      this.#add(end);
      this.#add(change);
      let sum = 0;
      let size = Math.max(scale, Math.abs(start), Math.abs(end));
      let moved = 0;
      for (const name of this.#parts[target] ?? []) {
        const amount = parts.get(name) ?? 0;
        sum += amount;
        moved += Math.abs(amount);
        this.#add(amount);
      }
      size = Math.max(size, moved);
      if (!amountsAgree(sum, change, size)) return false;
    }
    return true;
  }

  #setTexts(line: LineTexts, run: SimulatedRun, risk: Reading): void {
    const { symbolic } = run.control;
    const { label, action } = judgeRisk(this.#example, risk, this.#thresholds);
    const texts = this.#texts;
    texts[TEXTS.config] = line.config;
    texts[TEXTS['run.seed']] = line.seed;
    texts[TEXTS['assessment.trace_id']] = line.traceId;
    texts[TEXTS['assessment.trust_label']] = this.#quote(label);
    texts[TEXTS['assessment.action']] = this.#quote(action);
    texts[TEXTS.line_sha256] = line.sha256;
    texts[TEXTS.warnings] = run.warnings.length === 0 ? '[]' : printWarnings(run.warnings);
    texts[TEXTS.id] = line.id;
    texts[TEXTS.source] = line.source;
    texts[TEXTS['assessment.symbolic.tag']] = this.#quote(symbolic?.tag ?? '');
    texts[TEXTS['assessment.symbolic.arc']] = this.#quote(symbolic?.arc ?? '');
  }

  #quote(text: string): string {
    let quoted = this.#quoted.get(text);
    if (quoted === undefined) {
      quoted = JSON.stringify(text);
      this.#quoted.set(text, quoted);
    }
    return quoted;
  }
}

/** Texts of a record that differ between lines, and their places; some records lack the last four. */
const TEXTS = {
  config: 0,
  'run.seed': 1,
  'assessment.trace_id': 2,
  'assessment.trust_label': 3,
  'assessment.action': 4,
  warnings: 5,
  line_sha256: 6,
  id: 7,
  source: 8,
  'assessment.symbolic.tag': 9,
  'assessment.symbolic.arc': 10,
} as const;

function printWarnings(warnings: readonly Warning[]): string {
  return JSON.stringify(warnings.map(({ type, message, path }) => ({ type, message, path })));
}
