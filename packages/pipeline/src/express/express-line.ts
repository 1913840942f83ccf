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
import { effectiveSeed, TextHash, type PlainRun } from '@pulse-stream/simulator/internal';
import type { ResultRecord, ScenarioConfig } from '@pulse-stream/worldstate';
import { cutCanonical } from '../scenario/config-texts.ts';
import type { Line } from '../batch/line.ts';
import { sortOverrides, writeOverrides, writeTraceId } from './line-bytes.ts';
import { PlainNumbers, type RunText } from './plain-numbers.ts';
import { findHoles, type TextPath } from './record-roles.ts';
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
  readonly #kind: LineKind;
  readonly #run: PlainRun;
  readonly #plain: PlainNumbers;
  readonly #template: RecordTemplate;
  readonly #numbers: Float64Array;
  readonly #texts: ByteText[];
  /** Index of the digest among the texts. */
  readonly #sha256: number;
  /** By path: index of a text. */
  readonly #places: ReadonlyMap<string, number>;
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
  readonly #quoted = new Map<string, ByteText>();
  /** What the run of the last line told. */
  readonly #told: Partial<Record<RunText, string>> = {};

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
    this.#kind = kind;
    this.#run = run;
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
    this.#plain = new PlainNumbers(world, run, example, this.#numbers, (path, text) =>
      this.#setText(path, text),
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
    if (!this.#plain.fill()) return false;
    this.#numbers[0] = line.line;
    this.#numbers[1] = line.batchIndex;
    this.#texts[this.#sha256] = digests.at(index);
    this.#template.write(this.#texts, room);
    return true;
  }

  #simulate(): boolean {
    const { count, slots, values } = this.#kind;
    const run = this.#run;
    run.start.reset();
    for (let index = 0; index < count; index += 1)
      if (!run.start.setSlot(slots[index] as number, values[index] as number)) return false;
    return run.run(this.#seedNow);
  }

  #setTexts(bytes: Uint8Array): void {
    const { idFrom, idTo, printedFrom, printedTo, count, view, offset } = this.#kind;
    this.#id.length = 0;
    // the quotes around the id are in the line
    if (idTo > 0) this.#id.writeBytes(view, offset + idFrom - 1, offset + idTo + 1);
    const sorted = this.#sorted;
    for (let index = 0; index < count; index += 1) sorted[index] = index;
    this.#overrides.length = 0;
    if (printedTo > 0) this.#overrides.writeBytes(view, offset + printedFrom, offset + printedTo);
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

  #setText(path: RunText, text: string): void {
    if (this.#told[path] === text) return;
    this.#told[path] = text;
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
