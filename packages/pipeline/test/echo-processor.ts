import type { Line } from '@pulse-stream/pipeline';
import type { LineProcessor } from '@pulse-stream/pipeline/internal';
import type { OutputRecord } from '@pulse-stream/worldstate';

const decoder = new TextDecoder();

/** The least a record needs here; "bad" lines fail. */
function answer(line: Line): OutputRecord {
  const text = decoder.decode(line.bytes);
  const place = { schema: 2, line: line.line, source: line.source, batch_index: line.batchIndex };
  const record = text.startsWith('bad')
    ? { kind: 'failure', ...place, status: 'failed', text, error: { type: 'bad-json' } }
    : {
        kind: 'result',
        ...place,
        status: 'complete',
        text,
        run: { members: 1, turns: 1 },
        warnings: [],
      };
  return record as unknown as OutputRecord;
}

/** A processor that simulates nothing: answers a line after `slices` breaths. */
export function echo(slices: (line: Line) => number = () => 0): LineProcessor {
  return {
    *steps(line): ReturnType<LineProcessor['steps']> {
      const total = slices(line);
      for (let done = 0; done < total; done += 1) yield { done, total };
      return answer(line);
    },
    encode: (record, _line, room) => room.writeText(JSON.stringify(record)),
    fail(_line, error) {
      throw error;
    },
  };
}
