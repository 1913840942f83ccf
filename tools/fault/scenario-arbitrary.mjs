// Scenarios that the schema allows, for fast-check: every key of it, mostly small, some numbers as large
// as a double can be. A key that is added to the schema is generated without a word here.
import { describeSchema } from '@pulse-stream/worldstate';
import fc from 'fast-check';

/** @typedef {Readonly<Record<string, any>>} Schema of JSON, as `describeSchema` gives it */
/**
 * What the texts of a scenario may name.
 * @typedef {{ slots: readonly string[], params: readonly string[], datasets: readonly string[], labels: readonly string[], series: readonly string[] }} Names
 */

/** Any finite double: mostly of the size that worlds have, some beyond everything. */
const anyNumber = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: -3, max: 100 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1e-320, 1e-9, Number.MAX_VALUE, -Number.MAX_VALUE) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: -20, max: 307 }), fc.constantFrom(-17, -1, 1, 17))
      .map(([exponent, share]) => share * 10 ** exponent),
  },
);

/** Rows of one history: the same columns, one size of values, some cells empty. */
const historyOf = (/** @type {readonly string[]} */ slots) =>
  fc
    .record({
      columns: fc.subarray([...slots], { minLength: 1, maxLength: 3 }),
      size: fc.constantFrom(1, 1, 1, 1, 1000, 1e150, 1.7e308, -1.7e308),
      cells: fc.array(
        fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 12 }), {
          minLength: 3,
          maxLength: 3,
        }),
        { minLength: 1, maxLength: 45 },
      ),
    })
    .map(({ columns, size, cells }) =>
      cells.map((row) =>
        Object.fromEntries(
          columns.map((name, at) => {
            const cell = row[at] ?? null;
            return [name, cell === null ? null : cell * size];
          }),
        ),
      ),
    );

/** @param {Names} names */
function conditionOf({ slots }) {
  const name = fc.constantFrom(...slots);
  return fc
    .tuple(
      name,
      name,
      anyNumber,
      fc.constantFrom(
        'a > n',
        'a < n and b > 0.5',
        'ln(a) > b',
        'a / b > n',
        'a ^ b > n',
        'exp(a) > n',
        'turn > 1',
      ),
    )
    .map(([a, b, n, form]) =>
      form.replaceAll(/\b[abn]\b/g, (word) => (word === 'n' ? `(${n})` : word === 'a' ? a : b)),
    );
}

/**
 * Texts by place in a scenario; what is not named here gets a short text.
 * @param {string} path such as `forecast.targets[]` @param {Names} names
 */
function textOf(path, names) {
  const { slots, params, datasets, labels } = names;
  const mostly = (/** @type {readonly string[]} */ known, /** @type {string[]} */ ...strange) =>
    fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(...known) },
      { weight: 1, arbitrary: fc.constantFrom(...strange) },
    );
  if (/^(state_overrides|interventions\[\]\.(set|add))$/.test(path))
    return mostly(slots, 'mood', 'hopee');
  if (path === 'start') return mostly(['2024-01'], 'soon');
  if (path === 'params') return mostly(params, 'none', 'rule.none.trust');
  if (path.endsWith('targets[]')) return mostly(slots, 'typo', 'hopee');
  if (path.endsWith('critical_variables[]')) return fc.constantFrom(...slots, 'typo', 'hopee');
  if (path.endsWith('.when')) return conditionOf(names);
  if (path.endsWith('.dataset')) return mostly(datasets, 'none');
  if (path.endsWith('.until')) return mostly(labels, 'never');
  return fc.constantFrom('a', 'b', 'c', 'd');
}

/** @param {Schema} schema */
function numberOf({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  const least = minimum ?? exclusiveMinimum ?? -Infinity;
  const most = maximum ?? exclusiveMaximum ?? Infinity;
  const isInside = (/** @type {number} */ value) =>
    value >= least && value <= most && value !== exclusiveMinimum && value !== exclusiveMaximum;
  if (type === 'integer') {
    const from = Math.max(least, 0);
    return fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: from, max: Math.min(most, from + 5) }) },
      { weight: 1, arbitrary: fc.constantFrom(from, Math.min(most, 90_000)) },
    );
  }
  return anyNumber.filter(isInside);
}

/**
 * Values that a schema allows.
 * @param {Schema} schema @param {string} path @param {Names} names
 * @returns {fc.Arbitrary<unknown>}
 */
function valueOf(schema, path, names) {
  if (path === 'meta') return fc.dictionary(fc.constantFrom('x', 'y'), anyNumber);
  if (schema['anyOf'] !== undefined)
    return fc.oneof(
      ...schema['anyOf'].map((/** @type {Schema} */ each) => valueOf(each, path, names)),
    );
  if (Array.isArray(schema['type']))
    return fc.oneof(...schema['type'].map((type) => valueOf({ ...schema, type }, path, names)));
  if (schema['enum'] !== undefined) return fc.constantFrom(...schema['enum']);
  switch (schema['type']) {
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return textOf(path, names);
    case 'array': {
      if (path === 'observations') return historyOf(names.slots);
      // as many as the kind of distribution has
      const count = schema['prefixItems']?.length ?? 0;
      if (count > 0)
        return fc.constantFrom(
          [0.2, 0.4, 0.5].slice(0, count),
          [1e308, 1e308, 1e308].slice(0, count),
        );
      const minLength = schema['minItems'] ?? 0;
      const items = fc.array(valueOf(schema['items'], `${path}[]`, names), {
        minLength,
        maxLength: minLength + 3,
      });
      // lists of numbers ascend
      return items.map((list) =>
        list.every((item) => typeof item === 'number')
          ? [...new Set(list)].toSorted((x, y) => x - y)
          : list,
      );
    }
    case 'object':
      // a series that the model does not have fails the line
      if (path === 'series')
        return names.series.length === 0
          ? fc.constant({})
          : fc.dictionary(
              fc.constantFrom(...names.series),
              valueOf(schema['additionalProperties'], `${path}.*`, names),
            );
      return schema['properties'] === undefined
        ? fc.dictionary(
            textOf(path, names),
            valueOf(schema['additionalProperties'], `${path}.*`, names),
            { maxKeys: 3 },
          )
        : recordOf(schema, path, names);
    default:
      return numberOf(schema);
  }
}

/**
 * Objects with some of their keys: few, for many contradict each other.
 * @param {Schema} schema @param {string} path @param {Names} names
 */
function recordOf(schema, path, names) {
  /** @type {Record<string, Schema>} */
  const properties = schema['properties'];
  /** @type {string[]} */
  const required = schema['required'] ?? [];
  const values = Object.fromEntries(
    Object.entries(properties).map(([key, inner]) => [
      key,
      valueOf(inner, path === '' ? key : `${path}.${key}`, names),
    ]),
  );
  /** @type {string[][]} */
  const kinds = (schema['oneOf'] ?? []).map((/** @type {Schema} */ kind) => kind['required']);
  if (kinds.length > 0)
    return fc
      .constantFrom(...kinds)
      .chain((kind) =>
        fc.record(Object.fromEntries(kind.map((key) => [key, values[key] ?? fc.constant(null)]))),
      );
  const others = Object.keys(properties).filter((key) => !required.includes(key));
  const [least, most] = path === '' ? [3, 10] : path.endsWith('[]') ? [1, 1] : [0, 3];
  // an object among many keys would be rare, and what stands in it rarer
  const parts = others.filter((key) => properties[key]?.['properties'] !== undefined);
  const few = {
    minLength: Math.min(others.length, least),
    maxLength: Math.min(others.length, most),
  };
  return fc.tuple(fc.subarray(others, few), fc.subarray(parts)).chain((chosen) => {
    const keys = new Set([...required, ...chosen.flat()]);
    return fc.record(
      Object.fromEntries([...keys].map((key) => [key, values[key] ?? fc.constant(null)])),
    );
  });
}

/**
 * Scenarios as a line holds them; few of them fail before they are simulated.
 * @param {Names} names
 * @returns {fc.Arbitrary<Record<string, unknown>>}
 */
export function scenarioArbitrary(names) {
  const scenarios = valueOf(describeSchema('config'), '', names);
  return /** @type {fc.Arbitrary<Record<string, unknown>>} */ (scenarios); // the schema is of an object
}

/**
 * Values of every key of a scenario, by key.
 * @param {Names} names
 * @returns {[string, fc.Arbitrary<unknown>][]}
 */
export function valuesByKey(names) {
  /** @type {Schema} */
  const { properties } = describeSchema('config');
  return Object.entries(properties ?? {}).map(([key, inner]) => [
    key,
    valueOf(/** @type {Schema} */ (inner), key, names),
  ]);
}

const isObject = (/** @type {unknown} */ value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Copies of an object that take one key each of another one, at any depth.
 * @param {Record<string, unknown>} base @param {Record<string, unknown>} other
 * @returns {Record<string, unknown>[]}
 */
function variantsOf(base, other) {
  return Object.entries(other).flatMap(([key, value]) => {
    const own = base[key];
    return isObject(own) && isObject(value)
      ? variantsOf(
          /** @type {Record<string, unknown>} */ (
            own // as `isObject` says, here and below
          ),
          /** @type {Record<string, unknown>} */ (value),
        ).map((inner) => ({ ...base, [key]: inner }))
      : [{ ...base, [key]: value }];
  });
}

/** A family has so many scenarios at most. */
const FAMILY = 6;

/**
 * A scenario and others that differ from it in one key each: what a cache may take for the same.
 * @param {Names} names
 * @returns {fc.Arbitrary<Record<string, unknown>[]>}
 */
export function scenarioFamily(names) {
  const scenario = scenarioArbitrary(names);
  return fc
    .tuple(scenario, scenario)
    .chain(([base, other]) => {
      const variants = variantsOf(base, other);
      const maxLength = Math.min(FAMILY - 1, variants.length);
      return fc.tuple(fc.constant(base), fc.shuffledSubarray(variants, { maxLength }));
    })
    .map(([base, variants]) => [base, ...variants]);
}
