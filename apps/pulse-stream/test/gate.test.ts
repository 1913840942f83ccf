import { expect, test } from 'vitest';
import { createFolder, readResults, runCommand, toLines } from './command.ts';

/** A level that rises faster than its model says: the correction carries most of the forecast. */
const MODEL = `
name: climb
members: 40
slots:
  level: { kind: variable, initial: 0, noise: 0.1 }
  gold: { kind: capital, initial: 100 }
  cash: { kind: capital, initial: 0 }
rules:
  - id: push
    effects: [{ target: level, add: 0.1 }]
  - id: crash
    effects: [{ target: gold, add: -10 * level }]
forecast:
  targets: [level]
  events: [{ name: high, when: level > 60 }]
`;
const ROWS = Array.from(
  { length: 120 },
  (_, t) => `${t},${(t / 2 + Math.sin(t * 7) / 5).toFixed(6)}`,
);
const HISTORY = `turn,level\n${ROWS.join('\n')}\n`;

async function runGate(gate: string, line: object = {}, ...flags: string[]) {
  const cwd = createFolder({ 'climb.yaml': MODEL, 'h.csv': HISTORY });
  const stdin = toLines([{ turns: 3, observations: { dataset: 'h' }, ...line }]);
  const args = [
    '-m',
    'climb.yaml',
    '--observations=h=h.csv',
    '--gravity-method=bank',
    '--gate',
    gate,
    ...flags,
  ];
  const { code, stdout, stderr } = await runCommand(args, { cwd, stdin });
  const [record] = readResults(stdout);
  return { code, record, gate: record?.assessment.gate, stderr };
}

test.each([
  ['correction_share', 'correction_share > 0.3'],
  ['energy_share', 'energy_share > 0.3'],
  ['dominance', 'dominance > 0.3'],
  ['p_high', 'p_high > 0.1'],
])('%s is known of a taught variable: a gate on it passes or stops', async (operand, expr) => {
  const passed = await runGate(expr);
  expect(passed.gate).toMatchObject({ expr, passed: true });
  expect([passed.code, passed.record?.status]).toEqual([0, 'complete']);
  const opposite = expr.replace('>', '<=');
  const { code, record, gate, stderr } = await runGate(opposite);
  expect([code, record?.status]).toEqual([6, 'gated']);
  expect(gate).toMatchObject({ expr: opposite, passed: false });
  expect(gate?.reason?.startsWith(`does not hold: ${operand} = `)).toBe(true);
  expect(stderr).toContain('1 gated');
});

test('fragility is an operand once it is measured, else a gate on it stops and says why', async () => {
  const measured = await runGate('fragility > 0 and fragility < 1', { assess: 'full' });
  expect([measured.code, measured.gate?.passed]).toEqual([0, true]);
  const blind = await runGate('fragility < 1');
  expect([blind.code, blind.gate?.reason]).toEqual([
    6,
    'fragility is null: assess is "basic": no perturbed re-runs',
  ]);
});

test.each([
  ['confidence >= 0', /^confidence is null: /],
  ['skill > -9', /^skill is null: /],
  ['p_low < 1', /^p_low: the scenario has no event low$/],
  ['correction_share < 1 or confidence > 0', /^confidence is null: /],
])('%s stops a forecast that nothing has verified, and says why', async (expr, reason) => {
  const { code, gate } = await runGate(expr, { observations: undefined });
  expect([code, gate?.passed]).toEqual([6, false]);
  expect(gate?.reason).toMatch(reason);
});

test('without a history there is no correction to hold against a forecast', async () => {
  const expr = 'correction_share <= 0 and energy_share <= 0 and dominance <= 0';
  const { code } = await runGate(expr, { observations: undefined });
  expect(code).toBe(0);
  const off = await runGate('correction_share <= 0', { gravity: false });
  expect(off.code).toBe(0);
});

test('the thresholds of the trust label are flags', async () => {
  const label = async (...flags: string[]) => {
    const line = { assess: 'full', observations: undefined, state_overrides: { level: 0.4 } };
    return (await runGate('p_high < 2', line, ...flags)).record?.assessment;
  };
  const plain = await label();
  expect(plain?.trust_label).toBe('Unverified');
  expect(plain?.fragility).toBeGreaterThan(0.01);
  expect(plain?.risk).toBeGreaterThan(0.01);
  expect((await label('--max-fragility', '0.01'))?.trust_label).toBe('Unstable');
  expect((await label('--max-risk', '0.01'))?.trust_label).toBe('Unstable');
  const { code, stderr } = await runGate('p_high < 2', {}, '--min-confidence', '1.5');
  expect([code, stderr]).toEqual([2, expect.stringContaining('between 0 and 1') as string]);
});

test('a gate that reads what no record has is told what it may read', async () => {
  for (const [gate, hint] of [
    ['trust > 0.5', /column 1: unknown name "trust" \(it may read .*confidence.*p_NAME/],
    ['confidnce > 0.5', /column 1: unknown name "confidnce" \(did you mean "confidence"\?\)/],
    ['confidence >', /column 13: expected a value, found the end$/],
  ] as const) {
    const { code, stderr } = await runCommand(['--gate', gate], { stdin: '{}\n' });
    expect([code, stderr.trimEnd()]).toEqual([2, expect.stringMatching(hint)]);
  }
});

test('an event that the model does not have is said at the start, with what may be meant', async () => {
  const warned =
    /gate: no event hihg in model climb \(did you mean "high"\?\); only lines that declare it can pass/;
  const wrong = await runGate('p_hihg < 0.1');
  expect([wrong.code, wrong.stderr]).toEqual([6, expect.stringMatching(warned)]);
  expect(wrong.gate?.reason).toBe(
    'p_hihg: the scenario has no event hihg (did you mean "p_high"?)',
  );
  const declared = { forecast: { events: [{ name: 'hihg', when: 'level > 60' }] } };
  const passed = await runGate('p_hihg <= 1', declared);
  expect([passed.code, passed.gate?.passed]).toEqual([0, true]);
  expect((await runGate('p_high <= 1')).stderr).not.toContain('no event');
  expect((await runGate('p_hihg < 0.1', {}, '-q')).stderr).not.toContain('no event');
  const cwd = createFolder({ 'climb.yaml': MODEL, 'in.ndjson': '{"turns":2}\n' });
  const flags = ['-m', 'climb.yaml', '--gate', 'p_hihg < 0.1', 'in.ndjson'];
  for (const way of [['--dry-run'], ['validate']]) {
    const { stderr } = await runCommand([...way, ...flags], { cwd });
    expect([way, stderr]).toEqual([way, expect.stringMatching(warned)]);
  }
});
