import { sha256Hex } from '@pulse-stream/codec';
import { ByteRoom, LineDigester, type DecodedScenario } from '@pulse-stream/codec/internal';
import { expect, test } from 'vitest';
import { createExpressLane, type ExpressLane } from './express-lane.ts';
import { decodeScenario } from '../scenario/decode-scenario.ts';
import type { OutputRecord } from '@pulse-stream/worldstate';
import { finish } from '@pulse-stream/worldstate/internal';
import type { Line } from '../batch/line.ts';
import type { PipelineOptions } from '../world/options.ts';
import { recordSteps } from '../scenario/stages.ts';
import { createWorld, type World } from '../world/world.ts';

const USUAL = '{"id":"a","turns":3,"members":1,"state_overrides":{"hope":0.5}}';

function lineOf(text: string, source?: string): Line {
  return { line: 7, batchIndex: 6, bytes: new TextEncoder().encode(text), source };
}

/** What the lane copies of one line. */
function copy(lane: ExpressLane, line: Line, room: ByteRoom): number {
  return lane.copy(line, room, new LineDigester(2048).hash([line]), 0, () => undefined);
}

/** What the lane writes of one line, for which somebody goes the long way. */
function write(
  lane: ExpressLane,
  line: Line,
  ...[decoded, long]: [decoded: DecodedScenario, long: (known: DecodedScenario) => OutputRecord]
): number {
  const digests = new LineDigester(2048).hash([line]);
  return lane.write(line, decoded, long, new ByteRoom(1), digests, 0, () => undefined);
}

/** A lane that has written a line like this a few times. */
function taughtLane(text: string, options: PipelineOptions = {}): [ExpressLane, World] {
  const world = createWorld(options);
  const lane = createExpressLane(world);
  if (lane === null) throw new Error('these options allow no lane');
  const line = lineOf(text);
  const config = decodeScenario(world, line);
  if ('kind' in config) throw new Error(config.message);
  const long = (known: typeof config) => finish(recordSteps(world, { line, ...known }));
  for (let time = 0; time < 3; time += 1) write(lane, line, config, long);
  return [lane, world];
}

test.each<[string, string, string, PipelineOptions]>([
  ['another id and other overrides', USUAL, USUAL.replace('"a"', '"b"').replace('0.5', '0.25'), {}],
  ['no override', USUAL, USUAL.replace('"hope":0.5', ''), {}],
  ['common random numbers', USUAL, USUAL.replace('"a"', '"b"'), { crn: true, seed: 'x' }],
  ['no id', '{"turns":2,"members":1}', '{"turns":2,"members":1}', {}],
  [
    'defaults of the run',
    '{"state_overrides":{}}',
    '{"state_overrides":{"rage":1}}',
    { defaults: { members: 1 } },
  ],
  ['members', USUAL.replace('1', '20'), USUAL.replace('1', '20').replace('0.5', '0.25'), {}],
  ['the members of the model', '{"turns":2}', '{"turns":2}', {}],
  ['members that share their draws', '{"members":9}', '{"members":9}', { crn: true, seed: 4 }],
  [
    'no reading of symbols',
    '{"members":1,"use_symbolism":false}',
    '{"members":1,"use_symbolism":false}',
    {},
  ],
])('a line like an earlier one is copied: %s', (_, example, text, options) => {
  const [lane] = taughtLane(example, options);
  const room = new ByteRoom(1);
  expect(copy(lane, lineOf(text), room)).toBeGreaterThan(0);
  const record = JSON.parse(new TextDecoder().decode(room.take()));
  expect(record.line).toBe(7);
  expect(record.config.id).toBe(JSON.parse(text).id);
  expect(record.config.state_overrides).toEqual(JSON.parse(text).state_overrides);
  expect(record.line_sha256).toBe(sha256Hex(text));
});

test.each([
  ['it is clamped, which is said', USUAL.replace('0.5', '1.5')],
  ['it is of another kind', USUAL.replace('3', '4')],
  ['a slot is undeclared', USUAL.replace('hope', 'mood')],
  ['a number has no double', USUAL.replace('"hope":0.5', '"nvda":1e400')],
])('a line is not copied when %s', (_, text) => {
  const [lane] = taughtLane(USUAL);
  const room = new ByteRoom(1);
  expect(copy(lane, lineOf(text), room)).toBe(0);
  expect(room.length).toBe(0);
});

test('a line is not copied when its capital cannot be summed', () => {
  const usual = '{"members":3,"state_overrides":{"nvda":1}}';
  const [lane] = taughtLane(usual);
  const room = new ByteRoom(1);
  expect(copy(lane, lineOf(usual.replace('1}', '1e308,"cash":1e308}')), room)).toBe(0);
  expect(room.length).toBe(0);
  expect(copy(lane, lineOf(usual.replace('1}', '1e200}')), room)).toBeGreaterThan(0);
});

test('a line of another input is not copied: its record names its source', () => {
  const [lane] = taughtLane(USUAL);
  expect(copy(lane, lineOf(USUAL, 'b.ndjson'), new ByteRoom(1))).toBe(0);
});

test('a line of another input is learned apart, and its record names that input', () => {
  const [lane, world] = taughtLane(USUAL);
  const line = lineOf(USUAL, 'b.ndjson');
  const config = decodeScenario(world, line);
  if ('kind' in config) throw new Error(config.message);
  const long = (known: typeof config) => finish(recordSteps(world, { line, ...known }));
  for (let time = 0; time < 3; time += 1) write(lane, line, config, long);
  const room = new ByteRoom(1);
  expect(copy(lane, line, room)).toBeGreaterThan(0);
  expect(JSON.parse(new TextDecoder().decode(room.take())).source).toBe('b.ndjson');
  expect(copy(lane, lineOf(USUAL), room)).toBeGreaterThan(0);
  expect(JSON.parse(new TextDecoder().decode(room.take())).source).toBeUndefined();
});

test('a line costs the long way once, whatever is learned from it', () => {
  const world = createWorld();
  const lane = createExpressLane(world);
  const line = lineOf(USUAL);
  const config = decodeScenario(world, line);
  if ('kind' in config || lane === null) throw new Error('no lane');
  let asked = 0;
  const long = (known: typeof config) => {
    asked += 1;
    return finish(recordSteps(world, { line, ...known }));
  };
  for (let time = 0; time < 3; time += 1) write(lane, line, config, long);
  expect(copy(lane, line, new ByteRoom(1))).toBeGreaterThan(0);
  expect(asked).toBe(1);
});

test('a limit on the values of a line is left to the decoder', () => {
  const [lane] = taughtLane(USUAL, { limits: { nodes: 7 } });
  expect(copy(lane, lineOf(USUAL), new ByteRoom(1))).toBe(0);
});

test('shapes are lost when they take too much, and their lines are learned from again', () => {
  const world = createWorld();
  const lane = createExpressLane(world, 50_000);
  if (lane === null) throw new Error('no lane');
  const writeTurns = (turns: number): number => {
    const line = lineOf(`{"turns":${turns},"members":1}`);
    const config = decodeScenario(world, line);
    if ('kind' in config) throw new Error(config.message);
    const long = (known: typeof config) => finish(recordSteps(world, { line, ...known }));
    return write(lane, line, config, long);
  };
  const learn = (turns: number): boolean => writeTurns(turns) === 0 && writeTurns(turns) > 0;
  // each is taken for some 15 KB
  for (const turns of [1, 2, 3, 4, 5]) expect([turns, learn(turns)]).toEqual([turns, true]);
  expect(writeTurns(5)).toBeGreaterThan(0);
  expect(learn(1)).toBe(true);
});

test('kinds that come late are copied too, in the place of those that nobody uses', () => {
  const [lane, world] = taughtLane(USUAL);
  const teach = (text: string): void => {
    const line = lineOf(text);
    const config = decodeScenario(world, line);
    if ('kind' in config) throw new Error(config.message);
    const long = (known: typeof config) => finish(recordSteps(world, { line, ...known }));
    for (let time = 0; time < 3; time += 1) write(lane, line, config, long);
  };
  const isCopied = (text: string): boolean => copy(lane, lineOf(text), new ByteRoom(1)) > 0;
  const others = Array.from({ length: 12 }, (_, at) =>
    USUAL.replace('"turns":3', `"turns":${at + 4}`),
  );
  for (const other of others) {
    teach(other);
    expect([other, isCopied(other)]).toEqual([other, true]);
    expect(isCopied(USUAL)).toBe(true);
  }
  expect(others.filter(isCopied)).toHaveLength(7);
});
