// A model file and what drives it, what-ifs in, records out: own-model.ts MODEL.yaml TABLE.csv, for a
// model with a series and a dataset `inflow` and a slot `storage`, as models/reservoir.yaml is.
import { runBatch } from '@pulse-stream/pipeline';
import { loadDataset, loadModel } from '@pulse-stream/sinks';
import { WorldModel, type Dataset } from '@pulse-stream/worldstate';

const [modelFile = '', table = ''] = process.argv.slice(2);
// a file may hold anything: from here on it is a model
const model = WorldModel.parse(loadModel(modelFile).value);
const datasets = new Map<string, Dataset>([['inflow', await loadDataset('inflow', table)]]);
const scenarios = [1, 0.7].map((scale) => ({
  id: `inflow x ${scale}`,
  turns: 6,
  members: 50,
  series: { inflow: { scale } },
}));
for await (const record of runBatch(scenarios, { model, datasets }))
  if (record.kind === 'failure') console.error(`${record.id}: ${record.error.message}`);
  else console.log(record.id, record.forecast.targets['storage']?.median?.at(-1)?.toFixed(1));
