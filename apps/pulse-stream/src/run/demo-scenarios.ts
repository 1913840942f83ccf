import type { ScenarioConfigInput } from '@pulse-stream/worldstate';

/** One scenario of the demo and what to look at in its record. */
export interface DemoScenario {
  readonly config: ScenarioConfigInput & { readonly id: string };
  readonly story: string;
}

/** Scenarios of the built-in model, each showing one thing. */
export const DEMO_SCENARIOS: readonly DemoScenario[] = [
  {
    config: { id: 'calm', turns: 12 },
    story: 'nothing is overridden; forecast.targets holds the quantiles of 100 members',
  },
  {
    config: {
      id: 'inflation-shock',
      turns: 12,
      state_overrides: { inflation_index: 0.12, hope: 0.55, despair: 0.45 },
      forecast: { events: [{ name: 'despair_wins', when: 'despair > hope' }] },
    },
    story: 'an event with its probability; forecast.attribution says which rules moved despair',
  },
  {
    config: {
      id: 'rescue',
      turns: 12,
      state_overrides: { inflation_index: 0.12, hope: 0.55, despair: 0.45 },
      interventions: [{ turn: 4, set: { inflation_index: 0.03 } }],
      forecast: { events: [{ name: 'despair_wins', when: 'despair > hope' }] },
    },
    story: 'the same shock, ended by an intervention at turn 4: compare the probabilities',
  },
];
