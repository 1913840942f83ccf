import { PulseError } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { useTempFolder } from '../../test/temp-folder.ts';
import { loadModel } from './load-model.ts';

const temp = useTempFolder();

function refusal(name: string, content: string | Uint8Array): string {
  const path = temp.file(name, content);
  try {
    loadModel(path);
  } catch (error) {
    if (!(error instanceof PulseError)) throw error;
    expect(error.code).toBe('model-invalid');
    return error.message.replace(path, name);
  }
  throw new Error('the model was accepted');
}

const YAML = `# a model
name: epidemic
slots:
  hope: {kind: overlay, initial: 0.5}
  "data": &slot
    kind: variable
    initial: 1
  copy: *slot
rules:
  - id: first
    effects: [{target: hope, add: 1}]
  - id: second
    when: hope > 0.5
    effects:
      - target: hope
        add: beta * hope
      - target: data
        add: "gamma + \\"x\\""
      - target: data
        add: >
          alpha +
          hopee
`;

test('YAML and JSON of the same model give the same value', () => {
  const yaml = loadModel(temp.file('m.yaml', YAML)).value;
  const json = loadModel(temp.file('m.json', JSON.stringify(yaml, null, '\t'))).value;
  expect(json).toEqual(yaml);
  expect(yaml).toMatchObject({ name: 'epidemic', slots: { copy: { kind: 'variable' } } });
});

test.each([
  ['rules[1].when', undefined, '13:11'],
  ['rules[1].when', 8, '13:18'],
  ['rules[1].effects[0].add', 8, '16:21'],
  ['rules[1].effects[1].add', 10, '18:25'],
  ['rules[1].effects[2].add', 9, '22:11'],
  ['rules[1].effects[2].add', 1, '21:11'],
  ['slots.hope.initial', undefined, '4:34'],
  ['slots["data"].kind', undefined, '6:11'],
  ['slots.copy.initial', undefined, '7:14'],
  ['rules[1].effects', undefined, '14:5'],
  ['rules[0].wen', undefined, '10:5'],
  ['rules[7].id', undefined, '9:1'],
  ['', undefined, '2:1'],
])('problem at %s, column %s, is located at %s', (place, column, expected) => {
  const path = temp.file('m.yaml', YAML);
  const located = loadModel(path).locate({ path: place, message: '', column });
  expect(located).toBe(`${path}:${expected}`);
});

test('a problem in a JSON model is located inside the expression', () => {
  const path = temp.file('m.json', '{\r\n  "rules": [\r\n    {"when": "hope > x"}\r\n  ]\r\n}\r\n');
  expect(loadModel(path).locate({ path: 'rules[0].when', message: '', column: 8 })).toBe(
    `${path}:3:22`,
  );
});

test.each([
  ['a: 1\na: 2\n', 'm.yaml:2:1: "a" is given twice, first in line 1'],
  ['b:\n  a: 1\n\n  a: 2\n', 'm.yaml:4:3: "a" is given twice, first in line 2'],
  ['a: !secret x\n', 'm.yaml:1:4: tags are not allowed here'],
  ['a: !!binary aGk=\n', 'm.yaml:1:4: tags are not allowed here'],
  ['a: *nobody\n', 'm.yaml:1:4: no anchor "&nobody" comes before this alias'],
  ['a: 1\n---\nb: 2\n', 'm.yaml:2:1: a second document begins here: a model is one document'],
  ['%YAML 1.1\n---\na: yes\n', 'm.yaml:1:1: YAML 1.1 is not read (YAML 1.2 is)'],
  ['a:\n\t- b\n', 'm.yaml:2:1: a tab cannot indent: use spaces'],
  ['a: .inf\n', 'm.yaml:1:4: a number is finite'],
  ['a: 1e999\n', 'm.yaml:1:4: a number is finite'],
  ['? [a]\n: 1\n', 'm.yaml:1:3: a key is text'],
  ['1: a\n"1": b\n', 'm.yaml:2:1: "1" is given twice, first in line 1'],
  ['slots:\n  __proto__: {}\n', 'm.yaml:2:3: "__proto__" cannot be used as a name'],
  ['a: "x\n', 'm.yaml:2:1: a closing quote or bracket, a comma or a space is missing'],
  ['', 'm.yaml:1:1: the file is empty'],
  ['# nothing\n', 'm.yaml:1:1: the file is empty'],
])('YAML %j is refused', (text, message) => {
  expect(refusal('m.yaml', text)).toBe(message);
});

test.each([
  ['{"a":1,}', 'm.json:1:8: a comma before "}" is one too many'],
  ['{a:1}', 'm.json:1:2: a name in double quotes is missing before "a"'],
  ['{"a":1', 'm.json:1:7: the file ends where "," or "}" is missing'],
  ['{"a":01}', 'm.json:1:7: "," or "}" is missing before "1"'],
  ['{"a":NaN}', 'm.json:1:6: a value is missing before "N"'],
  ['{"a":"\\q"}', 'm.json:1:6: this text has no end, or holds a line break or an unknown escape'],
  ['{"a":1} x', 'm.json:1:9: something follows the end of the JSON value'],
  ['{"a":1 // note\n}', 'm.json:1:8: JSON has no comments (name the file .yaml to use # comments)'],
  ['{"a":1,\n "a":2}', 'm.json:2:2: "a" is given twice, first in line 1'],
  ['{"a":1e999}', 'm.json:1:6: a number is finite'],
  ['{"constructor":1}', 'm.json:1:2: "constructor" cannot be used as a name'],
  ['', 'm.json:1:1: the file ends where a value is missing'],
])('JSON %j is refused', (text, message) => {
  expect(refusal('m.json', text)).toBe(message);
});

const CUT = 'YAML ends this expression at a comma or bracket of its own';

test.each([
  ['{ add: min(x, 3) }', 'm.yaml:1:8: add: %s (put the expression in quotes: "min(x, 3)")'],
  ['{ add: x[-1] - x }', 'm.yaml:1:8: add: %s (put the expression in quotes: "x[-1] - x")'],
  [
    '{ when: x[-1] > 2, id: a }',
    'm.yaml:1:9: when: %s (put the expression in quotes: "x[-1] > 2")',
  ],
  [
    'a: [{ k: max(min(a, b), 3) * 2, l: 1 }]',
    'm.yaml:1:10: k: %s (put the expression in quotes: "max(min(a, b), 3) * 2")',
  ],
  [
    'a: { b: 1, <<: { c: 2 } }',
    'm.yaml:1:12: "<<" is not supported: YAML 1.2 has no merge keys (write the keys out)',
  ],
])(
  '%s is refused, and read as it was meant for those who collect what is wrong',
  (text, message) => {
    const expected = message.replace('%s', CUT);
    expect(refusal('m.yaml', text)).toBe(expected);
    const path = temp.file('m.yaml', text);
    const told: string[] = [];
    const { value } = loadModel(path, (line) => told.push(line.replace(path, 'm.yaml')));
    expect(told).toEqual([expected]);
    const [, quoted] = /"((?:min|x|max).*)"/.exec(message) ?? [];
    expect(JSON.stringify(value)).toContain(quoted ?? '"b":1');
  },
);

test('places after an expression that was cut are those of the file as it is', () => {
  const text = 'a: { k: min(x, 3), l: x[-1], m: bad }\nb: wrong\n';
  const path = temp.file('m.yaml', text);
  const model = loadModel(path, () => undefined);
  const place = (at: string, column?: number): string =>
    model.locate({ path: at, message: '', column }).slice(path.length + 1);
  expect([
    place('a.k'),
    place('a.k', 5),
    place('a.l'),
    place('a.l', 3),
    place('a.m'),
    place('b'),
  ]).toEqual(['1:9', '1:13', '1:23', '1:25', '1:33', '2:4']);
});

/** What is told of a model file, whether it can be read or not. */
function faultsOf(text: string): string[] {
  const told: string[] = [];
  try {
    loadModel(temp.file('m.yaml', text), (line) => told.push(line));
  } catch (error) {
    if (!(error instanceof PulseError)) throw error;
  }
  return told;
}

test.each([
  '# { add: min(x, 3) }\na: 1\n',
  'a: "{ add: min(x, 3) }"\n',
  'a: min(x, 3)\n',
  'a: { b: (x + 1) * 2, c: [1, 2], d: { e: x } }\n',
  'a: |\n  { add: min(x, 3) }\n',
])('%j holds no expression that is cut', (text) => {
  expect(faultsOf(text)).toEqual([]);
});

test.each([
  '{ a: min(x',
  '{ a: x[',
  '{ a: b(c, "d" }',
  `{ a: ${'('.repeat(3000)}, b: 1 }`,
  '{a: (,',
])('%j: what is no expression is left to the YAML parser', (text) => {
  expect(faultsOf(text)).toEqual([]);
});

test('a name that a prototype holds is an ordinary key', () => {
  const { value } = loadModel(temp.file('m.yaml', 'toString: 1\nvalueOf: {data: 2}\n'));
  expect(Object.entries(value as object)).toEqual([
    ['toString', 1],
    ['valueOf', { data: 2 }],
  ]);
});

test('words of YAML 1.1 are text, as YAML 1.2 says', () => {
  const { value } = loadModel(temp.file('m.yaml', 'a: yes\nb: 1_000\nc: 010\nd: 2020-01-01\n'));
  expect(value).toEqual({ a: 'yes', b: '1_000', c: 10, d: '2020-01-01' });
});

test('an alias bomb is refused before it is built', () => {
  const levels = Array.from(
    { length: 12 },
    (_, level) => `l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`).join(',')}]`,
  );
  expect(refusal('m.yaml', `l0: &l0 [x]\n${levels.join('\n')}\n`)).toContain(
    'more than 500000 values (aliases counted)',
  );
});

test('an alias inside its own anchor is refused', () => {
  expect(refusal('m.yaml', 'a: &a [*a, *a]\n')).toContain('nested more than 64 deep');
});

test.each([
  ['m.yaml', '['.repeat(100_000)],
  ['m.yaml', '- '.repeat(3000)],
  ['m.json', '['.repeat(100_000)],
  ['m.json', `${'['.repeat(65)}${']'.repeat(65)}`],
])('deep nesting in %s is refused', (name, text) => {
  expect(refusal(name, text)).toMatch(/nested (too|more than 64) deep/);
});

test('a model that is not UTF-8 is refused', () => {
  expect(refusal('m.yaml', Uint8Array.of(0x61, 0x3a, 0x20, 0xff))).toBe('m.yaml is not UTF-8 text');
});

test('a model of several megabytes is refused', () => {
  expect(refusal('m.yaml', ' '.repeat(8 * 1024 * 1024 + 1))).toMatch(/larger than 8388608 bytes/);
});

test.each([
  ['none.yaml', 'there is no such file or folder'],
  ['.', 'it is a folder'],
])('a model file that cannot be read (%s) is said so in one line', (name, reason) => {
  const path = temp.path(name);
  expect(() => loadModel(path)).toThrow(
    expect.objectContaining({
      code: 'input-unreadable',
      message: `cannot read ${path}: ${reason}`,
    }),
  );
});
