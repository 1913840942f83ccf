import {
  ByteText,
  createTemplate,
  writeInteger,
  writeNumber,
  type ByteRoom,
  type LineKind,
  type NumberCache,
  type RecordTemplate,
} from '@pulse-stream/codec';
import { effectiveSeed, TextHash, type PlainRun } from '@pulse-stream/simulator';
import type { ResultRecord, ScenarioConfig } from '@pulse-stream/worldstate';
import { cutCanonical } from './config-texts.ts';
import { amountsAgree } from './express-shape.ts';
import type { Line } from './line.ts';
import { findHoles, GROUPS } from './record-holes.ts';
import { traceIdOfHash } from './record.ts';
import type { World } from './world.ts';

// `as number` below: every index lies inside the arrays of the run and of the line

/** Texts of a record that differ between lines of one kind. */
const TEXTS = {
  'config.id': 0,
  'config.state_overrides': 1,
  id: 2,
  'run.seed': 3,
  'assessment.trace_id': 4,
  'assessment.symbolic.tag': 5,
  'assessment.symbolic.arc': 6,
} as const;

/** Bytes of a number in a text. */
const NUMBER_BYTES = 32;

/**
 * Writes the records of lines of one kind without members, straight from the arrays of their run: no
 * config, no plan, no run and no text is made for them.
 */
export class ExpressLine {
  readonly #world: World;
  readonly #kind: LineKind;
  readonly #run: PlainRun;
  readonly #example: ResultRecord;
  readonly #template: RecordTemplate;
  readonly #numbers: Float64Array;
  readonly #texts: ByteText[];
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
  /** The canonical config before, between and after its id and overrides. */
  readonly #pieces: readonly ByteText[];
  readonly #traces: TextHash;
  /** null: every line has the seed that is there. */
  readonly #seeds: TextHash | null;
  readonly #quoted = new Map<string, ByteText>();
  #filled = 0;

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
    const holes = findHoles(example, TEXTS);
    this.#template = createTemplate(example, holes, { precision }, cache);
    this.#numbers = new Float64Array(holes.numbers.size);
    this.#printed = Int32Array.from(
      GROUPS.flatMap((group) => Object.keys(example.final_state[group])),
      (name) => names.indexOf(name),
    );
    const ordered = names.toSorted((a, b) => (a < b ? -1 : 1));
    this.#ranks = Int32Array.from(names, (name) => ordered.indexOf(name));
    this.#pieces = cutCanonical(config).map((piece) => ByteText.of(piece));
    this.#traces = new TextHash(seed, world.modelHash);
    const isSeeded = crn;
    this.#seeds = isSeeded ? null : new TextHash(seed, config.id === undefined ? 'config' : 'id');
    this.#seed.writeText(JSON.stringify(effectiveSeed(config, world.options)));
    this.#texts = Object.keys(TEXTS).map(() => this.#seed);
    this.#texts[TEXTS['config.id']] = this.#id;
    this.#texts[TEXTS.id] = this.#id;
    this.#texts[TEXTS['config.state_overrides']] = this.#overrides;
    this.#texts[TEXTS['assessment.trace_id']] = this.#traceId;
  }

  /**
   * Appends the record of a line, when it is of this kind and nothing about it is unusual.
   * @returns false: nothing was written
   */
  write(line: Line, room: ByteRoom): boolean {
    const { bytes } = line;
    if (!this.#kind.read(bytes) || !this.#simulate()) return false;
    this.#filled = 0;
    this.#add(line.line);
    this.#add(line.batchIndex);
    this.#addRun();
    if (!this.#addAttribution() || !this.#addSymbols()) return false;
    if (this.#filled !== this.#numbers.length) return false;
    this.#setTexts(bytes);
    this.#template.write(this.#numbers, this.#texts, room);
    return true;
  }

  #simulate(): boolean {
    const { count, slots, values } = this.#kind;
    const run = this.#run;
    run.reset();
    for (let index = 0; index < count; index += 1)
      if (!run.set(slots[index] as number, values[index] as number)) return false;
    return run.run();
  }

  #add(value: number): void {
    this.#numbers[this.#filled] = value;
    this.#filled += 1;
  }

  #addRun(): void {
    const { final, values, satisfied, plan } = this.#run;
    const printed = this.#printed;
    for (let index = 0; index < printed.length; index += 1)
      this.#add(final[printed[index] as number] as number);
    for (let cell = 0; cell < values.length; cell += 1) this.#add(values[cell] as number);
    for (let event = 0; event < plan.events.length; event += 1) {
      this.#add(satisfied[event] as number);
      this.#add(satisfied[event] as number);
    }
  }

  #addAttribution(): boolean {
    const { starts, ends, scales, parts } = this.#run;
    const { amounts, begins } = parts;
    for (let target = 0; target < starts.length; target += 1) {
      const start = starts[target] as number;
      const end = ends[target] as number;
      const [from, to] = [begins[target] as number, begins[target + 1] as number];
      this.#add(start);
      this.#add(end);
      this.#add(end - start);
      let sum = 0;
      let moved = 0;
      for (let part = from; part < to; part += 1) {
        const amount = amounts[part] as number;
        sum += amount;
        moved += Math.abs(amount);
        this.#add(amount);
      }
      const size = Math.max(scales[target] as number, Math.abs(start), Math.abs(end), moved);
      if (!amountsAgree(sum, end - start, size)) return false;
    }
    return true;
  }

  /** @returns false: the record has a reading and the example none, or the other way round */
  #addSymbols(): boolean {
    const { symbolic } = this.#example.assessment;
    if (symbolic === null) return this.#run.tag < 0;
    const tag = this.#world.compiled.tags[this.#run.tag];
    const arc = this.#run.arc();
    if (tag === undefined || (arc === null) !== (symbolic.arc === null)) return false;
    this.#texts[TEXTS['assessment.symbolic.tag']] = this.#quote(tag.label);
    if (arc === null) return true;
    this.#texts[TEXTS['assessment.symbolic.arc']] = this.#quote(arc.label);
    this.#add(arc.score);
    this.#add(arc.certainty);
    this.#add(arc.volatility);
    return true;
  }

  #setTexts(bytes: Uint8Array): void {
    const { count } = this.#kind;
    this.#id.length = 0;
    this.#id.writeByte(QUOTE);
    this.#id.writeBytes(bytes, this.#kind.idFrom, this.#kind.idTo);
    this.#id.writeByte(QUOTE);
    const sorted = this.#sorted;
    for (let index = 0; index < count; index += 1) sorted[index] = index;
    this.#writeOverrides(bytes, this.#overrides);
    const canonical = this.#sort() ? this.#ordered : this.#overrides;
    if (canonical === this.#ordered) this.#writeOverrides(bytes, canonical);
    this.#writeCanonical(canonical);
    const { bytes: text, length } = this.#canonical;
    if (this.#seeds !== null) {
      const seed =
        this.#example.id === undefined
          ? this.#seeds.of(text, 0, length)
          : this.#seeds.of(bytes, this.#kind.idFrom, this.#kind.idTo);
      this.#seed.length = writeInteger(this.#seed.view, 0, seed);
    }
    this.#traceId.length = 0;
    this.#traceId.writeText(`"${traceIdOfHash(this.#traces.of(text, 0, length))}"`);
  }

  /** Sorts overrides by name; returns whether that changed anything. */
  #sort(): boolean {
    const { count, slots } = this.#kind;
    const sorted = this.#sorted;
    const rankOf = (at: number): number =>
      this.#ranks[slots[sorted[at] as number] as number] as number;
    let isChanged = false;
    for (let index = 1; index < count; index += 1)
      for (let at = index; at > 0 && rankOf(at) < rankOf(at - 1); at -= 1) {
        const moved = sorted[at] as number;
        sorted[at] = sorted[at - 1] as number;
        sorted[at - 1] = moved;
        isChanged = true;
      }
    return isChanged;
  }

  /** The overrides as records print them, in the order of `#sorted`. */
  #writeOverrides(bytes: Uint8Array, out: ByteText): void {
    const { count, nameFrom, nameTo, numberFrom, numberTo, isPrinted, values } = this.#kind;
    out.length = 0;
    for (let place = 0; place < count; place += 1) {
      const index = this.#sorted[place] as number;
      out.writeByte(place === 0 ? OPEN_OBJECT : COMMA);
      // the quotes around the name are in the line
      out.writeBytes(bytes, (nameFrom[index] as number) - 1, (nameTo[index] as number) + 1);
      out.writeByte(COLON);
      if (isPrinted[index] === 1)
        out.writeBytes(bytes, numberFrom[index] as number, numberTo[index] as number);
      else {
        out.reserve(NUMBER_BYTES);
        out.length = writeNumber(out.view, out.length, values[index] as number, null);
      }
    }
    if (count === 0) out.writeByte(OPEN_OBJECT);
    out.writeByte(CLOSE_OBJECT);
  }

  #writeCanonical(overrides: ByteText): void {
    const canonical = this.#canonical;
    const [first, second, third] = this.#pieces as [ByteText, ByteText, ByteText?];
    canonical.length = 0;
    canonical.append(first);
    if (third !== undefined) {
      canonical.append(this.#id);
      canonical.append(second);
    }
    canonical.append(overrides);
    canonical.append(third ?? second);
  }

  #quote(text: string): ByteText {
    let quoted = this.#quoted.get(text);
    if (quoted === undefined) {
      quoted = ByteText.of(JSON.stringify(text));
      this.#quoted.set(text, quoted);
    }
    return quoted;
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
