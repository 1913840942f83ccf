// Observers: one looks at every turn of a scenario's control run, one at the record it became.
import { runBatch } from '@pulse-stream/pipeline';
import {
  isResult,
  type ControlStep,
  type OutputRecord,
  type RunObserver,
  type TurnObserver,
  type WorldModelInput,
} from '@pulse-stream/worldstate';

const pond: WorldModelInput = {
  name: 'pond',
  slots: { algae: { kind: 'variable', initial: 1, min: 0, noise: 0.1 } },
  rules: [
    { id: 'growth', effects: [{ target: 'algae', add: '0.5 * algae' }] },
    { id: 'harvest', when: 'algae > 4', effects: [{ target: 'algae', add: -3 }] },
  ],
};

/** In which turns the pond was harvested. A turn does not say whose it is: the record after it does. */
class HarvestLog implements TurnObserver, RunObserver {
  #turns: number[] = [];

  observeTurn({ turn, firedRules }: ControlStep): void {
    if (firedRules.includes('harvest')) this.#turns.push(turn);
  }

  observeRecord(record: OutputRecord): void {
    console.log(`${record.id}: ${record.kind}, harvested in turns ${this.#turns.join(', ')}`);
    this.#turns = [];
  }
}

const log = new HarvestLog();
const scenarios = [
  { id: 'clean', turns: 10 },
  { id: 'green', turns: 10, state_overrides: { algae: 3 } },
];
const records: OutputRecord[] = [];
for await (const record of runBatch(scenarios, {
  model: pond,
  turnObservers: [log],
  runObservers: [log],
}))
  records.push(record);
const algae = records.filter(isResult).map(({ final_state: { variables } }) => variables['algae']);
console.log('algae at the end:', ...algae);
