// A stage of your own between two of ours: it refuses to forecast worlds the model was not made for.
import { forecast } from '@pulse-stream/forecast';
import { pulse, simulate } from '@pulse-stream/simulator';
import {
  fail,
  isFailure,
  perItem,
  ScenarioConfig,
  type SimulatedRun,
} from '@pulse-stream/worldstate';
import { from } from 'rxjs';

/** Lets a run pass whose hope ends at `least` or more; any other becomes a failure and flows on. */
const requireHope = (least: number) =>
  perItem((run: SimulatedRun) => {
    const hope = run.control.final.overlays['hope'] ?? 0;
    if (hope >= least) return run;
    const message = `hope ends at ${hope.toFixed(2)}: this model knows nothing below ${least}`;
    return fail('domain-error', 'forecast', message, { id: run.config.id });
  }, 'forecast');

const scenarios = [
  { id: 'calm', turns: 10, state_overrides: { despair: 0.4 } },
  { id: 'grim', turns: 40, state_overrides: { despair: 0.9 } },
];

from(scenarios.map((scenario) => ScenarioConfig.parse(scenario)))
  .pipe(simulate({ model: pulse, seed: 7 }), requireHope(0.2), forecast({ quantiles: [0.1, 0.9] }))
  .subscribe((item) => {
    if (isFailure(item)) return console.log(`${item.id}: ${item.type}, ${item.message}`);
    const hope = item.forecast.targets['hope'];
    const interval = [hope?.quantiles?.['0.1']?.at(-1), hope?.quantiles?.['0.9']?.at(-1)];
    return console.log(`${item.run.config.id}: hope between`, ...interval);
  });
