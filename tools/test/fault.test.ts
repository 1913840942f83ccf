import { expect, test } from 'vitest';
import { crashEverywhere } from '../fault/crash.mjs';
import { failEverywhere } from '../fault/disk-full.mjs';
import { editAtRandom } from '../fault/edits.mjs';
import { fuzzLines } from '../fault/fuzz.mjs';
import { fuzzFiles } from '../fault/fuzz-files.mjs';
import { fuzzScenarios } from '../fault/fuzz-scenarios.mjs';
import { readHugeLine } from '../fault/huge-line.mjs';
import { raceForLocks } from '../fault/lock-race.mjs';
import { KILLED, killAtRandom } from '../fault/kill.mjs';
import { WAYS } from '../fault/run-in-memory.mjs';
import { signalAtRandom } from '../fault/signals.mjs';

// Small sizes of the commands in tools/fault, which print the figures of the full ones.
const SLOW = 300_000; // real processes on a shared machine: slow is not wrong
const plain = WAYS.slice(0, 1);

test(
  'a run that crashes at a call that changes the disk is resumed to the same bytes',
  async () => {
    const { runs, bad, first } = await crashEverywhere({ seed: 1, every: 25 });
    expect([bad, first]).toEqual([0, null]);
    expect(runs).toBeGreaterThan(25);
  },
  SLOW,
);

test.each(['fdatasync', 'truncate', 'directory-fsync', 'fsync'] as const)(
  'a build without %s is caught',
  async (omit) => {
    const { bad } = await crashEverywhere({ seed: 1, every: 12, omit, ways: plain });
    expect(bad).toBeGreaterThan(0);
  },
  SLOW,
);

test(
  'a call that fails ends the run with 5 and a message, and the run can be resumed',
  async () => {
    const { runs, bad, refused, first } = await failEverywhere({ every: 15, offset: 2 });
    expect([bad, first]).toEqual([0, null]);
    expect(refused).toBeGreaterThan(runs / 2);
  },
  SLOW,
);

test(
  'processes of one thread and of two workers, killed at random moments, are resumed to the same bytes',
  async () => {
    const { kills, bad, first } = await killAtRandom({
      lines: 1200,
      kills: 4,
      seed: 1,
      ways: KILLED.filter(({ input, output }) => input === 'in.ndjson' && output === 'out.jsonl'),
    });
    expect([bad, first, kills]).toEqual([0, null, 4]);
  },
  SLOW,
);

test(
  'one thread and two workers, stopped by signals at random moments, are resumed to the same bytes',
  async () => {
    const { signals, outputs, bad, first } = await signalAtRandom({
      lines: 1500,
      signals: 4,
      perRun: 2,
      seed: 1,
    });
    // the first thing that went wrong says why the numbers differ
    expect({ first, bad, signals, outputs }).toEqual({
      first: null,
      bad: 0,
      signals: 4,
      outputs: 2,
    });
  },
  SLOW,
);

test(
  'any byte that is changed in what a run has read or written is found when it is resumed',
  async () => {
    const { edits, found, first } = await editAtRandom({ edits: 24, seed: 1 });
    expect({ first, edits, found }).toEqual({ first: null, edits: 24, found: 24 });
  },
  SLOW,
);

test(
  'a lock that nobody holds any more is taken by exactly one of six processes',
  async () => {
    const { races, bad, killed, first } = await raceForLocks({ races: 8, processes: 6, seed: 1 });
    expect({ first, bad, races, killed }).toEqual({ first: null, bad: 0, races: 10, killed: 2 });
  },
  SLOW,
);

test(
  '2,000 fuzzed lines give one record each, in order, and leave Object.prototype alone',
  async () => {
    const { wrong, records } = await fuzzLines({ lines: 2000, seed: 2 });
    expect(wrong).toBeNull();
    expect(records).toBeGreaterThan(1500);
  },
  SLOW,
);

test.each([1, 2])(
  'scenarios with any numbers give one record each, the same with every -j and in any order (seed %i)',
  async (seed) => {
    const { wrong, complete, byCode } = await fuzzScenarios({ lines: 300, seed });
    expect(wrong).toBeNull();
    expect(complete).toBeGreaterThan(50);
    expect(Object.keys(byCode)).toContain('overflow');
  },
  SLOW,
);

test(
  'mutated models, states, datasets, settings, issued forecasts and outputs are used or refused with a message',
  async () => {
    const { wrong, runs, byExit } = await fuzzFiles({ files: 105, seed: 1 });
    expect(wrong).toEqual([]);
    expect(runs).toBeGreaterThan(150);
    expect(Object.keys(byExit)).toEqual(expect.arrayContaining(['0', '2', '3', '7']));
  },
  SLOW,
);

test(
  'a line of 50 MB needs no memory of that size',
  async () => {
    const small = await readHugeLine(1);
    const huge = await readHugeLine(50);
    expect(huge.records).toEqual(['result', 'too-large', 'result']);
    // Node's own pipe buffers vary by some megabytes from run to run.
    expect(huge.peak - small.peak).toBeLessThan(45);
  },
  SLOW,
);
