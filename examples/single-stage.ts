// One stage as a library: scenarios in, simulated runs out.
import { pulse, simulate } from '@pulse-stream/simulator';
import { isFailure, ScenarioConfig } from '@pulse-stream/worldstate';
import { from, map } from 'rxjs';

const parsed = map((despair: number) =>
  ScenarioConfig.parse({ turns: 10, state_overrides: { despair } }),
);
from([0.3, 0.6, 0.9])
  .pipe(parsed, simulate({ model: pulse, seed: 7 }))
  .subscribe((run) => console.log(isFailure(run) ? run.message : run.control.final.overlays));
