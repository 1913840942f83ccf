type Json = Readonly<Record<string, unknown>>;
type Test = (value: unknown) => boolean;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText: Test = (value) => typeof value === 'string';
const isNumber: Test = (value) => Number.isFinite(value);
const isNullOr =
  (test: Test): Test =>
  (value) =>
    value === null || test(value);
const isAbsentOr =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);
const isMapOf =
  (test: Test): Test =>
  (value) =>
    isObject(value) && Object.values(value).every((item) => test(item));
/** An object whose keys meet their tests; others are not looked at. */
const hasKeys =
  (tests: Readonly<Record<string, Test>>): Test =>
  (value) =>
    isObject(value) && Object.entries(tests).every(([key, test]) => test(value[key]));

const isAttribution = hasKeys({
  change: isNumber,
  start: isNumber,
  unit: isNullOr(isText),
  parts: isMapOf(isNumber),
});
const isWatched = hasKeys({ variance_explained: isNullOr(isNumber), verdict: isText });
const isRun = hasKeys({
  model: isAbsentOr(isText),
  model_hash: isAbsentOr(isText),
  engine_version: isAbsentOr(isText),
});

/** What panels are made of of a result, by key. */
const RESULT: Readonly<Record<string, Test>> = {
  config: hasKeys({ group: isAbsentOr(isText) }),
  run: isRun,
  final_state: isObject,
  forecast: hasKeys({
    attribution: isMapOf(isNullOr(isAttribution)),
    calibration: isText,
    origin: isNullOr(
      hasKeys({
        dataset: isAbsentOr(isText),
        label: isAbsentOr((label) => isText(label) || isNumber(label)),
        row: isAbsentOr(isNumber),
      }),
    ),
  }),
  gravity: isObject,
  shadow_monitor: hasKeys({ variables: isMapOf(isWatched) }),
  assessment: hasKeys({ trust_label: isText, confidence: isNullOr(isNumber) }),
  warnings: (value) => Array.isArray(value) && value.every(hasKeys({ type: isText })),
};

/** Keys that a result lacks, and the first that is not as a run writes it. */
export interface RecordProblems {
  readonly missing: readonly string[];
  readonly foreign: string | null;
}

/** Looks at what only a report reads of a record: the rest was looked at when it was read. */
export function checkRecord(record: object): RecordProblems {
  if (Reflect.get(record, 'kind') === 'failure')
    return {
      missing: [],
      foreign: isAbsentOr(isRun)(Reflect.get(record, 'run')) ? null : 'run',
    };
  const keys = Object.entries(RESULT);
  const missing = keys.flatMap(([key]) => (Object.hasOwn(record, key) ? [] : [key]));
  const found = keys.find(
    ([key, test]) => !missing.includes(key) && !test(Reflect.get(record, key)),
  );
  return { missing, foreign: found?.[0] ?? null };
}
