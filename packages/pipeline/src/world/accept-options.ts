import { DEFAULT_THRESHOLDS } from '@pulse-stream/forecast';
import { DEFAULT_LIMITS } from './limits.ts';
import type { PipelineOptions, ResolvedOptions } from './options.ts';

/**
 * Options of most runs, their defaults filled in without the schema: making it is a tenth of what a
 * run of one line costs. Never accepts what the schema would refuse, and then gives equal values.
 * @returns null: ask the schema
 */
export function acceptOptions(options: PipelineOptions): ResolvedOptions | null {
  const { model, member, gate, datasets = new Map(), seed = 0, precision = 6, ...rest } = options;
  const { crn = false, strict = false, echoFull = false, debug = false, ...others } = rest;
  const { ignoreColumns = false, keepMembers = false, allowNames = [], ...parts } = others;
  const {
    record = 'full',
    fields,
    gravityState,
    gravity = {},
    defaults = {},
    limits = {},
    thresholds = {},
    ...hooks
  } = parts;
  const { turnObservers = [], runObservers = [], ...unknown } = hooks;
  const isPlain =
    [unknown, gravity, defaults, limits, thresholds].every(isEmpty) &&
    [turnObservers, runObservers, allowNames].every(
      (list) => Array.isArray(list) && list.length === 0,
    ) &&
    [crn, strict, echoFull, debug, ignoreColumns, keepMembers].every(
      (flag) => typeof flag === 'boolean',
    ) &&
    [member, gate, gravityState, fields].every((value) => value === undefined) &&
    record === 'full' &&
    datasets instanceof Map &&
    datasets.size === 0 &&
    Number.isSafeInteger(seed) &&
    Number(seed) >= 0 &&
    Number.isInteger(precision) &&
    precision >= 1 &&
    precision <= 17;
  if (!isPlain) return null;
  return {
    ...(model === undefined ? {} : { model }),
    seed,
    crn,
    strict,
    echoFull,
    debug,
    ignoreColumns,
    keepMembers,
    allowNames: [],
    record,
    precision,
    gravity: {},
    datasets: new Map(),
    defaults: {},
    limits: { ...DEFAULT_LIMITS },
    thresholds: { ...DEFAULT_THRESHOLDS },
    turnObservers: [],
    runObservers: [],
  };
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length === 0;
