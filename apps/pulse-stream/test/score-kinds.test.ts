import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, runCommand } from './command.ts';

test('score says of lines of backtest, learn and score what they are, and what it reads', async () => {
  const rows = Array.from({ length: 120 }, (_, row) => `${row},${Math.sin(13 * row * row)}`);
  const cwd = createFolder({
    'm.yaml': 'name: m\nmembers: 4\nslots: { y: { kind: variable, initial: 0, noise: 1 } }\n',
    'h.csv': `turn,y\n${rows.join('\n')}\n`,
  });
  const history = ['-m', 'm.yaml', '--observations', 'h.csv'];
  const tested = await runCommand(
    ['backtest', ...history, '--horizon=1', '--warmup=110', '--issued=issued', '--format=ndjson'],
    { cwd },
  );
  const learned = await runCommand(['learn', ...history], { cwd });
  for (const lines of [
    readFileSync(join(cwd, 'issued'), 'utf8'),
    tested.stdout,
    learned.stdout,
    '{"kind":"score-summary"}\n',
  ]) {
    expect(lines).not.toBe('');
    const { code, stderr } = await runCommand(['score', ...history.slice(2)], {
      cwd,
      stdin: lines,
    });
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(
        /: a line of another kind, as backtest, learn and score write: .*pulse-stream backtest --format ndjson\n$/,
      ),
    ]);
  }
});
