import { createWorld, learn, type PipelineOptions } from '@pulse-stream/pipeline';
import { createLineProcessor, processBatch } from '@pulse-stream/pipeline/internal';
import { expect, test } from 'vitest';
import { toLine } from './run-line.ts';
import { leadModel, twinDataset, twinModel } from './twin.ts';

const truth = twinDataset(60);
/** Has a column that no model observes. */
const odd = {
  ...truth,
  name: 'odd',
  sha256: 'odd',
  columns: [...truth.columns, 'foreign'],
  rows: truth.rows.map((row) => [...row, 1]),
};
const BASE: PipelineOptions = { model: twinModel, datasets: new Map([['truth', truth]]) };

/** What observers were shown in the run that is under way. */
let seen = 0;
const observe = (): void => void (seen += 1);

/** Of every option something that is not its default: a new one does not compile until it is tried. */
const SAID: Required<{ [Key in keyof PipelineOptions]: NonNullable<PipelineOptions[Key]> }> = {
  model: leadModel,
  seed: 7,
  crn: true,
  member: 2,
  strict: true,
  allowNames: ['moody'],
  gravity: false,
  datasets: new Map(),
  gravityState: learn(createWorld({ model: twinModel }), truth),
  ignoreColumns: true,
  gate: 'confidence > 2',
  precision: 17,
  keepMembers: true,
  record: 'slim',
  fields: ['id', 'status'],
  echoFull: true,
  debug: true,
  defaults: { turns: 4 },
  limits: { members: 5 },
  thresholds: { fragility: 0 },
  turnObservers: [{ observeTurn: observe }],
  runObservers: [{ observeRecord: observe }],
};

/** With which others an option says something. */
const BESIDE: PipelineOptions = { datasets: new Map([['truth', odd]]) };

/** Light lines like each other, which the lane takes, then one of everything that options are about. */
const LINES = [
  ...[1, 4, 6].flatMap((members) =>
    [0.1, 0.7, 0.3, 0.9, 0.5, 0.2].map((hope, at) => ({
      id: `m${members} ${at}`,
      members,
      ...(at === 5 ? {} : { turns: 2 }),
      state_overrides: { hope },
    })),
  ),
  { turns: 4, members: 6, assess: 'full' },
  { state_overrides: { moody: 0.5 } },
  { state_overrides: { weather: 0.5 } },
  { observations: [{ level: 1, other: 1, hope: 0.5 }] },
  { observations: { dataset: 'truth' } },
  { turns: 1e5, members: 1e5 },
].map(toLine);

/** The bytes of all lines, and what observers were shown. */
function write(options: PipelineOptions, withLane: boolean) {
  const processor = createLineProcessor(createWorld(options));
  let copied = 0;
  const express = (...given: Parameters<NonNullable<typeof processor.express>>): number => {
    const turns = withLane ? (processor.express?.(...given) ?? 0) : 0;
    if (turns > 0) copied += 1;
    return turns;
  };
  seen = 0;
  const { bytes } = processBatch({ ...processor, express }, { lines: LINES, blank: 0 });
  return { text: new TextDecoder().decode(bytes), seen, copied };
}

test('without options the lane takes what it can', () => {
  expect(write(BASE, true).copied).toBeGreaterThan(9);
});

test.each(Object.entries(SAID))(
  '%s changes what is made, and with the lane as without',
  (key, value) => {
    const others = key === 'ignoreColumns' ? { ...BASE, ...BESIDE } : BASE;
    const options = { ...others, [key]: value };
    const known = write(options, false);
    expect({ ...write(options, true), copied: 0 }).toEqual(known);
    if (key === 'ignoreColumns') expect(() => write(others, false)).toThrow('foreign');
    else expect(write(others, false)).not.toEqual(known);
  },
);
