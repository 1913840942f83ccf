import { createFramer } from '@pulse-stream/codec';
import { runPipeline } from '@pulse-stream/pipeline';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import * as browserDoor from '../src/browser.ts';
import * as door from '../src/index.ts';
import { MemorySink, MemorySource } from './memory-streams.ts';

const LINES =
  '{"turns":3}\n\n{"turnz":1}\n{"turns":5,"members":7}\n{"turns":5,"members":7,"state_overrides":{"hope":0.7}}\n';

const inputs = () => [{ source: new MemorySource(LINES), framer: createFramer() }];

test('the door of browsers has the names of the other one', () => {
  expect(Object.keys(browserDoor).toSorted()).toEqual(Object.keys(door).toSorted());
});

test('what a browser gets needs nothing of Node', async () => {
  const bundle = (conditions: string[]) =>
    build({
      stdin: {
        contents: "import { runPipeline } from '@pulse-stream/pipeline'; runPipeline({});",
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      write: false,
      metafile: true,
      logLevel: 'silent',
      platform: 'browser',
      conditions: ['@pulse-stream/source', ...conditions],
    });
  const { metafile } = await bundle(['browser']);
  const paths = Object.keys(metafile.inputs);
  expect(paths.filter((path) => path.includes('pipeline/src/')).length).toBeGreaterThan(10);
  expect(paths.filter((path) => path.includes('/workers/'))).toEqual([]);
});

test('without threads the bytes are the same; more than one job is refused', async () => {
  const [alone, usual] = [new MemorySink(), new MemorySink()];
  await browserDoor.runPipeline({ options: {}, inputs: inputs(), sink: alone });
  await runPipeline({ options: {}, inputs: inputs(), sink: usual });
  expect(alone.records).toHaveLength(4);
  expect(alone.records).toEqual(usual.records);
  await expect(
    browserDoor.runPipeline({ options: {}, inputs: inputs(), sink: alone, jobs: 2 }),
  ).rejects.toThrow('jobs: 2, but here is one thread');
});
