import { expect, test } from 'vitest';
import { createFolder, runCommand } from './command.ts';

/** A world with one slot and this rule. */
const ruled = (rule: string): string =>
  `name: m\nmembers: 1\nslots:\n  x: { kind: variable, initial: 1 }\nrules:\n  - ${rule}\n`;
const adds = (add: string): string => ruled(`{ id: r, effects: [{ target: x, add: ${add} }] }`);
const slotted = (slot: string): string => `name: m\nmembers: 1\nslots:\n  x: ${slot}\n`;

async function check(
  text: string,
): Promise<{ code: number | null; lines: string[]; stdout: string }> {
  const cwd = createFolder({ 'm.yaml': text });
  const { code, stderr, stdout } = await runCommand(['model', 'check', 'm.yaml'], { cwd });
  return { code, stdout, lines: stderr.replace('pulse-stream: ', '').trimEnd().split('\n') };
}

test.each([
  [
    'min(x, 3) in braces',
    adds('min(x, 3)'),
    'm.yaml:6:42: add: ',
    'put the expression in quotes: "min(x, 3)"',
  ],
  [
    'x[-1] - x in braces',
    adds('x[-1] - x'),
    'm.yaml:6:42: add: ',
    'put the expression in quotes: "x[-1] - x"',
  ],
  [
    'no initial',
    slotted('{ kind: variable }'),
    'm.yaml:4:3: slots.x.initial: is missing',
    'it is a finite number',
  ],
  [
    'no kind',
    slotted('{ initial: 1 }'),
    'm.yaml:4:3: slots.x.kind: is missing',
    'overlay, variable, capital',
  ],
  [
    'no name',
    'slots: { x: { kind: variable, initial: 1 } }',
    'm.yaml:1:1: name: is missing',
    'it is a text',
  ],
  [
    'seet',
    ruled('{ id: r, effects: [{ target: x, seet: 3 }] }'),
    'm.yaml:6:43: rules[0].effects[0].seet (rule r): unknown key "seet"',
    'did you mean "set"?',
  ],
  [
    'add and set',
    ruled('{ id: r, effects: [{ target: x, add: 1, set: 3 }] }'),
    'm.yaml:6:50: rules[0].effects[0].set (rule r): add and set exclude each other',
    'an effect for each',
  ],
  [
    'a rate and a form',
    ruled('{ id: r, effects: [{ flow: { form: x }, rate: 3 }] }'),
    'm.yaml:6:40: rules[0].effects[0].flow.form (rule r): unknown key "form"',
    'did you mean "from"?',
  ],
  [
    'a flow without a rate',
    ruled('{ id: r, effects: [{ flow: { from: x } }] }'),
    'm.yaml:6:24: rules[0].effects[0].rate (rule r): is missing',
    'what flows per unit of time',
  ],
  [
    'norml',
    slotted('{ kind: variable, initial: { norml: [1, 2] } }'),
    'm.yaml:4:35: slots.x.initial.norml: unknown key "norml"',
    'did you mean "normal"?',
  ],
  [
    'noise per month',
    slotted('{ kind: variable, initial: 1, noise: { sd: 1, per: month } }'),
    'm.yaml:4:57: slots.x.noise.per: expected one of turn, time, found the text "month"',
    '',
  ],
  [
    'kind: stock',
    slotted('{ kind: stock, initial: 1 }'),
    'm.yaml:4:14: slots.x.kind: ',
    'any quantity is a variable',
  ],
  [
    'a target at the top',
    ruled('{ id: r, target: x }'),
    'm.yaml:6:22: rules[0].target (rule r): unknown key "target"',
    'effects: [{ target: x }]',
  ],
  [
    '(x > 1) * 2',
    adds('(x > 1) * 2'),
    'm.yaml:6:42: rules[0].effects[0].add (rule r): expected a number, found a condition',
    'choose by it with if(condition, 1, 0)',
  ],
  [
    'x <> y',
    ruled('{ id: r, when: x <> 1, effects: [{ target: x, add: 1 }] }'),
    'm.yaml:6:22: rules[0].when (rule r): "<>"',
    'write !=',
  ],
  [
    'x += 1',
    adds('x += 1'),
    'm.yaml:6:44: rules[0].effects[0].add (rule r): "+="',
    'write only the amount',
  ],
  [
    'an unknown key',
    slotted('{ kind: variable, inital: 1 }'),
    'm.yaml:4:32: slots.x.inital: unknown key "inital"',
    'did you mean "initial"?',
  ],
  [
    'a merge key',
    'name: m\nslots:\n  a: &x { kind: variable, initial: 1 }\n  b:\n    <<: *x\n',
    'm.yaml:5:5: "<<" is not supported',
    'write the keys out',
  ],
  [
    '1:30',
    slotted('{ kind: variable, initial: 1:30 }'),
    'm.yaml:4:34: slots.x.initial: ":" has no meaning here',
    '',
  ],
])('%s: one line with the place, the key and the way out', async (_mistake, text, start, hint) => {
  const { code, lines, stdout } = await check(text);
  expect([code, stdout, lines]).toEqual([2, '', [expect.stringContaining(start)]]);
  expect(lines[0]?.startsWith(start), lines[0]).toBe(true);
  expect(lines[0]).toContain(hint);
});

test('a version that is a whole number, and words that YAML 1.1 took for others, are fine', async () => {
  const names = 'no: &v { kind: variable, initial: 1 }\n  yes: *v\n  on: *v\n  y: *v';
  const { code, lines } = await check(`name: m\nversion: 1\nmembers: 1\nslots:\n  ${names}\n`);
  expect([code, lines]).toEqual([0, ['']]);
});

test('ten mistakes in one file are told in one go', async () => {
  const text = `name: ten
slots:
  a: { kind: stock, initial: 1 }
  b: { kind: variable }
  c: { kind: variable, initial: 1, inital: 2 }
  d: 3
rules:
  - { id: r1, effects: [{ target: a, add: min(a, 3) }] }
  - { id: r2, effects: [{ target: b, seet: 3 }] }
  - { id: r3, target: c }
  - { id: r4, effects: [{ target: c, add: (c > 1) * 2 }] }
  - { id: r5, when: c <> 2, effects: [{ target: c, add: kk }] }
`;
  const { code, lines } = await check(text);
  expect(code).toBe(2);
  const rows = lines.map((line) => Number(/^m\.yaml:(\d+):/.exec(line)?.[1]));
  expect(rows.toSorted((a, b) => a - b)).toEqual([3, 4, 5, 6, 8, 9, 10, 11, 12, 12]);
});

test('what can never be meant is a warning on stderr, counted, and exit 0', async () => {
  const text = `name: odd
slots:
  x: { kind: variable, initial: 1 }
  idle: { kind: variable, initial: 1 }
params: { spare: { value: 1 } }
rules:
  - { id: r, when: 1 > 2, effects: [{ target: x, add: "clamp(x, 1, 0)" }] }
`;
  const { code, stdout, lines } = await check(text);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^m\.yaml: model odd is fine but for 5 warnings: 2 slots, 1 rule, /);
  expect(lines.map((line) => line.split(': ').slice(0, 3).join(': '))).toEqual([
    'm.yaml:7:20: rules[0].when (rule r): warning',
    'm.yaml:7:55: rules[0].effects[0].add (rule r): warning',
    'm.yaml:4:3: slots.idle: warning',
    'm.yaml:5:11: params.spare: warning',
    'm.yaml:1:1: members: warning',
  ]);
  const cwd = createFolder({ 'm.yaml': text });
  const quiet = await runCommand(['model', 'check', 'm.yaml', '-q'], { cwd });
  expect([quiet.code, quiet.stderr]).toEqual([0, '']);
});

test('every shipped model is free of warnings', async () => {
  const { stdout } = await runCommand(['model', 'list']);
  const names = [...stdout.matchAll(/^([\w-]+)(?: \(default\))?: /gm)].map(
    ([, name]) => name ?? '',
  );
  expect(names.length).toBeGreaterThan(3);
  for (const name of names) {
    const checked = await runCommand(['model', 'check', name]);
    // of a step that only a run with values of series shows nothing is known, and nothing wrong
    expect([checked.code, checked.stdout], name).toEqual([0, expect.stringContaining('is fine: ')]);
    expect(checked.stderr, name).toMatch(
      /^([\w-]+: whether its step is fine enough was not looked at, .*\n)?$/,
    );
  }
});
