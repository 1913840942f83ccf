import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import {
  BadLine,
  loadConfigs,
  loadDataset,
  loadModel,
  openInput,
  openOutput,
  parseNdjson,
  stringifyNdjson,
} from '@pulse-stream/sinks';
import { chooseFramer, openDeadLetters } from '@pulse-stream/sinks/internal';
import { isFailure, type ByteSource, type RecordSink } from '@pulse-stream/worldstate';
import { expect, expectTypeOf, test } from 'vitest';
import { useTempFolder } from './temp-folder.ts';

const temp = useTempFolder();
const bytes = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value)}\n`);

test('a run from file to file: lines in, records out, failures also as dead letters', async () => {
  const input = openInput(temp.file('in.ndjson', '{"id":"a"}\n\nnull\n{"id":"b"}'));
  const output = await openOutput(temp.path('out.jsonl.gz'));
  const letters = await openDeadLetters(temp.path('errors.jsonl'));
  expectTypeOf(input).toExtend<ByteSource>();
  expectTypeOf(output).toExtend<RecordSink>();
  const framer = chooseFramer('in.ndjson', await input.head());
  for (;;) {
    const chunk = await input.read();
    for (const { line, blank, bytes: text } of chunk === null ? framer.end() : framer.push(chunk)) {
      if (blank) continue;
      const record = { line, value: JSON.parse(new TextDecoder().decode(text)) };
      await output.write(bytes(record));
      if (record.value === null) await letters.write(bytes(record));
    }
    if (chunk === null) break;
  }
  await Promise.all([input.close(), output.close(), letters.close()]);
  expect(gunzipSync(readFileSync(temp.path('out.jsonl.gz'))).toString()).toBe(
    '{"line":1,"value":{"id":"a"}}\n{"line":3,"value":null}\n{"line":4,"value":{"id":"b"}}\n',
  );
  expect(readFileSync(temp.path('errors.jsonl'), 'utf8')).toBe('{"line":3,"value":null}\n');
});

test('the stream adapters join any Node streams, and read back what they wrote', async () => {
  const records = Array.from({ length: 5000 }, (_, index) => ({ id: `${index}`, x: index / 3 }));
  const back: unknown[] = [];
  await pipeline(
    Readable.from(records),
    stringifyNdjson(),
    parseNdjson(),
    async (items: AsyncIterable<unknown>) => {
      for await (const item of items) back.push(item);
    },
  );
  expect(back).toEqual(records);
});

test('a bad line is a failure like those of the stages', async () => {
  const [item] = await Readable.from(['{oops\n']).pipe(parseNdjson()).toArray();
  expect(item).toBeInstanceOf(BadLine);
  expect(isFailure(item)).toBe(true);
  expect(item).toMatchObject({ type: 'bad-json', stage: 'decode', line: 1, raw: '{oops' });
});

test('what configs, a model and a dataset need comes from three calls', async () => {
  const configs = [];
  for await (const config of loadConfigs(temp.file('c.json', '[{"turns":2},{"turn":3}]')))
    configs.push(isFailure(config) ? config.type : config.turns);
  expect(configs).toEqual([2, 'config-invalid']);
  const model = loadModel(temp.file('m.yaml', 'name: m\nslots:\n  x: {kind: variable}\n'));
  expect(model.value).toEqual({ name: 'm', slots: { x: { kind: 'variable' } } });
  expect(model.locate({ path: 'slots.x.initial', message: 'is missing' })).toMatch(/m\.yaml:3:3$/);
  const dataset = await loadDataset('h', temp.file('h.csv', 'date,x\n1990,1\n'));
  expect(dataset).toMatchObject({ name: 'h', columns: ['x'], labels: ['1990'], rows: [[1]] });
});
