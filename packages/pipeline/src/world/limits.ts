import { MAX_LINE_BYTES } from '@pulse-stream/codec/internal';
import { fail } from '@pulse-stream/worldstate';
import { z } from 'zod';
import { estimateRecordBytes, forecastShape, sumBytes, type ScenarioSize } from './record-size.ts';

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

/** Turns of all paths of a scenario; the control run counts as one member. */
export function memberTurnsOf(
  { compiled }: Pick<ScenarioSize, 'compiled'>,
  { turns, members }: Pick<ScenarioSize['config'], 'turns' | 'members'>,
): number {
  return turns * ((members ?? compiled.model.members) + 1);
}

function check(path: string | undefined, what: string, value: number, limit: number): void {
  if (value <= limit) return;
  const message = `${what} is ${value}, more than the limit of ${limit}`;
  fail('limit-exceeded', 'initialise', message, { path });
}
