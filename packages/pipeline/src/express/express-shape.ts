import {
  createTemplate,
  type ByteRoom,
  type NumberCache,
  type RecordTemplate,
  quoteText,
} from '@pulse-stream/codec/internal';
import { judgeTrust, type Reading, type TrustThresholds } from '@pulse-stream/forecast';
import {
  judgeAction,
  measureRisk,
  type CellStatistics,
  type StatisticsOf,
} from '@pulse-stream/forecast/internal';
import type { ResultRecord, SimulatedRun } from '@pulse-stream/worldstate';
import { escapeControls, type Warning, type WorldValues } from '@pulse-stream/worldstate/internal';
import type { ResolvedOptions } from '../world/options.ts';
import { WORLD_GROUPS, type Holes, type TextPath } from './record-roles.ts';
import { addEventCounts, addPath, addStatistics, amountsAgree } from './record-numbers.ts';

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
 * Writes the records of scenarios that differ from an example in their numbers only: same targets,
 * horizons and quantiles, no history, no trace.
 */
export class ExpressShape {
  readonly #example: ResultRecord;
  readonly #thresholds: TrustThresholds;
  readonly #template: RecordTemplate;
  readonly #numbers: Float64Array;
  readonly #paths: readonly TextPath[];
  /** By target: the parts of its attribution, in record order. */
  readonly #parts: readonly (readonly string[])[];
  readonly #slots: readonly (readonly string[])[];
  readonly #statistics: CellStatistics;
  readonly #quoted = new Map<string, string>();
  #filled = 0;

  /**
   * @param example a complete record of the shape, as the long way makes it
   * @param holes of it
   */
  constructor(
    example: ResultRecord,
    holes: Holes,
    { thresholds, precision }: Pick<ResolvedOptions, 'thresholds' | 'precision'>,
    cache: NumberCache,
    statisticsOf: StatisticsOf,
  ) {
    this.#example = example;
    this.#thresholds = thresholds;
    const { targets, attribution } = example.forecast;
    this.#slots = WORLD_GROUPS.map((group) => Object.keys(example.final_state[group]));
    this.#parts = Object.values(attribution).map((target) => Object.keys(target?.parts ?? {}));
    const [target] = Object.values(targets);
    const levels = Object.keys(target?.quantiles ?? {}).map(Number);
    this.#statistics = statisticsOf(example.run.members, levels);
    this.#template = createTemplate(example, holes, { precision }, cache);
    this.#numbers = this.#template.numbers;
    this.#paths = [...holes.texts.keys()] as TextPath[]; // of the table of roles
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
    const texts = this.#textsOf(line, run, risk);
    this.#template.write(
      this.#paths.map((path) => texts[path]),
      room,
    );
    return true;
  }

  #add(value: number): void {
    this.#numbers[this.#filled] = value;
    this.#filled += 1;
  }

  #addWorld(world: WorldValues): void {
    for (const [group, names] of this.#slots.entries()) {
      const values = world[WORLD_GROUPS[group] as 'overlays']; // one list per group
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

  #textsOf(line: LineTexts, run: SimulatedRun, risk: Reading): Record<TextPath, string> {
    const { symbolic } = run.control;
    const { label, action } = judgeRisk(this.#example, risk, this.#thresholds);
    return {
      id: line.id,
      source: line.source,
      line_sha256: line.sha256,
      config: line.config,
      'run.seed': line.seed,
      'assessment.trace_id': line.traceId,
      'assessment.trust_label': this.#quote(label),
      'assessment.action': this.#quote(action),
      'assessment.symbolic.tag': this.#quote(symbolic?.tag ?? ''),
      'assessment.symbolic.arc': this.#quote(symbolic?.arc ?? ''),
      warnings: run.warnings.length === 0 ? '[]' : printWarnings(run.warnings),
    };
  }

  #quote(text: string): string {
    let quoted = this.#quoted.get(text);
    if (quoted === undefined) {
      quoted = quoteText(text);
      this.#quoted.set(text, quoted);
    }
    return quoted;
  }
}

function printWarnings(warnings: readonly Warning[]): string {
  return escapeControls(
    JSON.stringify(warnings.map(({ type, message, path }) => ({ type, message, path }))),
  );
}
