import { createArrayFramer, createFramer, type Framer } from '@pulse-stream/codec';
import { createWorld, runPipeline } from '@pulse-stream/pipeline';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MemorySink, MemorySource } from './memory-streams.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function run(text: string, framer: Framer, lineBytes = 1024 * 1024) {
  const options = createWorld({ limits: { lineBytes }, defaults: { members: 1 } });
  const sink = new MemorySink();
  const inputs = [{ source: new MemorySource(text, 7), framer }];
  const summary = await runPipeline({ options, inputs, sink });
  return { summary, records: sink.records };
}

describe('what the framer could not cut out whole', () => {
  it('a line that is too large is one record with the hash of the whole line, and reading goes on', async () => {
    const large = `{"id":"large","meta":{"text":"${'x'.repeat(300)}"}}`;
    const framer = createFramer({ maxLineBytes: 100 });
    const { summary, records } = await run(`{"id":"a"}\n${large}\n{"id":"b"}\n`, framer, 100);
    expect(records).toMatchObject([
      { kind: 'result', id: 'a', line: 1 },
      {
        kind: 'failure',
        line: 2,
        line_sha256: sha256(large),
        error: { type: 'too-large', stage: 'frame', raw: large.slice(0, 200) },
      },
      { kind: 'result', id: 'b', line: 3 },
    ]);
    expect(summary).toMatchObject({ records: 3, byCode: { 'too-large': 1 } });
  });

  it('a failure record has the hash of its line', async () => {
    const { records } = await run('{"turnz":1}\r\n', createFramer());
    expect(records).toMatchObject([{ line_sha256: sha256('{"turnz":1}') }]);
  });

  it('the elements of an array are its lines; a broken end is exactly one record more', async () => {
    const whole = await run('[{"id":"a"},\n{"id":"b"}]', createArrayFramer());
    expect(whole.records).toMatchObject([
      { kind: 'result', id: 'a', line: 1 },
      { kind: 'result', id: 'b', line: 2 },
    ]);
    const broken = await run('[{"id":"a"},\n{"id":"b"', createArrayFramer());
    expect(broken.records).toMatchObject([
      { kind: 'result', id: 'a' },
      { kind: 'failure', line: 2, error: { type: 'bad-json', stage: 'frame' } },
    ]);
  });
});
