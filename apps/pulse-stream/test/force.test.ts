import { expect, test } from 'vitest';
import { createFolder, runCommand } from './command.ts';

test.each([
  [['run'], '-o FILE'],
  [['run', '-o', '-'], '-o FILE'],
  [['review'], '-o FILE'],
  [['design', 'grid', '--var', 'x=0,1'], '-o FILE'],
  [['model', 'import', 'no.mdl'], '-o FILE'],
  [['schema', 'config'], '--out DIR'],
])(
  'nothing is replaced by force where %j writes no file, and that is said at once',
  async (words, way) => {
    const { code, stderr, stdout } = await runCommand([...words, '--force'], { stdin: '{}\n' });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`--force needs ${way}`);
  },
);

test('a settings file may say force for all commands', async () => {
  const cwd = createFolder({ 'in.ndjson': '{}\n', 'all.yaml': 'force: true\n' });
  const { code } = await runCommand(['in.ndjson', '--config', 'all.yaml'], { cwd });
  expect(code).toBe(0);
});
