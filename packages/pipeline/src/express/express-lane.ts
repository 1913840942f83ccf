import { sha256Hex } from '@pulse-stream/codec';
import {
  createLineKind,
  encodeConfig,
  NameTable,
  NumberCache,
  readMetaText,
  type ByteRoom,
  type DecodedScenario,
  type LineDigests,
  quoteText,
} from '@pulse-stream/codec/internal';
import { simulateRun } from '@pulse-stream/simulator';
import { createPlainRun, effectiveSeed } from '@pulse-stream/simulator/internal';
import {
  attempt,
  isFailure,
  type OutputRecord,
  type ResultRecord,
  type ScenarioConfig,
} from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import { BoundedMap } from '../world/bounded-map.ts';
import { ConfigWriter, type ConfigTexts } from '../scenario/config-texts.ts';
import { ExpressLine } from './express-line.ts';
import { ExpressShape } from './express-shape.ts';
import {
  allowLane,
  isCommon,
  isPlain,
  isSameShape,
  shapeKey,
  type LastShape,
} from './config-roles.ts';
import { findHoles } from './record-roles.ts';
import { estimateRecordBytes, sumBytes } from '../world/record-size.ts';
import type { Line } from '../batch/line.ts';
import { splitConfig, traceIdOfTexts } from '../scenario/record.ts';
import { memberTurnsOf } from '../world/limits.ts';
import { warnCoarseStep } from '../world/coarse-step-warning.ts';
import { surroundingsOf } from '../world/surroundings.ts';
import { shadowOf, gravityOf, type World } from '../world/world.ts';

/** Longer lines take the long way: their overrides alone may fill a record. */
export const MOST_LINE_BYTES = 2048;
/** More member-turns than this, about 80 ms of work, would keep the thread too long. */
const MOST_MEMBER_TURNS = 600_000;
/** Shapes kept; a run has few. */
const SHAPES = 64;

/** After so many lines of a shape that failed, its lines take the long way for good. */
const MOST_TRIES = 8;

/** Kinds of lines kept; each costs a record of the long way to learn. */
const LINE_KINDS = 8;
/** After so many lines that gave no kind none is looked for any more. */
const MOST_FAILED_KINDS = 32;

/** How often a shape was seen, and its template from the second time on. */
interface KnownShape {
  seen: number;
  shape: ExpressShape | null;
  /** The record its template is made of, of a config without overrides; null: it is a rare one. */
  example: ResultRecord | null;
  /** By the keys that lines give. */
  readonly configs: BoundedMap<string, ConfigWriter>;
}

/** Writes the records of plain scenarios without the values between simulation and bytes. */
export interface ExpressLane {
  /**
   * Appends the record of a line that is not decoded yet, when it is like an earlier one.
   * @param index place of the line in the digests
   * @returns as `write`
   */
  copy(line: Line, room: ByteRoom, digests: LineDigests, index: number): number;
  /**
   * Appends the record of a line, when it is plain: no history, no trace, no fragility, nothing
   * undeclared, and its shape is known.
   * @param long the long way from a config to its record
   * @param warn called when the record carries warnings
   * @returns member-turns spent, ≥ 1; 0: nothing was written, the long way is asked for
   */
  write(
    line: Line,
    decoded: DecodedScenario,
    long: (decoded: DecodedScenario) => OutputRecord,
    room: ByteRoom,
    warn: (found: readonly Warning[]) => void,
  ): number;
}

/**
 * The express lane of a world; null when its options look at whole records (observers, a gate) or
 * write parts of them, replay one member or keep them all.
 * @see PERFORMANCE.md §2.2: most of a light line was the making of objects that were printed at once
 */
export function createExpressLane(world: World): ExpressLane | null {
  return allowLane(world.options) ? new Lane(world) : null;
}

class Lane implements ExpressLane {
  readonly #world: World;
  readonly #shapes = new BoundedMap<string, KnownShape>(SHAPES);
  readonly #kinds: KnownKind[] = [];
  readonly #names: NameTable;
  readonly #cache = new NumberCache();
  #last: LastShape<KnownShape> | null = null;
  #failedKinds = 0;

  constructor(world: World) {
    this.#world = world;
    this.#names = new NameTable(world.compiled.names);
  }

  copy(line: Line, room: ByteRoom, digests: LineDigests, index: number): number {
    const kinds = this.#kinds;
    for (let place = 0; place < kinds.length; place += 1) {
      const kind = kinds[place] as KnownKind; // in range
      const isOther = kind.source !== line.source;
      if (isOther || !kind.express.write(line, room, digests, index)) continue;
      // neighbours are mostly of one kind: it is asked first
      if (place > 0) kinds.unshift(...kinds.splice(place, 1));
      return kind.memberTurns;
    }
    return 0;
  }

  write(
    line: Line,
    decoded: DecodedScenario,
    long: (decoded: DecodedScenario) => OutputRecord,
    room: ByteRoom,
    warn: (found: readonly Warning[]) => void,
  ): number {
    const world = this.#world;
    const { config } = decoded;
    const turns = memberTurnsOf(world, config);
    if (turns > MOST_MEMBER_TURNS || line.bytes.length > MOST_LINE_BYTES) return 0;
    if (!isPlain(config) || !this.#isDeclared(config)) return 0;
    const known = this.#findShape(line, config);
    known.seen += 1;
    if (known.shape === null) {
      if (known.seen === 1 || known.seen > MOST_TRIES) return 0;
      known.shape = this.#learn(known, decoded, long);
      if (known.shape === null) return 0;
    }
    const { strict } = world.options;
    const seed = effectiveSeed(config, world.options);
    const run = attempt(() => {
      const { surroundings, warnings } = surroundingsOf(world, config, null);
      if (warnings.length > 0 || warnCoarseStep(world).length > 0) return null; // the shape has none
      // as a common seed the effective seed is not computed again
      return simulateRun(world.compiled, config, { seed, crn: true, strict, surroundings });
    });
    if (run === null || isFailure(run)) return 0;
    const id = config.id === undefined ? '' : quoteText(config.id);
    const texts = this.#writeConfig(line, known, decoded, id);
    const isWritten = known.shape.write(
      {
        line: line.line,
        batchIndex: line.batchIndex,
        source: line.source === undefined ? '' : quoteText(line.source),
        id,
        sha256: `"${sha256Hex(line.bytes)}"`,
        config: texts.echo,
        seed: JSON.stringify(seed),
        traceId: `"${traceIdOfTexts(world, texts)}"`,
      },
      run,
      room,
    );
    if (isWritten) this.#learnKind(line, decoded, known.example);
    // last: what throws before is told by the long way
    if (isWritten && run.warnings.length > 0) warn(run.warnings);
    return isWritten ? turns : 0;
  }

  #writeConfig(
    { bytes }: Line,
    { configs }: KnownShape,
    { config, given }: DecodedScenario,
    id: string,
  ): ConfigTexts {
    if (!isCommon(config)) {
      const meta = given.meta === undefined ? null : readMetaText(bytes);
      return { echo: encodeConfig(given, meta), ...splitConfig(config) };
    }
    const writer = configs.getOrMake(
      Object.keys(given).join(),
      () => new ConfigWriter(config, given),
    );
    return writer.write(config, id);
  }

  /**
   * The next line like this one is to be copied.
   * @param example of the shape
   */
  #learnKind(line: Line, decoded: DecodedScenario, example: ResultRecord | null): void {
    const world = this.#world;
    const { config, given } = decoded;
    if (example === null || !isCommon(config) || world.options.limits.nodes < MOST_LINE_BYTES)
      return;
    if (this.#kinds.length >= LINE_KINDS || this.#failedKinds >= MOST_FAILED_KINDS) return;
    const echo = given.state_overrides === undefined ? given : { ...given, state_overrides: {} };
    const like = { ...example, source: line.source, config: echo };
    const express = this.#makeKind(line, config, like);
    if (express === null) this.#failedKinds += 1;
    else
      this.#kinds.push({ source: line.source, memberTurns: memberTurnsOf(world, config), express });
  }

  #makeKind(line: Line, config: ScenarioConfig, example: ResultRecord): ExpressLine | null {
    const world = this.#world;
    const kind = createLineKind(line.bytes, this.#names);
    if (kind === null || example.warnings.some(({ type }) => type !== 'no-noise')) return null;
    const plain: ScenarioConfig = { ...config, state_overrides: {} };
    const parts = Object.values(example.forecast.attribution).map((target) =>
      Object.keys(target?.parts ?? {}),
    );
    const run = createPlainRun(world.compiled, plain, parts);
    // without members a run does not find its risk
    if (run?.members === null && example.assessment.risk !== null) return null;
    return run === null ? null : new ExpressLine(world, kind, run, plain, example, this.#cache);
  }

  /** Neighbours are mostly of one shape: then no key is made. */
  #findShape(line: Line, config: ScenarioConfig): KnownShape {
    const last = this.#last;
    if (last !== null && isSameShape(last, line, config)) return last.known;
    const known = this.#shapes.getOrMake(shapeKey(line, config), () => newShape());
    this.#last = { source: line.source, config, known };
    return known;
  }

  /**
   * Makes the shape of the scenarios that are like this one but for their overrides. Its example has
   * none: most slots of most scenarios are as nobody touched them.
   * @returns null: there is none, or not yet
   */
  #learn(
    known: KnownShape,
    { config, given }: DecodedScenario,
    long: (decoded: DecodedScenario) => OutputRecord,
  ): ExpressShape | null {
    const { options, memo } = this.#world;
    const example = long({ config: { ...config, state_overrides: {} }, given });
    if (example.kind === 'failure') return null;
    if (isCommon(config)) known.example = example;
    const holes = this.#isBarred(config) ? null : findHoles(example);
    if (holes !== null)
      return new ExpressShape(example, holes, options, this.#cache, memo.statisticsOf);
    known.seen = MOST_TRIES;
    return null;
  }

  /** Whether records of the shape may break a limit or look at what is not a target. */
  #isBarred(config: ScenarioConfig): boolean {
    const world = this.#world;
    const { compiled } = world;
    // as if the line were long: others of the shape may have more overrides, which add warnings
    const size = estimateRecordBytes({
      config,
      compiled,
      lineBytes: 128 * MOST_LINE_BYTES,
      reruns: 0,
    });
    const { targets } = config.forecast ?? {};
    const names = targets ?? compiled.targets.map((slot) => compiled.names[slot] ?? '');
    const { criticalVariables } = shadowOf(world, gravityOf(world, config.gravity), targets);
    return (
      sumBytes(size) > world.options.limits.recordBytes ||
      criticalVariables.some((name) => !names.includes(name))
    );
  }

  /** Whether a scenario names declared slots only. */
  #isDeclared({ state_overrides: overrides, interventions }: ScenarioConfig): boolean {
    const { index } = this.#world.compiled;
    for (const name in overrides) if (!index.has(name)) return false;
    for (const { set, add } of interventions)
      for (const name in set ?? add) if (!index.has(name)) return false;
    return true;
  }
}

/** A kind of lines, and what writes their records. */
interface KnownKind {
  readonly source: string | undefined;
  readonly memberTurns: number;
  readonly express: ExpressLine;
}

const newShape = (): KnownShape => ({
  seen: 0,
  shape: null,
  example: null,
  configs: new BoundedMap(LINE_KINDS),
});
