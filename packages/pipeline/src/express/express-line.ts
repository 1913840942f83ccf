import {
  ByteText,
  compileTemplate,
  writeInteger,
  type ByteRoom,
  type LineDigests,
  type LineKind,
  type NumberCache,
  type RecordTemplate,
  quoteText,
} from '@pulse-stream/codec/internal';
import type { Reading } from '@pulse-stream/forecast';
import { measureRisk, type CellStatistics } from '@pulse-stream/forecast/internal';
import {
  effectiveSeed,
  TextHash,
  type PlainMembers,
  type PlainRun,
} from '@pulse-stream/simulator/internal';
import type { ResultRecord, ScenarioConfig } from '@pulse-stream/worldstate';
import { cutCanonical } from '../scenario/config-texts.ts';
import { judgeRisk } from './express-shape.ts';
import type { Line } from '../batch/line.ts';
import { sortOverrides, writeOverrides, writeTraceId } from './line-bytes.ts';
import { findHoles, WORLD_GROUPS, type TextPath } from './record-roles.ts';
import { addAttribution, addEventCounts, addPath, addStatistics } from './record-numbers.ts';
import { splitConfig } from '../scenario/record.ts';
import type { World } from '../world/world.ts';

// `as number` below: every index lies inside the arrays of the run and of the line

/** Texts that lines of one kind share: a line of which more is to be said is of none. */
const SHARED = ['source', 'warnings'] as const satisfies TextPath[];
/** They share these too where the risk, of which they are judged, is not known. */
const JUDGED = ['assessment.trust_label', 'assessment.action'] as const satisfies TextPath[];

/** Texts of a record that differ between lines of one kind: of its config two. */
type LineText =
  | Exclude<TextPath, 'config' | (typeof SHARED)[number]>
  | 'config.id'
  | 'config.state_overrides';

/**
 * Writes the records of lines of one kind, straight from the arrays of their run: no config, no
 * plan, no run and no text is made for them.
 */
export class ExpressLine {
  readonly #world: World;
  readonly #kind: LineKind;
  readonly #run: PlainRun;
  readonly #example: ResultRecord;
  readonly #template: RecordTemplate;
  readonly #numbers: Float64Array;
  readonly #texts: ByteText[];
  /** Index of the digest among the texts. */
  readonly #sha256: number;
  /** By path: index of a text. */
  readonly #places: ReadonlyMap<string, number>;
  /** Slots in the order in which the final state prints them. */
  readonly #printed: Int32Array;
  /** By slot: its place among the sorted names. */
  readonly #ranks: Int32Array;
  readonly #sorted = new Int32Array(32);
  readonly #id = new ByteText(64);
  readonly #overrides = new ByteText(64);
  readonly #ordered = new ByteText(64);
  readonly #seed = new ByteText(64);
  readonly #traceId = new ByteText(64);
  readonly #canonical = new ByteText(512);
  /** The canonical config before and after its overrides, when the seed is a hash of it. */
  readonly #around: readonly [ByteText, ByteText] | null;
  readonly #traces: TextHash;
  /** null: every line has the seed that is there. */
  readonly #seeds: TextHash | null;
  #seedNow: number | string;
  /** null: no members. */
  readonly #statistics: CellStatistics | null;
  readonly #quoted = new Map<string, ByteText>();

  /**
   * @param config of a line of the kind, without its overrides
   * @param example the record of that config
   */
  constructor(
    world: World,
    kind: LineKind,
    run: PlainRun,
    config: ScenarioConfig,
    example: ResultRecord,
    cache: NumberCache,
  ) {
    const { names } = world.compiled;
    const { precision, seed, crn } = world.options;
    this.#world = world;
    this.#kind = kind;
    this.#run = run;
    this.#example = example;
    const holes = findHoles(
      example,
      ['id', 'state_overrides'].flatMap((key) =>
        Object.hasOwn(example.config, key) ? [`config.${key}`] : [],
      ),
      example.assessment.risk === null ? [...SHARED, ...JUDGED] : SHARED,
    );
    if (holes === null) throw new Error('the example of a kind is no plain record');
    this.#template = compileTemplate(example, holes, { precision }, cache);
    this.#numbers = this.#template.numbers;
    this.#printed = Int32Array.from(
      WORLD_GROUPS.flatMap((group) => Object.keys(example.final_state[group])),
      (name) => names.indexOf(name),
    );
    const ordered = names.toSorted((a, b) => (a < b ? -1 : 1));
    this.#ranks = Int32Array.from(names, (name) => ordered.indexOf(name));
    const [before = '', after = ''] = config.id === undefined ? cutCanonical(config) : [];
    this.#around = config.id === undefined ? [ByteText.of(before), ByteText.of(after)] : null;
    this.#traces = new TextHash(seed, world.modelHash, splitConfig(config).rest);
    // as `effectiveSeed` does it
    this.#seeds = crn ? null : new TextHash(seed, config.id === undefined ? 'config' : 'id');
    this.#seedNow = effectiveSeed(config, world.options);
    this.#seed.writeText(JSON.stringify(this.#seedNow));
    const [target] = Object.values(example.forecast.targets);
    const levels = Object.keys(target?.quantiles ?? {}).map(Number);
    this.#statistics =
      run.members === null ? null : world.memo.statisticsOf(example.run.members, levels);
    const texts: Record<LineText, ByteText> = {
      id: this.#id,
      line_sha256: this.#seed, // known when a line is written
      'config.id': this.#id,
      'config.state_overrides': this.#overrides,
      'run.seed': this.#seed,
      'assessment.trace_id': this.#traceId,
      // known when the line has run
      'assessment.trust_label': this.#seed,
      'assessment.action': this.#seed,
      'assessment.symbolic.tag': this.#seed,
      'assessment.symbolic.arc': this.#seed,
    };
    const paths = [...holes.texts.keys()] as LineText[]; // of the table of roles
    this.#texts = paths.map((path) => texts[path]);
    this.#places = holes.texts;
    this.#sha256 = paths.indexOf('line_sha256');
  }

  /**
   * Appends the record of a line, when it is of this kind and nothing about it is unusual.
   * @param index place of the line in the digests
   * @returns false: nothing was written
   */
  write(line: Line, room: ByteRoom, digests: LineDigests, index: number): boolean {
    const { bytes } = line;
    if (!this.#kind.read(bytes)) return false;
    this.#setTexts(bytes);
    if (!this.#simulate()) return false;
    const numbers = this.#numbers;
    numbers[0] = line.line;
    numbers[1] = line.batchIndex;
    const end = this.#addSymbols(
      this.#addRisk(addAttribution(this.#numbers, this.#addRun(2), this.#run)),
    );
    if (end !== numbers.length) return false;
    this.#texts[this.#sha256] = digests.at(index);
    this.#template.write(this.#texts, room);
    return true;
  }

  #simulate(): boolean {
    const { count, slots, values } = this.#kind;
    const run = this.#run;
    run.reset();
    for (let index = 0; index < count; index += 1)
      if (!run.set(slots[index] as number, values[index] as number)) return false;
    return run.run(this.#seedNow);
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

  #setTexts(bytes: Uint8Array): void {
    const { idFrom, idTo, printedFrom, printedTo, count } = this.#kind;
    this.#id.length = 0;
    // the quotes around the id are in the line
    if (idTo > 0) this.#id.writeBytes(bytes, idFrom - 1, idTo + 1);
    const sorted = this.#sorted;
    for (let index = 0; index < count; index += 1) sorted[index] = index;
    this.#overrides.length = 0;
    if (printedTo > 0) this.#overrides.writeBytes(bytes, printedFrom, printedTo);
    else writeOverrides(this.#kind, sorted, bytes, this.#overrides);
    let canonical = this.#overrides;
    if (sortOverrides(sorted, this.#kind, this.#ranks)) {
      canonical = this.#ordered;
      writeOverrides(this.#kind, sorted, bytes, canonical);
    }
    const traces = this.#traces;
    traces.open();
    traces.add(bytes, idFrom, idTo);
    traces.add(canonical.bytes, 0, canonical.length);
    writeTraceId(this.#traceId, traces.close());
    if (this.#seeds === null) return;
    this.#seeds.open();
    if (this.#around === null) this.#seeds.add(bytes, idFrom, idTo);
    else {
      const whole = this.#canonical;
      whole.length = 0;
      whole.append(this.#around[0]);
      whole.append(canonical);
      whole.append(this.#around[1]);
      this.#seeds.add(whole.bytes, 0, whole.length);
    }
    const seed = this.#seeds.close();
    this.#seedNow = seed;
    this.#seed.length = writeInteger(this.#seed.view, 0, seed);
  }

  #setText(path: LineText, text: string): void {
    const place = this.#places.get(path);
    if (place !== undefined) this.#texts[place] = this.#quote(text);
  }

  #quote(text: string): ByteText {
    let quoted = this.#quoted.get(text);
    if (quoted === undefined) {
      quoted = ByteText.of(quoteText(text));
      this.#quoted.set(text, quoted);
    }
    return quoted;
  }
}
