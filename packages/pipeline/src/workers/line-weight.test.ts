import { pulse } from '@pulse-stream/simulator';
import { describe, expect, it } from 'vitest';
import { createLineWeigher, isHeavy, weighSparingly } from './line-weight.ts';
import { createWorld } from '../world/world.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const weigh = createLineWeigher(createWorld());
const rest = (text: string) => 80 + text.length / 4;

describe('the weight of a line', () => {
  it('is its members and control run times its turns, and a little for its record and bytes', () => {
    for (const [text, turns] of [
      ['{"turns":5,"members":9}', 50],
      ['{"members": 9, "turns": 12}', 120],
      ['{"turns":5}', 5 * ((pulse.members ?? 100) + 1)],
      ['{"members":1}', 2],
      ['{"id":"a:b","state_overrides":{"turns_x":7},"members":1,"turns":3}', 6],
    ] as const)
      expect(weigh(bytes(text))).toBe(turns + rest(text));
  });

  it('uses what the run says for lines that do not', () => {
    const world = createWorld({ defaults: { turns: 7, members: 3, assess: 'full' } });
    const reruns = 1 + 2 * world.compiled.rules.length + 4;
    expect(createLineWeigher(world)(bytes('{}'))).toBe(28 * reruns + rest('{}'));
  });

  it('counts the runs of a full assessment', () => {
    const text = '{"members":1,"assess":"full"}';
    expect(weigh(bytes(text))).toBeGreaterThan(2 * 10 + rest(text));
    const basic = '{"members":1,"assess":"basic"}';
    expect(weigh(bytes(basic))).toBe(2 + rest(basic));
  });

  it('of anything at all is a number', () => {
    for (const text of [
      '',
      '"',
      ':',
      '"turns":',
      '"turns":x',
      '"members":99999999999999999',
      'ü":',
    ])
      expect(weigh(bytes(text))).toBeGreaterThanOrEqual(80);
  });
});

it('a batch is heavy when its lines are more than output on the whole', () => {
  const lines = Array.from({ length: 512 }, (_, index) => ({
    line: index + 1,
    batchIndex: index,
    bytes: bytes('{}'),
  }));
  expect(isHeavy({ lines, blank: 0, weight: 512 * 149 })).toBe(false);
  expect(isHeavy({ lines, blank: 0, weight: 512 * 150 })).toBe(true);
});

describe('weighing sparingly', () => {
  const lengths = (line: Uint8Array) => line.length;
  const light = bytes('x'.repeat(100));
  const heavy = bytes('x'.repeat(5000));

  it('weighs one light line in four or five, and takes the others for it', () => {
    let asked = 0;
    const sparing = weighSparingly((line) => {
      asked += 1;
      return lengths(line);
    });
    const sum = Array.from({ length: 1700 }, () => sparing(light)).reduce((a, b) => a + b, 0);
    expect(sum).toBe(1700 * 100);
    expect(asked).toBeGreaterThan(350);
    expect(asked).toBeLessThan(400);
  });

  it('weighs every heavy line', () => {
    let asked = 0;
    const sparing = weighSparingly((line) => {
      asked += 1;
      return lengths(line);
    });
    for (let count = 0; count < 100; count += 1) expect(sparing(heavy)).toBe(5000);
    expect(asked).toBe(100);
  });

  it.each([2, 3, 4, 8, 9, 16])(
    'sees a fifth of the heavy lines or more when every %i-th is one',
    (period) => {
      const sparing = weighSparingly(lengths);
      let [guess, truth] = [0, 0];
      for (let index = 0; index < 20_000; index += 1) {
        const line = index % period === 0 ? heavy : light;
        guess += sparing(line);
        truth += lengths(line);
      }
      expect(guess / truth).toBeGreaterThan(0.2);
      expect(guess / truth).toBeLessThan(1.2);
    },
  );
});
