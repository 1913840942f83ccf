import type { WorldModelInput } from '@pulse-stream/worldstate';

export const x = { kind: 'variable', initial: 1 } as const;
export const falling = [{ id: 'fall', effects: [{ target: 'x', add: -0.5 }] }];

/** A world, and what its failure says: the thing and the turn. */
export const FAILING: readonly [string, Omit<WorldModelInput, 'name'>, string, RegExp][] = [
  [
    'a value',
    { slots: { x }, values: { v: '1 / x' }, rules: falling },
    'division-by-zero',
    /the value of v at turn 2$/,
  ],
  [
    'a value at the start',
    { slots: { x }, values: { v: 'ln(x - 1)' } },
    'domain-error',
    /the value of v at turn 0$/,
  ],
  [
    'a value in a rule',
    {
      slots: { x },
      values: { v: '1 / (x - 0.5 - 0.5 * (turn - 1) * (turn - 2))' },
      rules: [
        {
          id: 'fall',
          effects: [
            { target: 'x', add: '-0.5 + 0 * v' },
            { target: 'x', add: '0 * v' },
          ],
        },
      ],
    },
    'division-by-zero',
    /(rule fall|the value of v) at turn \d$/,
  ],
  [
    'a rate',
    { slots: { x }, rules: [{ id: 'r', effects: [{ target: 'x', rate: '-1 / x' }] }] },
    'division-by-zero',
    /rule r at turn 2$/,
  ],
  [
    'a stage of rk4',
    {
      slots: { x },
      time: { method: 'rk4' },
      rules: [{ id: 'r', effects: [{ target: 'x', rate: '-2 * sqrt(x)' }] }],
    },
    'domain-error',
    /rule r at turn 1$/,
  ],
  [
    'the condition of a rate',
    {
      slots: { x },
      rules: [...falling, { id: 'r', when: '1 / x > 1', effects: [{ target: 'x', rate: 0 }] }],
    },
    'division-by-zero',
    /rule r at turn 2$/,
  ],
  [
    'a scale of errors that rules leave',
    {
      slots: { x: { ...x, errors: 'log1p' } },
      rules: [
        { id: 'fall', effects: [{ target: 'x', add: -0.5 }] },
        { id: 'drain', effects: [{ target: 'x', rate: -0.5 }] },
      ],
    },
    'domain-error',
    /log1p of -1 is not defined: .* in the value of x after rules fall, drain at turn 2$/,
  ],
  [
    'a pulse train without a rhythm',
    {
      slots: { x },
      params: { every: { value: 0 } },
      rules: [{ id: 'r', effects: [{ target: 'x', rate: 'pulse_train(0, 1, every, 9)' }] }],
    },
    'division-by-zero',
    /the every of pulse_train\(at, width, every, until\) may not be 0 in rule r at turn 1$/,
  ],
  [
    'a count too large to be whole',
    {
      slots: { x },
      rules: [{ id: 'r', effects: [{ target: 'x', rate: 1e300, draw: 'poisson' }] }],
    },
    'domain-error',
    /1e\+300 is too large a mean of a count: .* in rule r at turn 1$/,
  ],
  [
    'noise per turn',
    {
      slots: { x, y: { ...x, noise: { sd: '1 / x' } } },
      rules: falling,
      members: 3,
      forecast: { targets: ['y'] },
    },
    'division-by-zero',
    /the noise of y at turn 2$/,
  ],
  [
    'noise per time',
    {
      slots: { x, y: { ...x, noise: { sd: 'ln(2 * x)', per: 'time' } } },
      rules: falling,
      members: 3,
      forecast: { targets: ['y'] },
    },
    'domain-error',
    /the noise of y at turn 2$/,
  ],
  [
    'an initial value',
    { slots: { x, y: { ...x, initial: '1 / (x - 1)' } } },
    'division-by-zero',
    /the initial value of y$/,
  ],
  [
    'an initial value outside of its scale',
    { slots: { x, y: { ...x, initial: '-x', errors: 'log100' } } },
    'domain-error',
    /the initial value of y$/,
  ],
  [
    'a delay',
    { slots: { x }, values: { v: 'delay1(1, x, 1)' }, rules: falling },
    'domain-error',
    /delay1 takes a time above 0, and this is 0 in the delay v at turn 2$/,
  ],
  [
    'a delay whose time is negative',
    { slots: { x }, values: { v: 'smooth1(1, x - 2, 0)' } },
    'domain-error',
    /smooth1 takes a time above 0, and this is -1 in the delay v at turn 1$/,
  ],
  [
    'a negative standard deviation',
    {
      slots: { x, y: { ...x, noise: { sd: 'x - 0.75' } } },
      rules: falling,
      members: 3,
      forecast: { targets: ['y'] },
    },
    'domain-error',
    /-0.25 is no standard deviation: it needs 0 or more in the noise of y at turn 1$/,
  ],
  [
    'a negative standard deviation per time',
    {
      slots: { x, y: { ...x, noise: { sd: '-x', per: 'time' } } },
      members: 3,
      forecast: { targets: ['y'] },
    },
    'domain-error',
    /-1 is no standard deviation: it needs 0 or more in the noise of y at turn 1$/,
  ],
  [
    'a fixed delay',
    { slots: { x }, values: { v: 'delay_fixed(1 / x, 2, 0)' }, rules: falling },
    'division-by-zero',
    /the delay v at turn 2$/,
  ],
  [
    'the start of a delay',
    { slots: { x }, values: { v: 'smooth1(1 / (x - 1), 2)' } },
    'division-by-zero',
    /the initial value of v$/,
  ],
  [
    'a slot with errors',
    { slots: { x: { ...x, errors: 'log100' } }, rules: falling },
    'domain-error',
    /the value of x after rule fall at turn 2$/,
  ],
  [
    'a step',
    { slots: { x }, rules: [{ id: 'r', effects: [{ target: 'x', rate: '1e308 * x * 10' }] }] },
    'overflow',
    /rule r at turn 1$/,
  ],
  [
    'a negative mean',
    {
      slots: { x },
      rules: [{ id: 'r', effects: [{ target: 'x', rate: -1, draw: 'poisson' }] }],
      members: 2,
    },
    'negative-mean',
    /rule r at turn 1$/,
  ],
  [
    'a negative mean that nobody draws',
    { slots: { x }, rules: [{ id: 'r', effects: [{ target: 'x', add: -1, draw: 'poisson' }] }] },
    'negative-mean',
    /rule r at turn 1$/,
  ],
  [
    'a draw',
    {
      slots: { x: { ...x, initial: { normal: [0, 1], value: 80 }, min: 80, max: 81 } },
      members: 2,
    },
    'draw-out-of-bounds',
    /x/,
  ],
  [
    'a driver',
    {
      slots: { x },
      series: { d: { dataset: 'rows' } },
      rules: [{ id: 'r', effects: [{ target: 'x', add: 'd' }] }],
    },
    'driver-missing',
    /"d" has no value for row 2: its last one is that of row 1, in rule r at turn 3$/,
  ],
  [
    'a driver of a rate',
    {
      slots: { x },
      series: { d: { dataset: 'rows' } },
      rules: [{ id: 'r', effects: [{ target: 'x', rate: 'd' }] }],
    },
    'driver-missing',
    /in rule r at turn 3$/,
  ],
  [
    'a driver of a value',
    { slots: { x }, series: { d: { dataset: 'rows' } }, values: { v: 'd' } },
    'driver-missing',
    /in the value of v at turn 2$/,
  ],
  [
    'a driver of a value that a rule reads',
    {
      slots: { x },
      series: { d: { dataset: 'rows', shift: 1 } },
      values: { v: 'if(turn < 2, 0, d)' },
      rules: [{ id: 'r', effects: [{ target: 'x', add: 'v' }] }],
    },
    'driver-missing',
    /in the value of v at turn 2$/,
  ],
  [
    'a driver of an event',
    {
      slots: { x },
      series: { d: { dataset: 'rows' } },
      values: { v: 'if(turn < 2, 0, d)' },
      forecast: { events: [{ name: 'wet', when: 'v > 1 and x > 0' }] },
    },
    'driver-missing',
    /in the value of v at turn 2$/,
  ],
  [
    'the condition of an event',
    {
      slots: { x },
      rules: falling,
      forecast: { targets: ['x'], events: [{ name: 'rich', when: '1 / x < 0' }] },
    },
    'division-by-zero',
    /event rich at turn 2$/,
  ],
  [
    'a calendar',
    { slots: { x }, rules: [{ id: 'r', effects: [{ target: 'x', add: 'month' }] }] },
    'calendar-unknown',
    /month is not known: the turns have no dates, in rule r at turn 1$/,
  ],
];
