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
import { effectiveSeed, undeclaredNames } from '@pulse-stream/simulator/internal';
import {
  attempt,
  isFailure,
  type OutputRecord,
  type ResultRecord,
  type ScenarioConfig,
  type SimulatedRun,
} from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import { BoundedMap } from '../world/bounded-map.ts';
import { CanonicalConfig, ConfigWriter, type ConfigTexts } from '../scenario/config-texts.ts';
import { ExpressLine } from './express-line.ts';
import {
  learnShape,
  MOST_LINE_BYTES,
  MOST_TRIES,
  newShape,
  openPlain,
  type KnownShape,
} from './learn-shape.ts';
import {
  allowLane,
  chancesOf,
  isCommon,
  isPlain,
  isSameShape,
  shapeKey,
  type LastShape,
} from './config-roles.ts';
import type { Line } from '../batch/line.ts';
import { traceIdOfTexts } from '../scenario/record.ts';
import { memberTurnsOf } from '../world/limits.ts';
import { warnCoarseStep } from '../world/coarse-step-warning.ts';
import { surroundingsOf } from '../world/surroundings.ts';
import type { World } from '../world/world.ts';

/** More member-turns than this, about 80 ms of work, would keep the thread too long. */
const MOST_MEMBER_TURNS = 600_000;
/** Shapes kept: a sweep over turns or members has hundreds. */
const SHAPES = 512;
/** Bytes that they may take: those of records of many turns are few, and cost little beside these. */
const SHAPES_BYTES = 24 * 1024 * 1024;

/** Kinds of lines kept; each costs a record of the long way to learn. */
const LINE_KINDS = 8;
/** A kind takes the place of another one, so a shape waits so many times longer for each further one. */
const PATIENCE = 4;
/** After so many lines that gave no kind none is looked for any more. */
const MOST_FAILED_KINDS = 32;

/** Writes the records of plain scenarios without the values between simulation and bytes. */
export interface ExpressLane {
  /**
   * Appends the record of a line that is not decoded yet, when it is like an earlier one.
   * @param index place of the line in the digests
   * @param warn called when the record carries warnings
   * @returns as `write`
   */
  copy(line: Line, room: ByteRoom, digests: LineDigests, index: number, warn: Warn): number;
  /**
   * Appends the record of a line, when it is plain: no history, no trace, no fragility, and its shape
   * is known.
   * @param long the long way from a config to its record
   * @param index place of the line in the digests
   * @param warn called when the record carries warnings
   * @returns member-turns spent, ≥ 1; 0: nothing was written, the long way is asked for
   */
  write(
    line: Line,
    decoded: DecodedScenario,
    long: (decoded: DecodedScenario) => OutputRecord,
    room: ByteRoom,
    digests: LineDigests,
    index: number,
    warn: Warn,
  ): number;
}

type Warn = (found: readonly Warning[]) => void;

/**
 * The express lane of a world; null when its options look at whole records (observers, a gate) or
 * write parts of them, replay one member or keep them all.
 * @param shapesBytes what it may keep of shapes
 * @see PERFORMANCE.md §2.2: most of a light line was the making of objects that were printed at once
 */
export function createExpressLane(world: World, shapesBytes = SHAPES_BYTES): ExpressLane | null {
  return allowLane(world.options) ? new Lane(world, shapesBytes) : null;
}

class Lane implements ExpressLane {
  readonly #world: World;
  readonly #shapes = new BoundedMap<string, KnownShape>(SHAPES, ({ shape }) => {
    this.#shapeBytes -= shape?.bytes ?? 0;
  });
  #shapeBytes = 0;
  readonly #mostBytes: number;
  readonly #kinds: KnownKind[] = [];
  readonly #names: NameTable;
  readonly #cache = new NumberCache();
  readonly #canonical = new CanonicalConfig();
  #last: LastShape<KnownShape> | null = null;
  #failedKinds = 0;

  constructor(world: World, mostBytes: number) {
    this.#world = world;
    this.#mostBytes = mostBytes;
    this.#names = new NameTable(world.compiled.names);
  }

  copy(line: Line, room: ByteRoom, digests: LineDigests, index: number, warn: Warn): number {
    const kinds = this.#kinds;
    for (let place = 0; place < kinds.length; place += 1) {
      const kind = kinds[place] as KnownKind; // in range
      const isOther = kind.source !== line.source;
      if (isOther || !kind.express.write(line, room, digests, index)) continue;
      // neighbours are mostly of one kind: it is asked first
      for (let at = place; at > 0; at -= 1) kinds[at] = kinds[at - 1] as KnownKind; // as above
      kinds[0] = kind;
      if (kind.warnings.length > 0) warn(kind.warnings);
      return kind.memberTurns;
    }
    return 0;
  }

  write(
    line: Line,
    decoded: DecodedScenario,
    long: (decoded: DecodedScenario) => OutputRecord,
    room: ByteRoom,
    digests: LineDigests,
    index: number,
    warn: Warn,
  ): number {
    const world = this.#world;
    const { config } = decoded;
    const turns = memberTurnsOf(world, config);
    if (turns > MOST_MEMBER_TURNS || line.bytes.length > MOST_LINE_BYTES) return 0;
    if (!isPlain(config) || !this.#actsOnDeclared(config)) return 0;
    const known = this.#findShape(line, config);
    known.seen += 1;
    if (known.shape === null) {
      if (known.seen === 1 || known.seen > MOST_TRIES) return 0;
      learnShape(world, known, decoded, long, this.#cache);
      this.#makeRoom(known);
      if (known.shape === null) return 0;
    }
    const seed = effectiveSeed(config, world.options);
    // null: a plain run has found what there is to print
    const run = this.#runPlain(known, config, seed) ? null : this.#simulate(config, seed);
    if (run === 'long') return 0;
    const id = config.id === undefined ? '' : quoteText(config.id);
    const texts = this.#writeConfig(line, known, decoded, id);
    const said = {
      line: line.line,
      batchIndex: line.batchIndex,
      texts: {
        id,
        source: line.source === undefined ? '' : quoteText(line.source),
        line_sha256: digests.at(index),
        config: texts.echo,
        'run.seed': JSON.stringify(seed),
        'assessment.trace_id': `"${traceIdOfTexts(world, texts)}"`,
      },
    };
    const isWritten =
      run === null ? known.shape.writePlain(said, room) : known.shape.write(said, run, room);
    if (isWritten) this.#learnKind(line, decoded, known);
    // last: what throws before is told by the long way
    const { warnings } = run ?? known;
    if (isWritten && warnings.length > 0) warn(warnings);
    return isWritten ? turns : 0;
  }

  /** Loses the shapes that were not used for longest where a new one takes too much. */
  #makeRoom({ shape }: KnownShape): void {
    this.#shapeBytes += shape?.bytes ?? 0;
    while (this.#shapeBytes > this.#mostBytes && this.#shapes.size > 0) this.#shapes.dropOldest();
  }

  /** Runs a scenario without making anything for it. @returns false: it takes the whole simulation */
  #runPlain({ plain }: KnownShape, config: ScenarioConfig, seed: number | string): boolean {
    if (plain === null || !plain.adopt(config)) return false;
    const { state_overrides: overrides } = config;
    plain.start.reset();
    for (const name in overrides)
      if (!plain.start.set(name, overrides[name] as number)) return false; // one of its keys
    return plain.run(seed);
  }

  /** @returns 'long': the long way must tell what is unusual */
  #simulate(config: ScenarioConfig, seed: number | string): SimulatedRun | 'long' {
    const world = this.#world;
    const { strict } = world.options;
    const run = attempt(() => {
      const { surroundings, warnings } = surroundingsOf(world, config, null);
      if (warnings.length > 0 || warnCoarseStep(world).length > 0) return null; // the shape has none
      // as a common seed the effective seed is not computed again
      return simulateRun(world.compiled, config, { seed, crn: true, strict, surroundings });
    });
    return run === null || isFailure(run) ? 'long' : run;
  }

  #writeConfig(
    { bytes }: Line,
    { configs }: KnownShape,
    { config, given }: DecodedScenario,
    id: string,
  ): ConfigTexts {
    if (!isCommon(config)) {
      const meta = given.meta === undefined ? null : readMetaText(bytes);
      return { echo: encodeConfig(given, meta), ...this.#canonical.split(config) };
    }
    const writer = configs.getOrMake(
      Object.keys(given).join(),
      () => new ConfigWriter(config, given),
    );
    return writer.write(config, id);
  }

  /** The next line like this one is to be copied, where its shape has many that are not. */
  #learnKind(line: Line, decoded: DecodedScenario, known: KnownShape): void {
    const world = this.#world;
    const { config, given } = decoded;
    const { example } = known;
    if (example === null || !isCommon(config) || world.options.limits.nodes < MOST_LINE_BYTES)
      return;
    known.uncopied += 1;
    if (known.uncopied < known.patience || this.#failedKinds >= MOST_FAILED_KINDS) return;
    known.uncopied = 0;
    known.patience *= PATIENCE;
    const echo = given.state_overrides === undefined ? given : { ...given, state_overrides: {} };
    const like = { ...example, source: line.source, config: echo };
    const express = this.#makeKind(line, config, like);
    if (express === null) this.#failedKinds += 1;
    else {
      // the one that was not used for longest
      if (this.#kinds.length === LINE_KINDS) this.#kinds.pop();
      const { warnings } = known;
      const memberTurns = memberTurnsOf(world, config);
      this.#kinds.push({ source: line.source, memberTurns, warnings, express });
    }
  }

  #makeKind(line: Line, config: ScenarioConfig, example: ResultRecord): ExpressLine | null {
    const world = this.#world;
    const kind = createLineKind(line.bytes, this.#names);
    const run = kind === null ? null : openPlain(world, config, example);
    if (kind === null || run === null) return null;
    const plain: ScenarioConfig = { ...config, state_overrides: {} };
    return new ExpressLine(world, kind, run, plain, example, this.#cache);
  }

  /** Neighbours are mostly of one shape: then no key is made. */
  #findShape(line: Line, config: ScenarioConfig): KnownShape {
    const last = this.#last;
    const { compiled } = this.#world;
    const others = [...undeclaredNames(compiled, config), ...chancesOf(compiled, config)];
    const beside = others.length === 0 ? '' : JSON.stringify(others);
    if (last !== null && last.beside === beside && isSameShape(last, line, config))
      return last.known;
    const known = this.#shapes.getOrMake(shapeKey(line, config, beside), () => newShape());
    this.#last = { source: line.source, config, beside, known };
    return known;
  }

  /** Whether nobody acts on an undeclared name. */
  #actsOnDeclared({ interventions }: ScenarioConfig): boolean {
    const { index } = this.#world.compiled;
    for (const { set, add } of interventions)
      for (const name in set ?? add) if (!index.has(name)) return false;
    return true;
  }
}

/** A kind of lines, and what writes their records. */
interface KnownKind {
  readonly source: string | undefined;
  readonly memberTurns: number;
  /** Those of each of its records. */
  readonly warnings: readonly Warning[];
  readonly express: ExpressLine;
}
