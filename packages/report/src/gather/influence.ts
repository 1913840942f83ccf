import { SensitivityStudy } from '@pulse-stream/experiment';
import type { SensitivityLine } from '@pulse-stream/experiment/internal';
import { PulseError } from '@pulse-stream/worldstate';
import type { OpenRng } from '@pulse-stream/worldstate/internal';

/** How much one input moves an outcome. */
export interface Influence {
  readonly input: string;
  /**
   * A partial rank correlation from -1 to 1 where the other inputs could be held, else the plain one;
   * for a design with blocks the total Sobol index from 0.
   */
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** What moves one outcome, strongest first. */
export interface OutcomeInfluences {
  readonly outcome: string;
  readonly measure: 'partial rank correlation' | 'rank correlation' | 'total Sobol index';
  readonly records: number;
  readonly influences: readonly Influence[];
}

/** What came of the study. */
export interface Influences {
  readonly outcomes: readonly OutcomeInfluences[];
  /** Why nothing, or not everything, could be said; sentences without full stop. */
  readonly remarks: readonly string[];
}

/** Resamples for the intervals; fewer where a resample is dear. */
const RESAMPLES = 100;
/** Records that are looked at. */
const MOST_RECORDS = 20_000;

/** Outcomes that the study looks at and the page does not draw. */
const NOT_DRAWN: ReadonlySet<string> = new Set([
  'correction_share',
  'confidence',
  'fragility',
  'risk',
]);

const MEASURES = {
  total: 'total Sobol index',
  prcc: 'partial rank correlation',
  spearman: 'rank correlation',
} as const;
type Measure = keyof typeof MEASURES;

function measureOf(lines: readonly SensitivityLine[]): Measure {
  if (lines.some(({ total }) => total !== null && total.value !== null)) return 'total';
  return lines.some(({ prcc }) => prcc.value !== null) ? 'prcc' : 'spearman';
}

function readOutcome(outcome: string, lines: readonly SensitivityLine[]): OutcomeInfluences {
  const measure = measureOf(lines);
  const influences = lines.flatMap(({ input, [measure]: estimate }): Influence[] =>
    estimate === null || estimate.value === null
      ? []
      : [{ input, value: estimate.value, low: estimate.low, high: estimate.high }],
  );
  return {
    outcome,
    measure: MEASURES[measure],
    records: lines[0]?.n ?? 0,
    influences: influences.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value)),
  };
}

/** Which input moves which outcome, by the study of package experiment. */
export class InfluenceStudy {
  readonly #study: SensitivityStudy;
  #left = 0;

  constructor(openRng: OpenRng) {
    this.#study = new SensitivityStudy({ openRng, resamples: RESAMPLES });
  }

  /** @throws PulseError as `SensitivityStudy.add` */
  add(record: unknown): void {
    if (this.#study.results < MOST_RECORDS) this.#study.add(record);
    else this.#left += 1;
  }

  report(): Influences {
    if (this.#study.results === 0) return { outcomes: [], remarks: ['there is no result'] };
    try {
      const { sensitivities, summary } = this.#study.report();
      const names = [...new Set(sensitivities.map(({ outcome }) => outcome))];
      const remarks = Object.entries(summary.left_out)
        .filter(([name]) => !NOT_DRAWN.has(name))
        .map(([name, why]) => `${name}: ${why}`);
      if (this.#left > 0) remarks.push(`${this.#left} later records were not looked at`);
      return {
        outcomes: names.map((name) =>
          readOutcome(
            name,
            sensitivities.filter(({ outcome }) => outcome === name),
          ),
        ),
        remarks,
      };
    } catch (error) {
      // a run of one scenario, or of like ones, is no mistake: the panel says so
      if (!(error instanceof PulseError) || error.code !== 'option-invalid') throw error;
      return { outcomes: [], remarks: [error.message] };
    }
  }
}
