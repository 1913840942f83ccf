import { decodeText, verifyModel } from '@pulse-stream/model-import';
import { expect, test } from 'vitest';
import { imported, vensim } from './vensim.ts';

const tea = imported(vensim('T = INTEG(-(T - 70) / 10, 180) ~~|\n"size, [m]" = 3 ~~|'));
const verdicts = (table: string): (string | null)[] =>
  verifyModel(tea, table).columns.map(({ name, fails }) =>
    name === null ? 'absent' : fails === null ? 'pass' : `fails at ${fails.time}`,
  );

test('a column passes to its last printed digit and fails beyond it', () => {
  expect(verdicts('Time\tT\n0\t180\n1\t169\n2\t159.1\n3\t150.19')).toEqual(['pass']);
  expect(verdicts('Time\tT\n0\t180\n1\t169\n2\t159.2\n3\t150.19')).toEqual(['fails at 2']);
  expect(verdicts('Time,T\n0,180\n2,159.1\n')).toEqual(['pass']);
});

test('a table may be turned, in Vensim .dat form, or leave cells out', () => {
  expect(verdicts('Time\t0\t1\t2\nT\t180\t169\t159.1')).toEqual(['pass']);
  expect(verdicts('T\n0\t180\n1\t169\nTIME STEP\n0\t1\n')).toEqual(['pass', 'pass']);
  expect(verdicts('Time\tT\tSAVEPER\n0\t180\t1\n1\t\t\n')).toEqual(['pass', 'pass']);
});

test('a column that the model does not have is said to be absent, and alone never passes', () => {
  expect(verdicts('Time\tT\tU\n0\t180\t1')).toEqual(['pass', 'absent']);
  expect(verifyModel(tea, 'Time\tU\n0\t180').passed).toBe(false);
});

test('another clock and what is no table are refused', () => {
  expect(() => verifyModel(tea, 'Time\tT\n0.5\t180')).toThrow('no turn that ends');
  expect(() => verifyModel(tea, '')).toThrow('no numbers');
  expect(() => verifyModel(tea, 'Time\tT\nx\t180')).toThrow('no time');
});

test.each([
  ['Time\tT\n0\t180\n1\t169,5\n', 'T', '"169,5" at 1 is written with a decimal comma'],
  ['Time;T\n0;180\n1;169,5\n', 'T', '"169,5" at 1 is written with a decimal comma'],
  ['Time\tT\n0\t180\n0,5\t169\n', '0,5', 'the time is written with a decimal comma'],
  ['Time,T\n0,180\n1,169,5\n', '1 169 5', 'the row has more cells than the table has columns'],
  ['Time\tT\n0\t180\n1\tnan\n', 'T', '"nan" at 1 is no number'],
  ['T\tU\n180\t11\n169\t10\n', 'T', 'the first column of the table is not the time'],
  ['T\n0\t180\n1\t169,5\n', 'T', '"169,5" at 1 is written with a decimal comma'],
])('a table like %j is refused by name: %s, %s', (table, construct, message) => {
  expect(() => verifyModel(tea, table)).toThrow(
    expect.objectContaining({ name: 'Refused', construct, message }) as Error,
  );
});

test('a column that fails says where first, and with which numbers', () => {
  const { columns } = verifyModel(tea, 'Time\tT\n0\t180\n1\t168\n2\t150.5\n');
  expect(columns).toMatchObject([
    {
      fails: { time: 1, expected: '168', got: 169 },
      difference: expect.closeTo(8.6 / 150.5, 12) as number,
    },
  ]);
});

test('what single precision explains passes and is said; what it does not explain fails', () => {
  const sum = imported(vensim('s = INTEG(0.1, -5) ~~|', { end: '100' }));
  const cells = (wrong: number): string =>
    Array.from(
      { length: 101 },
      (_, t) => `${t}\t${t === 50 ? wrong : Number((-5 + t / 10).toFixed(6))}`,
    ).join('\n');
  const [column] = verifyModel(sum, `Time\ts\n${cells(-2.52e-6)}`).columns;
  expect(column).toMatchObject({ fails: null, isSingle: true });
  expect(verifyModel(sum, `Time\ts\n${cells(-2.52e-4)}`).columns).toMatchObject([
    { fails: { time: 50 } },
  ]);
});

test('a text is UTF-8, or what Windows wrote', () => {
  expect(decodeText(new TextEncoder().encode('é'))).toBe('é');
  expect(decodeText(Uint8Array.of(0xe9))).toBe('é');
});
