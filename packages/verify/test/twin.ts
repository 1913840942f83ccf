import type { Dataset, WorldModelInput } from '@pulse-stream/worldstate';

/**
 * A world whose core misses that hope lifts the level: what gravity can learn from `twinDataset`.
 */
export const twinModel: WorldModelInput = {
  name: 'twin',
  time_unit: 'month',
  dynamic_overlay: {},
  members: 20,
  slots: {
    level: { kind: 'variable', initial: 0, noise: 0.05 },
    other: { kind: 'variable', initial: 1, noise: 0.02 },
    hope: { kind: 'overlay', initial: 0.5 },
    mood: { kind: 'overlay', initial: 0.5 },
    stock: { kind: 'capital', initial: 10 },
    cash: { kind: 'capital', initial: 90 },
  },
  measurements: { mood: 'hope / 2' },
  params: { pull: { value: 0.1, min: 0, max: 1 } },
  rules: [
    { id: 'pull', effects: [{ target: 'other', add: 'pull * (1 - other)' }] },
    { id: 'gain', when: 'other > 0.5', effects: [{ target: 'stock', add: 0.5, scaled: false }] },
  ],
  symbols: ['hope'],
  forecast: {
    targets: ['level', 'other'],
    events: [{ name: 'high', when: 'level > 100' }],
  },
};

/** The twin whose rules and measurement depend on the lead, as one must not write it. */
export const leadModel: WorldModelInput = {
  ...twinModel,
  measurements: { mood: 'min(1, hope / 2 + turn / 10)' },
  rules: [
    ...(twinModel.rules ?? []),
    { id: 'late', when: 'turn >= 1', effects: [{ target: 'level', add: '0.2 / turn' }] },
    { id: 'fading', effects: [{ target: 'other', add: '0.01 * mood - 0.001 * turn' }] },
  ],
};

const label = (row: number) =>
  `${2000 + Math.floor(row / 12)}-${String((row % 12) + 1).padStart(2, '0')}`;

/** Rows of the truth: level rises by what the core says plus 0.4 × (hope − 0.2). */
export function twinDataset(rows = 120): Dataset {
  const columns = ['level', 'other', 'hope'];
  let level = 0;
  const cells = Array.from({ length: rows }, (_, row) => {
    const hope = 0.5 + 0.4 * Math.sin(row / 3);
    const cell = [level, 1 + 0.1 * Math.cos(row), hope];
    level += 0.4 * (hope - 0.2) + 0.05 * Math.sin(row * 7);
    return cell;
  });
  return {
    name: 'truth',
    sha256: `twin ${rows}`,
    columns,
    labels: cells.map((_, row) => label(row)),
    rows: cells,
  };
}
