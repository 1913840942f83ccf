import {
  createTemplate,
  type ByteRoom,
  type HoleText,
  type NumberCache,
  type RecordTemplate,
  quoteText,
} from '@pulse-stream/codec/internal';
import type { TrustThresholds } from '@pulse-stream/forecast';
import {
  measureRisk,
  type CellStatistics,
  type StatisticsOf,
} from '@pulse-stream/forecast/internal';
import type { PlainRun } from '@pulse-stream/simulator/internal';
import type { ResultRecord, SimulatedRun } from '@pulse-stream/worldstate';
import { escapeControls, type Warning, type WorldValues } from '@pulse-stream/worldstate/internal';
import type { ResolvedOptions } from '../world/options.ts';
import type { World } from '../world/world.ts';
import { judgeRisk } from './judge-risk.ts';
import { isRunText, PlainNumbers, type RunText } from './plain-numbers.ts';
import { WORLD_GROUPS, type Holes, type TextPath } from './record-roles.ts';
import { addEventCounts, addPath, addStatistics, amountsAgree } from './record-numbers.ts';

/** The texts of a record that its line decides. */
type LinePath = Exclude<TextPath, RunText | 'warnings'>;

/** What a line says itself, as it stands in its record. */
export interface LineTexts {
  readonly line: number;
  readonly batchIndex: number;
  /** JSON; empty: it says nothing there. */
  readonly texts: Readonly<Record<LinePath, HoleText>>;
}

/** What a shape takes beside its numbers, and with each of them: value, known value, place, digits. */
const SHAPE_BYTES = 8 * 1024;
const NUMBER_BYTES = 64;

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
  /** By target that is attributed: the parts, in record order. */
  readonly #parts: readonly (readonly string[])[];
  readonly #slots: readonly (readonly string[])[];
  readonly #statistics: CellStatistics;
  readonly #quoted = new Map<string, string>();
  /** By hole: its text. */
  readonly #texts: HoleText[];
  /** The warnings of the example, as every plain run has them. */
  readonly #warnings: string;
  #plain: PlainNumbers | null = null;
  /** What it takes of memory, about. */
  readonly bytes: number;
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
    this.#slots = WORLD_GROUPS.map((group) => Object.keys(example.final_state[group] ?? {}));
    this.#parts = Object.values(attribution).flatMap((target) =>
      target === null ? [] : [Object.keys(target.parts)],
    );
    const [target] = Object.values(targets);
    const levels = Object.keys(target?.quantiles ?? {}).map(Number);
    this.#statistics = statisticsOf(example.run.members, levels);
    this.#template = createTemplate(example, holes, { precision }, cache);
    this.#numbers = this.#template.numbers;
    this.bytes = SHAPE_BYTES + NUMBER_BYTES * this.#numbers.length;
    this.#paths = [...holes.texts.keys()] as TextPath[]; // of the table of roles
    this.#warnings = printWarnings(example.warnings);
    this.#texts = this.#paths.map(() => '');
    const { trust_label: label, action, symbolic } = example.assessment;
    this.#judge(label, action, symbolic);
  }

  /** Gives the shape a run, whose scenarios have the warnings of its example. */
  follow(world: World, run: PlainRun): void {
    this.#plain = new PlainNumbers(world, run, this.#example, this.#numbers, (path, text) =>
      this.#setText(path, text),
    );
  }

  /**
   * Appends the record of what the plain run has found.
   * @returns false: nothing was written
   */
  writePlain(line: LineTexts, room: ByteRoom): boolean {
    if (this.#plain?.fill() !== true) return false;
    this.#numbers[0] = line.line;
    this.#numbers[1] = line.batchIndex;
    this.#print(line, this.#warnings, room);
    return true;
  }

  #print({ texts }: LineTexts, warnings: string, room: ByteRoom): void {
    const paths = this.#paths;
    for (let hole = 0; hole < paths.length; hole += 1) {
      const path = paths[hole] as TextPath; // in range
      if (path === 'warnings') this.#texts[hole] = warnings;
      else if (!isRunText(path)) this.#texts[hole] = texts[path];
    }
    this.#template.write(this.#texts, room);
  }

  #judge(
    label: string,
    action: string,
    symbolic: { readonly tag: string; readonly arc: string | null } | null,
  ): void {
    this.#setText('assessment.trust_label', label);
    this.#setText('assessment.action', action);
    this.#setText('assessment.symbolic.tag', symbolic?.tag ?? '');
    this.#setText('assessment.symbolic.arc', symbolic?.arc ?? '');
  }

  #setText(path: RunText, text: string): void {
    const hole = this.#paths.indexOf(path);
    if (hole >= 0) this.#texts[hole] = this.#quote(text);
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
    const { label, action } = judgeRisk(this.#example, risk, this.#thresholds);
    this.#judge(label, action, symbolic);
    this.#print(line, printWarnings(run.warnings), room);
    return true;
  }

  #add(value: number): void {
    this.#numbers[this.#filled] = value;
    this.#filled += 1;
  }

  #addWorld(world: WorldValues): void {
    for (const [group, names] of this.#slots.entries()) {
      const values = world[WORLD_GROUPS[group] as 'overlays']; // one list per group, of what it has
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
  if (warnings.length === 0) return '[]';
  return escapeControls(
    JSON.stringify(warnings.map(({ type, message, path }) => ({ type, message, path }))),
  );
}
