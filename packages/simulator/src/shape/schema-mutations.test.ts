import { WorldModel } from '@pulse-stream/worldstate';
import { Expression } from '@pulse-stream/worldstate/internal';
import { z } from 'zod';
import { expect, test } from 'vitest';
import { problemsOf } from '../../test/broken-models.ts';
import { WHOLE_MODEL } from '../../test/whole-model.ts';
import { formatPath } from './problems.ts';
import {
  isNeeded,
  isWithin,
  optionsOf,
  schemaAt,
  shapeAt,
  unwrap,
  type Path,
  type Shape,
} from './schema-places.ts';

type Fields = Record<PropertyKey, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Every place of a value under a key of the schema. */
function placesOf(value: unknown, path: Path = []): Path[] {
  if (!isFields(value)) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inside]) => {
    const at = [...path, key];
    return [...(shapeAt(path) === null ? [] : [at]), ...placesOf(inside, at)];
  });
}

/** Every object of the schema, as its keys and what may stand there. */
function shapesOf(schema: unknown): Shape[] {
  return optionsOf(schema).flatMap((option) => {
    if (option instanceof z.ZodObject)
      return [option.shape, ...Object.values(option.shape).flatMap(shapesOf)];
    if (option instanceof z.ZodArray) return shapesOf(option.element);
    return option instanceof z.ZodRecord ? shapesOf(option.valueType) : [];
  });
}

const PLACES = placesOf(WHOLE_MODEL);

/** The model with another value at a place, or with another key there. */
function changed(
  path: Path,
  change: (owner: Fields, key: PropertyKey) => void,
  whole: object = WHOLE_MODEL,
): unknown {
  const model: unknown = structuredClone(whole);
  const owner = path.slice(0, -1).reduce<unknown>((at, key) => isFields(at) && at[key], model);
  if (!isFields(owner)) throw new Error(`nothing is at ${formatPath(path)}`);
  change(owner, path.at(-1) ?? '');
  return model;
}
const withValue = (path: Path, value: unknown, whole?: object): unknown =>
  changed(
    path,
    (owner, key) => {
      owner[key] = value;
    },
    whole,
  );

const DECLARING = new Set(['slots', 'params', 'values', 'tables', 'series']);

const found = (path: Path): unknown =>
  path.reduce<unknown>((at, key) => isFields(at) && at[key], WHOLE_MODEL);

test('the model says every key of the schema, and is right', () => {
  const shapes = new Set(shapesOf(WorldModel));
  expect(shapes.size).toBeGreaterThan(15);
  for (const shape of shapes) {
    const said = PLACES.filter((path) => shapeAt(path.slice(0, -1)) === shape);
    const keys = new Set(said.map((path) => String(path.at(-1))));
    expect([...keys].toSorted()).toEqual(Object.keys(shape).toSorted());
  }
  expect(problemsOf(WHOLE_MODEL)).toEqual([]);
});

test.each(PLACES.map((path) => [formatPath(path), path] as const))(
  'a letter too much in the key %s is one problem that names the key',
  (_text, path) => {
    const key = String(path.at(-1));
    const slip = `${key}${key.at(-1)}`;
    const model = changed(path, (owner) => {
      owner[slip] = owner[key];
      Reflect.deleteProperty(owner, key);
    });
    const problems = problemsOf(model);
    expect(problems.map(({ path: at, message, hint }) => [at, message, hint])).toEqual([
      [formatPath([...path.slice(0, -1), slip]), `unknown key "${slip}"`, `did you mean "${key}"?`],
    ]);
  },
);

test.each(PLACES.map((path) => [formatPath(path), path] as const))(
  'nothing behind the key %s is one problem with a way out',
  (text, path) => {
    const problems = problemsOf(withValue(path, null));
    expect(problems).toEqual([
      expect.objectContaining({
        path: text,
        message: expect.stringMatching(/^expected .*, found nothing$/),
        hint: expect.stringMatching(
          isNeeded(schemaAt(path)) ? /^write \w+: / : /^write \w+: .*, or leave the key out$/,
        ),
      }),
    ]);
  },
);

test.each(PLACES.map((path) => [formatPath(path), path] as const))(
  'what can never stand behind the key %s is one problem that says what can',
  (text, path) => {
    const wrong = unwrap(schemaAt(path)) instanceof z.ZodBoolean ? 3 : true;
    expect(problemsOf(withValue(path, wrong))).toEqual([
      expect.objectContaining({
        path: text,
        message: expect.stringMatching(new RegExp(`^expected .*, found ${wrong}$`)),
      }),
    ]);
  },
);

test.each(PLACES.map((path) => [formatPath(path), path] as const))(
  'an empty map behind the key %s is told there or inside of it, and nothing else is',
  (text, path) => {
    const isMap = optionsOf(schemaAt(path)).some(
      (option) => option instanceof z.ZodObject || option instanceof z.ZodRecord,
    );
    const problems = problemsOf(withValue(path, {}));
    // an empty map declares no names: who reads them misses them
    const lost = DECLARING.has(text) ? /^unknown (name|function) / : null;
    for (const problem of problems) {
      if (lost?.test(problem.message) === true) continue;
      expect(problem.path.startsWith(text), JSON.stringify(problem)).toBe(true);
      if (isMap) expect(problem.hint, problem.message).toBeDefined();
    }
    const isRight = isMap && problems.length === 0;
    if (!isRight) expect(problems).not.toEqual([]);
  },
);

test.each(
  PLACES.filter((path) => formatPath(path) !== 'rules').map(
    (path) => [formatPath(path), path] as const,
  ),
)('what is broken behind the key %s hides no other problem', (text, path) => {
  const torn = { id: 'torn', when: '1 +', effects: [{ target: 'well', add: 1 }] };
  const model = { ...WHOLE_MODEL, rules: [...WHOLE_MODEL.rules, torn] };
  const places = (broken: unknown): string[] => problemsOf(broken).map(({ path: at }) => at);
  const wrong = unwrap(schemaAt(path)) instanceof z.ZodBoolean ? 3 : true;
  expect(places(withValue(path, wrong, model))).toEqual([text, 'rules[1].when']);
});

/** Every place that holds an expression. */
const EXPRESSIONS = leavesOf(WHOLE_MODEL).filter(
  (path) => typeof found(path) === 'string' && optionsOf(schemaAt(path)).includes(Expression),
);

function leavesOf(value: unknown, path: Path = []): Path[] {
  if (!isFields(value)) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inside]) => leavesOf(inside, [...path, key]));
}

test.each(PLACES.map((path) => [formatPath(path), path] as const))(
  'what is broken behind the key %s hides no unknown name of another expression',
  (text, path) => {
    const lost = EXPRESSIONS.reduce<object>(
      (model, at) => Object(withValue(at, `nobody + ${String(found(at))}`, model)),
      WHOLE_MODEL,
    );
    const wrong = unwrap(schemaAt(path)) instanceof z.ZodBoolean ? 3 : true;
    const told = problemsOf(withValue(path, wrong, lost))
      .filter(({ message }) => message === 'unknown name "nobody"')
      .map(({ path: at }) => at);
    // without a map of names nobody knows which are declared
    const others = DECLARING.has(text) ? [] : EXPRESSIONS.filter((at) => !isWithin(path, at));
    expect(told.toSorted()).toEqual(others.map(formatPath).toSorted());
  },
);

test('what is wrong only where the rest is right is told in the same go', () => {
  const both = { target: 'well', add: 1, set: 2, draw: 'many' };
  const event = { name: 'e', when: 'sick > 1', by: 0, at: 0 };
  const model = {
    ...WHOLE_MODEL,
    params: { ...WHOLE_MODEL.params, k: { value: 'a', draw: { normal: [1, 1], beta: [1, 'b'] } } },
    rules: [{ id: 'r', effects: [both] }],
    forecast: { events: [{ ...event, by: 'x' }] },
  };
  expect(problemsOf(model).map(({ path }) => path)).toEqual([
    'params.k.value',
    'params.k.draw.beta[1]',
    'rules[0].effects[0].draw',
    'forecast.events[0].by',
    'forecast.events[0].at',
    'rules[0].effects[0].set',
  ]);
});

test('a slip in a key hides nothing under it, and places are told as they are written', () => {
  const model = {
    ...WHOLE_MODEL,
    rules: undefined,
    rulez: [
      { id: 'one', whn: 'shar > 1', effects: [{ target: 'well', ad: 'kk' }] },
      { id: 'two', effects: [{ target: 'well', add: 1, min: '3' }] },
    ],
  };
  expect(problemsOf(model).map(({ path, message }) => [path, message])).toEqual([
    ['rulez', 'unknown key "rulez"'],
    ['rulez[0].effects[0].ad', 'unknown key "ad"'],
    ['rulez[0].whn', 'unknown key "whn"'],
    ['rulez[1].effects[0].min', 'expected a finite number, found the text "3"'],
    ['rulez[0].whn', 'unknown name "shar"'],
    ['rulez[0].effects[0].ad', 'unknown name "kk"'],
  ]);
});

test.each(
  PLACES.filter((path) => typeof found(path) === 'number').map(
    (path) => [formatPath(path), path] as const,
  ),
)(
  'a number in quotes behind the key %s is an expression, or is told to lose them',
  (text, path) => {
    const problems = problemsOf(withValue(path, String(found(path))));
    // where a clock starts a text is a date
    const isExpression =
      text !== 'time.start' &&
      optionsOf(schemaAt(path)).some((option) => option instanceof z.ZodString);
    expect(problems).toEqual(
      isExpression
        ? []
        : [
            expect.objectContaining({
              path: text,
              hint: `write it without quotes: ${String(found(path))}`,
            }),
          ],
    );
  },
);
