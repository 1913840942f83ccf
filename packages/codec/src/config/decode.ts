import {
  isFailure,
  PulseError,
  ScenarioConfig,
  type Failure,
  type ScenarioConfigInput,
} from '@pulse-stream/worldstate';
import {
  CONTROL_CHARACTER,
  createFailure,
  type GivenConfig,
} from '@pulse-stream/worldstate/internal';
import { LONE_SURROGATE } from '../scan/lone-surrogate.ts';
import { MAX_DEPTH, MAX_NODES, type ScanLimits } from '../scan/json-scanner.ts';
import { acceptConfig, detachMaps } from './accept.ts';
import { describeIssue, explainIssues, type ConfigProblem } from './explain-issues.ts';
import { clearNegativeZeros, inspectValue, isPlainObject } from './inspect-value.ts';

/** What the decoder may be told; a value, the same for every line of a run. */
export interface DecodeOptions {
  /** Deepest nesting (1..64) and most values of a line. */
  readonly limits?: { readonly depth?: number; readonly nodes?: number } | undefined;
  /** Values of top-level keys for lines that do not say, e.g. `{turns: 20}` from a flag. */
  readonly defaults?: Partial<ScenarioConfigInput> | undefined;
  /** Whether a failure says how many more problems its line has; default true. */
  readonly countsOthers?: boolean | undefined;
}

/** A scenario, and what of it was given. */
export interface DecodedScenario {
  /** Defaults filled in. */
  readonly config: ScenarioConfig;
  /** The keys that were given, with the values they have in `config`. */
  readonly given: GivenConfig;
}

const DEFAULT_LIMITS: ScanLimits = { depth: MAX_DEPTH, nodes: MAX_NODES };

/** @throws PulseError `option-invalid` */
export function resolveLimits(options: DecodeOptions): ScanLimits {
  if (options.limits === undefined) return DEFAULT_LIMITS;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  if (!Number.isInteger(limits.depth) || limits.depth < 1 || limits.depth > MAX_DEPTH)
    throw new PulseError('option-invalid', `limits.depth is an integer from 1 to ${MAX_DEPTH}`);
  if (!Number.isInteger(limits.nodes) || limits.nodes < 1)
    throw new PulseError('option-invalid', 'limits.nodes is an integer from 1');
  return limits;
}

/** What every line that is no object is told. */
export const OBJECT_HINT = 'a scenario is an object like {"turns":5}';

/** The id of a value that could not be accepted, when it is a valid one. */
export function readId(value: unknown): string | undefined {
  if (!isPlainObject(value) || !Object.hasOwn(value, 'id')) return undefined;
  const { id } = value;
  if (typeof id !== 'string' || LONE_SURROGATE.test(id)) return undefined;
  return ScenarioConfig.shape.id.safeParse(id).success ? id : undefined;
}

/**
 * Reads an already parsed value as a scenario config, for library users. Holds it to the same rules
 * as a line of input, as far as a value can break them.
 * @param value what JSON.parse returned, or an object literal; never changed
 * @returns the config with defaults filled in, or the failure (`not-an-object`, `config-invalid`,
 *   `bad-number`, `bad-string`, `forbidden-key`, `too-deep`, `limit-exceeded`)
 * @throws PulseError `option-invalid`
 */
export function decodeConfigValue(
  value: unknown,
  options: DecodeOptions = {},
): ScenarioConfig | Failure {
  const decoded = decodeScenarioValue(value, options);
  return isFailure(decoded) ? decoded : decoded.config;
}

/** `decodeConfigValue` that also says which keys the value gave. */
export function decodeScenarioValue(
  value: unknown,
  options: DecodeOptions = {},
): DecodedScenario | Failure {
  const limits = resolveLimits(options);
  if (!isPlainObject(value))
    return createFailure('not-an-object', 'decode', 'the value is not an object', {
      hint: OBJECT_HINT,
    });
  const { fault, hasNegativeZero } = inspectValue(value, limits);
  if (fault === null) return readConfig({ ...value }, options, hasNegativeZero);
  const { type, message, path } = fault;
  return createFailure(type, 'decode', message, { path, id: readId(value) });
}

/**
 * The one place where zod judges a config. The value has passed the scanner or `inspectValue`.
 * @param raw changed: the defaults of the options are put in
 */
export function readConfig(
  raw: Record<string, unknown>,
  options: DecodeOptions,
  mayHoldNegativeZero: boolean,
): DecodedScenario | Failure {
  const keys = Object.keys(raw).filter((key) => raw[key] !== undefined);
  if (options.defaults !== undefined)
    for (const [key, value] of Object.entries(options.defaults))
      if (value !== undefined && raw[key] === undefined) raw[key] = value;
  let config = acceptConfig(raw);
  if (config === null) {
    const { data, error } = ScenarioConfig.safeParse(raw, { error: describeIssue });
    if (data === undefined)
      return failConfig(raw, explainIssues(error.issues, raw, options.countsOthers !== false));
    config = detachMaps(data);
  }
  const badName = findBadName(config);
  if (badName !== null) return failConfig(raw, badName);
  if (mayHoldNegativeZero) clearNegativeZeros(config);
  return { config, given: pickGiven(config, keys) };
}

function pickGiven(config: ScenarioConfig, keys: readonly string[]): GivenConfig {
  const given: Record<string, unknown> = {};
  // the schema refused every other key
  for (const key of keys as (keyof ScenarioConfig)[]) given[key] = config[key];
  return given;
}

function failConfig(raw: unknown, { type, message, ...detail }: ConfigProblem): Failure {
  return createFailure(type, 'decode', message, { ...detail, id: readId(raw) });
}

/** Control characters in the names the schema leaves free because others check them later. */
function findBadName({ observations, gravity }: ScenarioConfig): ConfigProblem | null {
  if (observations === undefined && typeof gravity === 'boolean') return null;
  const names: [string, string][] = [];
  if (observations !== undefined && !Array.isArray(observations))
    names.push(['observations.dataset', observations.dataset]);
  if (typeof gravity === 'object')
    (gravity.shadow_monitor?.critical_variables ?? []).forEach((name, index) =>
      names.push([`gravity.shadow_monitor.critical_variables[${index}]`, name]),
    );
  const bad = names.find(([, name]) => CONTROL_CHARACTER.test(name));
  if (bad === undefined) return null;
  return { type: 'bad-string', message: 'a control character in a name', path: bad[0] };
}
