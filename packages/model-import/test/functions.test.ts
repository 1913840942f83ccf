import { expect, test } from 'vitest';
import { expectPath, imported, refused, vensim } from './vensim.ts';

const at = (compute: (time: number) => number): number[] =>
  Array.from({ length: 8 }, (_, time) => compute(time));

test.each<[string, (time: number) => number]>([
  ['INTEGER(Time - 3.5)', (t) => Math.trunc(t - 3.5)],
  ['MODULO(Time - 5, 3)', (t) => (t - 5) % 3],
  ['QUANTUM(Time, 2.5)', (t) => 2.5 * Math.trunc(t / 2.5)],
  ['QUANTUM(Time, 0)', (t) => t],
  ['LOG(Time + 1, 2)', (t) => Math.log2(t + 1)],
  ['POWER(Time, 2)', (t) => t ** 2],
  ['ZIDZ(Time, Time - 2)', (t) => (t === 2 ? 0 : t / (t - 2))],
  ['ZIDZ(Time, 1e-7)', () => 0],
  ['XIDZ(Time, Time - 2, 9)', (t) => (t === 2 ? 9 : t / (t - 2))],
  ['STEP(3, 4)', (t) => (t >= 4 ? 3 : 0)],
  ['PULSE(2, 3)', (t) => (t >= 2 && t < 5 ? 1 : 0)],
  ['PULSE TRAIN(1, 1, 3, 5)', (t) => (t === 1 || t === 4 ? 1 : 0)],
  ['RAMP(2, 1, 4)', (t) => (t <= 1 ? 0 : 2 * (Math.min(t, 4) - 1))],
  ['MAX(Time, 3) + MIN(Time, 2)', (t) => Math.max(t, 3) + Math.min(t, 2)],
  ['LN(EXP(Time))', (t) => t],
  ['SQRT(ABS(-Time))', (t) => Math.sqrt(t)],
  ['SIN(Time) + COS(Time) + TAN(0.1)', (t) => Math.sin(t) + Math.cos(t) + Math.tan(0.1)],
  ['ARCTAN(Time) + TANH(Time)', (t) => Math.atan(t) + Math.tanh(t)],
  ['GAME(Time)', (t) => t],
  ['WITH LOOKUP(Time, ([(0,0)-(9,9)],(0,0),(2,4),(4,4)))', (t) => Math.min(2 * t, 4)],
  ['TIME STEP * Time + INITIAL TIME + FINAL TIME', (t) => t + 10],
  ['INITIAL(s + 1)', () => 6],
  ['SAMPLE IF TRUE(MODULO(Time, 3) = 0, Time, -1)', (t) => 3 * Math.floor(t / 3)],
  ['IF THEN ELSE(1 = 2, 9, Time)', (t) => t],
  ['IF THEN ELSE(:NOT: 1 = 2 :AND: 3 >= 3, Time - 1, 9)', (t) => t - 1],
  ['IF THEN ELSE(1 > 2 :OR: 0, 9, IF THEN ELSE(Time > 3, 2, 1))', (t) => (t > 3 ? 2 : 1)],
  ['XIDZ(Time, 4, 9)', (t) => t / 4],
  ['s', (t) => 5 + t],
])('%s is what Vensim says', (formula, compute) => {
  const model = imported(vensim(`s = INTEG(1, 5) ~~|\nx = ${formula} ~~|`));
  expectPath(model, { x: at(compute) });
});

const levels = (
  count: number,
  time: number,
  input: (t: number) => number,
  initial: number,
): number[] => {
  const stocks = Array.from({ length: count }, () => (initial * time) / count);
  return Array.from({ length: 8 }, (_, t) => {
    const out = stocks.map((stock) => (stock * count) / time);
    for (const [index] of stocks.entries())
      stocks[index] =
        (stocks[index] ?? 0) +
        ((index === 0 ? input(t) : (out[index - 1] ?? 0)) - (out[index] ?? 0));
    return out.at(-1) ?? 0;
  });
};
const averages = (
  count: number,
  time: number,
  input: (t: number) => number,
  initial: number,
): number[] => {
  const stocks = Array.from({ length: count }, () => initial);
  return Array.from({ length: 8 }, (_, t) => {
    const before = [...stocks];
    for (const [index] of stocks.entries())
      stocks[index] =
        (before[index] ?? 0) +
        (((index === 0 ? input(t) : (before[index - 1] ?? 0)) - (before[index] ?? 0)) * count) /
          time;
    return before.at(-1) ?? 0;
  });
};
const u = (t: number): number => t + 1;

test.each<[string, readonly number[]]>([
  ['DELAY1(u, 4)', levels(1, 4, u, 1)],
  ['DELAY1I(u, 4, 7)', levels(1, 4, u, 7)],
  ['DELAY3(u, 6)', levels(3, 6, u, 1)],
  ['DELAY3I(u, 6, 7)', levels(3, 6, u, 7)],
  ['DELAY N(u, 6, 7, n)', levels(2, 6, u, 7)],
  ['DELAY FIXED(u, 2 * n - 1, 7)', [7, 7, 7, 1, 2, 3, 4, 5]],
  ['SMOOTH(u, 4)', averages(1, 4, u, 1)],
  ['SMOOTHI(u, 4, 7)', averages(1, 4, u, 7)],
  ['SMOOTH3(u, 6)', averages(3, 6, u, 1)],
  ['SMOOTH3I(u, 6, 7)', averages(3, 6, u, 7)],
  ['SMOOTH N(u, 6, 7, n)', averages(2, 6, u, 7)],
  ['TREND(u, 4, 0)', averages(1, 4, u, 1).map((mean, t) => (u(t) - mean) / (mean * 4))],
  [
    'FORECAST(u, 4, 2)',
    averages(1, 4, u, 1).map((mean, t) => u(t) * (1 + (u(t) - mean) / (mean * 2))),
  ],
])('%s remembers as Vensim says, alone and inside of a formula', (call, path) => {
  const model = imported(
    vensim(`n = 2 ~~|\nu = Time + 1 ~~|\nx = ${call} ~~|\ny = 1 + 2 * ${call} ~~|`),
  );
  expectPath(model, { x: path, y: path.map((value) => 1 + 2 * value) });
});

test('ACTIVE INITIAL is another formula while initial values are computed, also through others', () => {
  const text =
    'a = ACTIVE INITIAL(s * 2, 5) ~~|\nb = a + 1 ~~|\ns = INTEG(0, b) ~~|\nd = SMOOTH(b, 2) ~~|';
  expectPath(imported(vensim(text)), { s: [6, 6], a: [12, 12], d: [6, 9.5] });
});

test('what one stock loses and one other gains flows between them, and is conserved', () => {
  const { model } = imported(
    vensim(
      'S = INTEG(-inf, 99) ~~|\nI = INTEG(inf - rec - I * 0.1, 1) ~~|\nR = INTEG(rec, 0) ~~|\ninf = S * I / 100 ~~|\nrec = I / 5 ~~|',
    ),
  );
  expect(model.rules).toEqual([
    { id: 'inf', effects: [{ flow: { from: 's', to: 'i' }, rate: 'inf' }] },
    { id: 'rec', effects: [{ flow: { from: 'i', to: 'r' }, rate: 'rec' }] },
    { id: 'i_change', effects: [{ target: 'i', rate: '-(i * 0.1)' }] },
  ]);
});

test('a variable that three stocks gain or lose is no flow between two of them', () => {
  const model = imported(
    vensim('A = INTEG(f, 0) ~~|\nB = INTEG(-f, 9) ~~|\nC = INTEG(f + f, 0) ~~|\nf = 1 ~~|'),
  );
  expect(model.model.rules?.[0]?.effects).toHaveLength(4);
  expectPath(model, { A: [0, 1, 2], B: [9, 8, 7], C: [0, 2, 4] });
});

test('subscripts become names with their elements', () => {
  const text = `Age: young, old ~~|
Place: (P1-P3) ~~|
Some: P1, P3 ~~|
n[Age, Place] = 1, 2, 3; 4, 5, 6; ~~|
s[Age] = INTEG(f[Age], 0) ~~|
f[young] = 1 ~~|
f[old] = Time ~~|
all = SUM(n[Age!, Place!]) + SUM(n[old, Some!] * 2) ~~|
top = VMAX(n[Age!, P2]) + VMIN(n[young, Place!]) + PROD(n[young, Place!]) ~~|
m[Place] = SUM(n[Age!, Place]) ~~|
e[Place] :EXCEPT: [P2] = 7 ~~|
e[P2] = Time ~~|
count = ELMCOUNT(Place) ~~|
is old[Age] = IF THEN ELSE(Age = old, 1, 0) ~~|`;
  const model = imported(vensim(text));
  expect(Object.keys(model.model.slots)).toEqual(['s_young', 's_old']);
  expect(model.model.aliases?.['n_young_p1']).toBe('n[young,P1]');
  expectPath(model, {
    'n[old,P2]': [5],
    's[young]': [0, 1, 2, 3],
    's[old]': [0, 0, 1, 3],
    all: [41, 41],
    top: [5 + 1 + 6],
    'm[P3]': [9],
    'e[P3]': [7],
    'e[P2]': [0, 1],
    count: [3],
    'is old[young]': [0],
    'is old[old]': [1],
  });
});

test('a mapped dimension stands for the element it is mapped on', () => {
  const text =
    'A: a1, a2 -> B ~~|\nB: b1, b2 ~~|\nC <-> A ~~|\nv[A] = 1, 2 ~~|\nx[B] = v[A] * 10 + Time ~~|\ny[C] = v[A] ~~|';
  expectPath(imported(vensim(text)), { 'x[b1]': [10], 'x[b2]': [20, 21], 'y[a2]': [2] });
});

test.each([
  ['v[D] = 1, 2 ~~|\nx = v ~~|', '4: v'],
  ['v[D] = 1, 2 ~~|\nx = v[E] ~~|', '4: [e]'],
  ['v[D] = 1, 2 ~~|\nx = SUM(v[A]) ~~|', '4: SUM'],
  ['v[D] = 1, 2 ~~|\nx = v[D] ~~|', '4: [D]'],
  ['v[D] = 1, 2 ~~|\nx = v[D!] ~~|', '4: [d!]'],
  ['v[D, D] = 1 ~~|\nx = Time ~~|', '3: v'],
])('subscripts that do not say which element is meant are refused: %s', (text, first) => {
  expect(refused(vensim(`D: A, B ~~|\n${text}`))).toContain(first);
});

test('groups, units and comments stand in the file that is written', () => {
  const text = `********\n .Tea\n********~ |\nT = INTEG(-loss, 180) ~ Degrees [0,?] ~ Of the "tea".\n\t|\nloss = T / 10 ~ Degrees/Minute ~ |\n********\n .Rest\n********~ |\nk = 3 ~ 1 ~ :SUPPLEMENTARY |`;
  const { yaml } = imported(vensim(text));
  expect(yaml).toContain(
    'slots:\n  # Tea\n  t:\n    kind: variable\n    initial: 180\n    unit: Degrees\n',
  );
  expect(yaml).toContain('description: Of the "tea".; range [0,?]');
  expect(yaml).toContain('  # Rest\n  k:\n    value: 3');
});

test('a table that jumps is read at the point before or behind', () => {
  const text = `t((0,0),(2,5),(4,1)) ~~|
f = LOOKUP FORWARD(t, Time - 1) ~~|
b = LOOKUP BACKWARD(t, Time - 1) ~~|`;
  expectPath(imported(vensim(text)), {
    f: [0, 0, 5, 5, 1, 1, 1],
    b: [0, 0, 0, 5, 5, 1, 1],
  });
});

test('VECTOR SELECT makes a sum, product, minimum or maximum of what is selected', () => {
  const text = (action: string): string => `D: A, B, C ~~|
s[D] = 1, 0, 1 ~~|
v[D] = 2, 100, 5 ~~|
x = VECTOR SELECT(s[D!], v[D!] + Time, -1, ${action}, 0) ~~|
n = VECTOR SELECT(s[D!] - s[D!], v[D!] + Time, -1, ${action}, 0) ~~|`;
  expectPath(imported(vensim(text('0'))), { x: [7, 9], n: [-1, -1] });
  expectPath(imported(vensim(text('1'))), { x: [10, 18], n: [-1, -1] });
  expectPath(imported(vensim(text('2'))), { x: [2, 3], n: [-1, -1] });
  expectPath(imported(vensim(text('3'))), { x: [5, 6], n: [-1, -1] });
  expect(refused(vensim(text('5')))).toContain('5: VECTOR SELECT');
  expect(refused(vensim(text('Time')))).toContain('5: VECTOR SELECT');
  expect(refused(vensim(text('0').replace('v[D!] + Time', 'v[E!]')))).toContain('5: VECTOR SELECT');
});

test('NPV adds up a stream that is discounted from step to step', () => {
  const text = 'x = NPV(10, rate, 1, 2) ~~|\nrate = 0.25 ~~|';
  // 2 × (1 + 10 × (1 + 1/1.25 + 1/1.25² + …))
  expectPath(imported(vensim(text)), { x: [22, 38, 50.8] });
});
