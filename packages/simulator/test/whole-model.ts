/**
 * A model that says every key of the schema at least once, in every way that it can be written with
 * keys of its own.
 */
export const WHOLE_MODEL = {
  name: 'whole',
  version: '1',
  time_unit: 'day',
  description: 'every key once',
  aliases: { stock: 'Stock on hand' },
  slots: {
    mood: {
      kind: 'overlay',
      initial: 0.5,
      min: 0,
      max: 1,
      decay: 0.01,
      noise: 0.01,
      unit: 'share',
      description: 'a share that decays',
      category: 'primary',
      priority: 1,
    },
    calm: { kind: 'overlay', initial: 0.5, parent: 'mood' },
    price: { kind: 'capital', initial: 100, transform: 'log100', noise: 0.1 },
    stock: {
      kind: 'variable',
      initial: { normal: [10, 1], value: 10 },
      min: 0,
      noise: { sd: 'k * 0.1', dist: 'normal', per: 'time' },
    },
    sick: { kind: 'variable', initial: 'k + 1', errors: 'log1p', noise: { sd: 1, per: 'time' } },
    well: { kind: 'variable', initial: 5, noise: { sd: 1, dist: { student_t: 4 } } },
  },
  dynamic_overlay: { initial: 0.5, decay: 0, noise: 0 },
  params: {
    k: {
      value: 1,
      draw: { lognormal: [0, 0.1] },
      min: 0,
      max: 9,
      unit: 'per day',
      description: '',
    },
    a: { value: 1, draw: { uniform: [0, 2] } },
    b: { value: 1, draw: { triangular: [0, 1, 2] } },
    c: { value: 0.5, draw: { beta: [2, 2] } },
    d: { value: 1, draw: { gamma: [2, 0.5] } },
  },
  time: { start: 0, dt: 0.5, steps_per_turn: 2, method: 'euler', season: 7 },
  tables: {
    effect: {
      points: [
        [0, 1],
        [10, 0.5],
      ],
      beyond: 'hold',
      description: '',
    },
  },
  series: {
    rain: {
      dataset: 'drivers',
      column: 'rain',
      between: 'hold',
      beyond: 'hold',
      shift: 0,
      unit: 'mm',
      description: '',
    },
  },
  values: {
    share: 'sick / (sick + well)',
    total: { formula: 'a + b + c + d + effect(k) + rain', unit: 'one', description: '' },
    half: 0.5,
  },
  noise_correlation: { stock: { sick: 0.4 } },
  rules: [
    {
      id: 'moves',
      when: 'share > 0.1',
      effects: [
        { target: 'stock', add: 1, scaled: false, min: 0, max: 50 },
        { target: 'stock', rate: '-half * total', draw: 'poisson' },
        { flow: { from: 'well', to: 'sick' }, rate: 'k', draw: { negative_binomial: 3 } },
        { target: 'well', set: 4 },
      ],
      importance: 1,
      trust: 1,
      category: 'all',
      description: 'every act once',
    },
  ],
  evaluation: 'sequential',
  symbols: ['mood'],
  measurements: { calm: 'clamp(share, 0, 1)' },
  tags: [{ code: 'T', label: 'tag', when: 'mood > 0.9' }],
  forecast: {
    targets: ['stock', 'share'],
    quantiles: [0.1, 0.9],
    horizons: [1, 2],
    events: [
      { name: 'early', when: 'stock > 20', by: 2 },
      { name: 'then', when: 'stock > 20', at: 2 },
    ],
  },
  members: 10,
};
