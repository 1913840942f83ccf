import { MAX_LINE_BYTES } from '@pulse-stream/codec';
import type { CompiledModel } from '@pulse-stream/simulator';
import { fail, type ScenarioConfig } from '@pulse-stream/worldstate';
import { z } from 'zod';

/** What one scenario may cost unless the run says otherwise. */
export const DEFAULT_LIMITS = {
  lineBytes: MAX_LINE_BYTES,
  depth: 64,
  nodes: 100_000,
  turns: 100_000,
  members: 100_000,
  memberTurns: 1e7,
  memberValues: 4e6,
  recordBytes: 4 * 1024 * 1024,
  fuel: 1e10,
};

/** What one scenario may cost, all known before it is computed (RELIABILITY.md §2). */
export const ScenarioLimits = z.strictObject({
  /** Longest input line, bytes; the framer has to be made with the same. */
  lineBytes: z.int().min(1).default(DEFAULT_LIMITS.lineBytes),
  /** Deepest nesting of a line. */
  depth: z.int().min(1).max(64).default(DEFAULT_LIMITS.depth),
  /** Most values of a line. */
  nodes: z.int().min(1).default(DEFAULT_LIMITS.nodes),
  turns: z.int().min(1).default(DEFAULT_LIMITS.turns),
  members: z.int().min(1).default(DEFAULT_LIMITS.members),
  /** members × turns */
  memberTurns: z.number().min(1).default(DEFAULT_LIMITS.memberTurns),
  /** members × horizons × targets: the numbers an ensemble keeps */
  memberValues: z.number().min(1).default(DEFAULT_LIMITS.memberValues),
  /** Estimated size of the output line, bytes. */
  recordBytes: z.number().min(1).default(DEFAULT_LIMITS.recordBytes),
  /** members × turns × nodes of the compiled model, re-runs of assess "full" included */
  fuel: z.number().min(1).default(DEFAULT_LIMITS.fuel),
});
export type ScenarioLimits = z.infer<typeof ScenarioLimits>;

/** Default horizons: every turn up to 60, else 60 of them (DESIGN.md §3). */
const DEFAULT_HORIZONS = 60;

// Sizes of the parts of a record in bytes: key, punctuation and a number of usual length.
const NUMBER_BYTES = 14;
const DOUBLE_BYTES = 26;
/** Sign, point, exponent and comma of a number beside its digits. */
const SIGNS_BYTES = 8;
const FRAME_BYTES = 3000;
const TARGET_BYTES = 400;
const PART_BYTES = 48;
const EVENT_BYTES = 160;
const TURN_BYTES = 160;

/** What the limits are checked against. */
export interface ScenarioSize {
  readonly config: ScenarioConfig;
  readonly compiled: CompiledModel;
  /** Size of the input line: the record repeats the config. */
  readonly lineBytes: number;
  /** How many more ensembles assess "full" computes. */
  readonly reruns: number;
  /** Digits of the members when the record carries them; absent: it does not. */
  readonly memberDigits?: number | undefined;
}

/**
 * Refuses a scenario that would cost more than the limits allow.
 * @throws ScenarioError `limit-exceeded`: path = the field, message = value and limit
 */
export function checkLimits(size: ScenarioSize, limits: ScenarioLimits): void {
  const { config, compiled } = size;
  const { turns } = config;
  const members = config.members ?? compiled.model.members;
  check('turns', 'turns', turns, limits.turns);
  check('members', 'members', members, limits.members);
  check('members', 'members × turns', members * turns, limits.memberTurns);
  const { horizons, targets } = forecastShape(size);
  const values = members * horizons * targets;
  check('members', 'members × horizons × targets', values, limits.memberValues);
  const runs = 1 + size.reruns;
  const fuel = members * turns * Math.max(1, compiled.nodes) * runs;
  const factors = size.reruns === 0 ? '' : ` × ${runs} runs of assess "full"`;
  check('members', `members × turns × nodes of the model${factors}`, fuel, limits.fuel);
  const bytes = estimateRecordBytes(size);
  const total = sumBytes(bytes);
  const longest = Math.max(bytes.trace, bytes.forecast, bytes.members);
  const path = (['members', 'trace', 'forecast'] as const).find((part) => bytes[part] === longest);
  check(path, 'the estimated size of the record in bytes', total, limits.recordBytes);
}

function check(path: string | undefined, what: string, value: number, limit: number): void {
  if (value <= limit) return;
  const message = `${what} is ${value}, more than the limit of ${limit}`;
  fail('limit-exceeded', 'initialise', message, { path });
}

function forecastShape({ config, compiled }: ScenarioSize): { horizons: number; targets: number } {
  const asked = config.forecast?.horizons ?? compiled.horizons;
  return {
    horizons: asked?.length ?? Math.min(config.turns, DEFAULT_HORIZONS),
    targets: config.forecast?.targets?.length ?? compiled.targets.length,
  };
}

/** The size of a record in bytes, by part. */
export interface RecordBytes {
  readonly trace: number;
  readonly forecast: number;
  /** Of kept members. */
  readonly members: number;
  readonly rest: number;
}

export const sumBytes = ({ trace, forecast, members, rest }: RecordBytes): number =>
  trace + forecast + members + rest;

/** The size of a record in bytes before it is computed: a rough upper estimate, by part. */
export function estimateRecordBytes(size: ScenarioSize): RecordBytes {
  const { config, compiled, lineBytes } = size;
  const { horizons, targets } = forecastShape(size);
  const quantiles = (config.forecast?.quantiles ?? compiled.quantiles).length;
  const members = config.members ?? compiled.model.members;
  const rows = members === 1 ? 1 : quantiles + 3;
  const names = [...compiled.names, ...Object.keys(config.state_overrides)];
  const values = names.reduce((sum, name) => sum + name.length + DOUBLE_BYTES, 0);
  const fired = compiled.rules.reduce((sum, rule) => sum + rule.id.length + 3, 0);
  const perTurn = { none: 0, summary: TURN_BYTES + fired, full: TURN_BYTES + fired + 2 * values };
  const parts = compiled.rules.length + 12;
  const events = (config.forecast?.events ?? compiled.events).length;
  return {
    trace: config.turns * perTurn[config.trace],
    forecast:
      horizons * targets * rows * (members === 1 ? DOUBLE_BYTES : NUMBER_BYTES) +
      targets * (TARGET_BYTES + parts * PART_BYTES + fired) +
      events * EVENT_BYTES,
    members:
      size.memberDigits === undefined || members === 1
        ? 0
        : members * horizons * targets * (size.memberDigits + SIGNS_BYTES),
    rest: FRAME_BYTES + lineBytes + values,
  };
}
