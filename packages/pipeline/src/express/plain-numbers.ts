import type { Reading } from '@pulse-stream/forecast';
import { measureRisk, type CellStatistics } from '@pulse-stream/forecast/internal';
import type { PlainMembers, PlainRun } from '@pulse-stream/simulator/internal';
import type { ResultRecord } from '@pulse-stream/worldstate';
import type { World } from '../world/world.ts';
import { judgeRisk } from './judge-risk.ts';
import { addAttribution, addEventCounts, addPath, addStatistics } from './record-numbers.ts';
import { WORLD_GROUPS, type TextPath } from './record-roles.ts';

// `as number` below: every index lies inside the arrays of the run

const RUN_TEXTS = [
  'assessment.trust_label',
  'assessment.action',
  'assessment.symbolic.tag',
  'assessment.symbolic.arc',
] as const satisfies TextPath[];

/** The texts of a record that its run decides. */
export type RunText = (typeof RUN_TEXTS)[number];

export const isRunText = (path: TextPath): path is RunText =>
  (RUN_TEXTS as readonly TextPath[]).includes(path); // widened: the list holds any of them

/** Fills the numbers of records from plain runs, straight from their arrays. */
export class PlainNumbers {
  readonly #world: World;
  readonly #run: PlainRun;
  readonly #example: ResultRecord;
  readonly #numbers: Float64Array;
  readonly #setText: (path: RunText, text: string) => void;
  /** Slots in the order in which the final state prints them. */
  readonly #printed: Int32Array;
  /** null: no members. */
  readonly #statistics: CellStatistics | null;

  /**
   * @param example the record of a scenario like those that are run
   * @param numbers of its template
   * @param setText hears the texts that a run decides, where they are not those of the example
   */
  constructor(
    world: World,
    run: PlainRun,
    example: ResultRecord,
    numbers: Float64Array,
    setText: (path: RunText, text: string) => void,
  ) {
    const { names } = run.plan.program;
    this.#world = world;
    this.#run = run;
    this.#example = example;
    this.#numbers = numbers;
    this.#setText = setText;
    this.#printed = Int32Array.from(
      WORLD_GROUPS.flatMap((group) => Object.keys(example.final_state[group] ?? {})),
      (name) => names.indexOf(name),
    );
    const [target] = Object.values(example.forecast.targets);
    const levels = Object.keys(target?.quantiles ?? {}).map(Number);
    this.#statistics =
      run.members === null ? null : world.memo.statisticsOf(example.run.members, levels);
  }

  /**
   * Fills in what the run that was run last has found.
   * @returns false: the record is of another form than the example, or parts do not sum up
   */
  fill(): boolean {
    const numbers = this.#numbers;
    const end = this.#addSymbols(
      this.#addRisk(addAttribution(numbers, this.#addRun(2), this.#run)),
    );
    return end === numbers.length;
  }

  /**
   * Final state, targets and events.
   * @param from place of the first number, here and below
   * @returns place after the last one; NaN: the record is of another form, or parts do not sum up
   */
  #addRun(from: number): number {
    const { final, values, satisfied, plan } = this.#run;
    const numbers = this.#numbers;
    const printed = this.#printed;
    let at = from;
    for (let index = 0; index < printed.length; index += 1, at += 1)
      numbers[at] = final[printed[index] as number] as number;
    const { members } = this.#run;
    if (members !== null) return this.#addMembers(at, members);
    const { deterministic, horizons, quantiles } = plan;
    const isEnsemble = deterministic && plan.members > 1;
    if (isEnsemble) at = addPath(numbers, at, values, quantiles.length, horizons.length);
    else
      for (let cell = 0; cell < values.length; cell += 1, at += 1)
        numbers[at] = values[cell] as number;
    for (let event = 0; event < plan.events.length; event += 1, at += 2) {
      numbers[at] = satisfied[event] as number;
      numbers[at + 1] = (satisfied[event] as number) * (isEnsemble ? plan.members : 1);
    }
    return at;
  }

  #addMembers(from: number, { ensemble }: PlainMembers): number {
    const { targets, horizons } = this.#run.plan;
    const cells = targets.length * horizons.length;
    const statistics = this.#statistics as CellStatistics; // there are members
    const numbers = this.#numbers;
    const end = addStatistics(numbers, from, ensemble, statistics, cells, horizons.length);
    return addEventCounts(numbers, end, ensemble);
  }

  /** Risk and what is judged by it. */
  #addRisk(from: number): number {
    const { members } = this.#run;
    const expected = this.#example.assessment.risk;
    if (members === null) return expected === null ? from : NaN;
    const risk = this.#measureRisk(members);
    if ((risk.value === null) !== (expected === null)) return NaN;
    if (risk.value === null) return from;
    const { label, action } = judgeRisk(this.#example, risk, this.#world.options.thresholds);
    this.#setText('assessment.trust_label', label);
    this.#setText('assessment.action', action);
    this.#numbers[from] = risk.value;
    return from + 1;
  }

  #measureRisk({ ensemble, startExposure, startCash }: PlainMembers): Reading {
    const { exposed } = this.#run.plan.program.compiled;
    const exposure = exposed.length === 0 ? null : { start: startExposure, cash: startCash };
    const control = { exposureChange: NaN }; // the members say it
    return measureRisk({ exposure, ensemble, member: null, deterministic: false, control });
  }

  #addSymbols(from: number): number {
    const { symbolic } = this.#example.assessment;
    if (symbolic === null) return this.#run.tag < 0 ? from : NaN;
    const tag = this.#world.compiled.tags[this.#run.tag];
    const arc = this.#run.arc();
    if (tag === undefined || (arc === null) !== (symbolic.arc === null)) return NaN;
    this.#setText('assessment.symbolic.tag', tag.label);
    if (arc === null) return from;
    this.#setText('assessment.symbolic.arc', arc.label);
    this.#numbers[from] = arc.score;
    this.#numbers[from + 1] = arc.certainty;
    this.#numbers[from + 2] = arc.volatility;
    return from + 3;
  }
}
