interface DelayRow {
  readonly usage: string;
  readonly description: string;
  /** How many arguments it takes at least and at most. */
  readonly operands: readonly [least: number, most: number];
}

/** What a value may be that remembers: a call that is the whole of its formula. */
export const DELAYS = {
  delay1: {
    usage: 'delay1(input, time, initial?)',
    description: 'the input some time later, spread out as by one stock',
    operands: [2, 3],
  },
  delay3: {
    usage: 'delay3(input, time, initial?)',
    description: 'the input some time later, spread out as by three stocks in a row',
    operands: [2, 3],
  },
  delay_n: {
    usage: 'delay_n(input, time, initial, stocks)',
    description: 'the input some time later, spread out as by so many stocks in a row',
    operands: [4, 4],
  },
  delay_fixed: {
    usage: 'delay_fixed(input, time, initial?)',
    description: 'the input exactly some time earlier, in whole steps, at least one',
    operands: [2, 3],
  },
  smooth1: {
    usage: 'smooth1(input, time, initial?)',
    description: 'the input smoothed exponentially over some time',
    operands: [2, 3],
  },
  smooth3: {
    usage: 'smooth3(input, time, initial?)',
    description: 'the input smoothed three times over a third of the time',
    operands: [2, 3],
  },
  trend: {
    usage: 'trend(input, time, initial)',
    description: 'the fractional growth of the input per unit of time, seen over some time',
    operands: [3, 3],
  },
} satisfies Record<string, DelayRow>;
export type DelayName = keyof typeof DELAYS;
