import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { encodeWorld, ThreadCompute } from '@pulse-stream/jetstream/internal';
import { createWorld } from '@pulse-stream/pipeline';
import {
  createLineProcessor,
  joinOutputs,
  processBatch,
  type BatchOutput,
} from '@pulse-stream/pipeline/internal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleCommand } from '../bundle.mjs';
import { digestOf, ended, killCluster, startCommand, writeLines } from '../fault/cluster-kill.mjs';
import { BROKEN_BUILDS, loadSimulation, runSeeds } from '../fault/cluster-seeds.mjs';
import { findFreePort, findNatsServer, startNatsServer } from '../fault/nats-server.mjs';
import { ROOT } from '../workspace.mjs';

const BIN = join(ROOT, 'apps/pulse-stream/bin/pulse-stream.js');

test.each(Object.keys(BROKEN_BUILDS))('a build that is broken by %s is caught', async (name) => {
  const simulate = await loadSimulation(name);
  const { wrong } = await runSeeds(simulate, { seeds: 100, untilWrong: true });
  expect(wrong).toBe(1);
});

test('a command without --engine never loads the client of a cluster', () => {
  const loaded = (words: readonly string[]): string =>
    spawnSync(process.execPath, [BIN, ...words], {
      input: '{"members":1}\n',
      encoding: 'utf8',
      env: { ...process.env, NODE_DEBUG: 'module' },
    }).stderr;
  expect(loaded(['-q'])).toContain('pulse-stream');
  expect(loaded(['-q'])).not.toContain('nats-io');
  expect(loaded(['-q', '--engine', 'nats://127.0.0.1:1'])).toContain('nats-io');
});

test('without a server a run ends at once with 8 and says what to start', async () => {
  const engine = `nats://127.0.0.1:${await findFreePort()}`;
  for (const words of [
    ['run', '-', '--engine', engine],
    ['worker', '--engine', engine],
  ]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...words], {
      input: '{}\n',
      encoding: 'utf8',
    });
    expect([status, stdout, stderr.trim().split('\n').length]).toEqual([8, '', 1]);
    expect(stderr).toContain('start one there: nats-server -js');
  }
});

test('flags of a cluster without one, or of threads with one, are refused', () => {
  const refusal = (words: readonly string[]): string =>
    spawnSync(process.execPath, [BIN, ...words], { input: '{}\n', encoding: 'utf8' }).stderr;
  expect(refusal(['--chunk', '5'])).toContain('--chunk belongs to a cluster: add --engine URL');
  expect(refusal(['--engine', 'nats://127.0.0.1:1', '-j', '2'])).toContain('has no effect');
  expect(refusal(['worker'])).toContain('which cluster? --engine nats://HOST:PORT');
  expect(refusal(['cluster', 'inti'])).toContain('did you mean "init"?');
});

const binary = findNatsServer();

test('there is a nats-server, or this is no place that has to have one', () => {
  expect(binary !== null || process.env['CI'] === undefined, 'install nats-server').toBe(true);
});

describe.runIf(binary !== null)('with a real server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-cluster-'));
  let server: Awaited<ReturnType<typeof startNatsServer>>;
  beforeAll(async () => {
    server = await startNatsServer({ folder: join(folder, 'store') });
    writeFileSync(join(folder, 'in.ndjson'), writeLines(240));
  });
  afterAll(async () => {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (words: readonly string[], bin = BIN) =>
    spawnSync(process.execPath, [bin, ...words], { cwd: folder, encoding: 'utf8' });

  test('one digest: threads, workers, chunks, formats, dead letters, digest; nothing is left behind', async () => {
    const outputs = (name: string) => [
      `-o${name}.jsonl`,
      `-o${name}.csv.gz`,
      `--errors=${name}.errors`,
      `--digest=${name}.md`,
      '--force',
    ];
    const digests = (name: string) =>
      ['jsonl', 'csv.gz', 'errors', 'md', 'failures.csv.gz'].map((suffix) =>
        digestOf(join(folder, `${name}.${suffix}`)),
      );
    expect(run(['in.ndjson', '-q', '-j', '1', ...outputs('local')]).status).toBe(3);
    expect(run(['in.ndjson', '-q', '-j', '2', ...outputs('threads')]).status).toBe(3);
    expect(digests('threads')).toEqual(digests('local'));
    const workers = [1, 2].map(() =>
      startCommand(['worker', '-q', '-j', '1', '--engine', server.url], folder),
    );
    const ends = workers.map((worker) => ended(worker));
    for (const chunk of ['1', '10', '1000']) {
      const words = ['--engine', server.url, '--chunk', chunk, ...outputs('far')];
      const { status, stderr } = run(['in.ndjson', '-q', ...words]);
      expect([status, stderr]).toEqual([3, '']);
      expect(digests('far'), `chunk ${chunk}`).toEqual(digests('local'));
    }
    const status = run(['cluster', 'status', '--engine', server.url]);
    expect(status.stdout).toContain('no jobs');
    const listed = run(['cluster', 'status', '--format', 'ndjson', '--engine', server.url]).stdout;
    expect(
      listed
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { kind: 'server', version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string },
      expect.objectContaining({ kind: 'build', chunks_at_work: 0, chunks_waiting: 0 }),
    ]);
    for (const worker of workers) worker.kill('SIGTERM');
    for (const end of ends) expect((await end).code).toBe(143);
  });

  test('a driver that is stopped leaves a run that goes on here or there', async () => {
    const words = ['in.ndjson', '--engine', server.url, '--chunk', '20', '-o', 'stopped.jsonl'];
    const driver = startCommand(words, folder);
    const end = ended(driver);
    // nobody works: from its first output on it waits
    while (!existsSync(join(folder, 'stopped.jsonl.part')))
      await new Promise((resolve) => setTimeout(resolve, 50));
    driver.kill('SIGINT');
    const { code, stderr } = await end;
    expect(code, stderr).toBe(130);
    expect(run(['in.ndjson', '-q', '-o', 'stopped.jsonl', '--resume']).status).toBe(3);
    expect(digestOf(join(folder, 'stopped.jsonl'))).toBe(digestOf(join(folder, 'local.jsonl')));
  });

  test('drivers, workers and the server die at random, and the bytes are the same', async () => {
    const figures = await killCluster({ kills: 4, jobs: 1, seed: 3, lines: 800, pauseMs: 400 });
    expect(figures).toMatchObject({ jobs: 1, bad: 0, first: null });
  });

  test('a scenario that ends its threads costs one record, its neighbours are the same', async () => {
    const faulty = join(folder, 'faulty');
    const worker = join(ROOT, 'packages/pipeline/test/faulty-worker.ts');
    await bundleCommand({ out: join(faulty, 'dist/bundle'), worker });
    cpSync(join(ROOT, 'apps/pulse-stream/bin'), join(faulty, 'bin'), { recursive: true });
    const bin = join(faulty, 'bin/pulse-stream.js');
    const ids = ['fault-exit', 'fault-allocate'];
    const texts = readFileSync(join(folder, 'in.ndjson'), 'utf8').split('\n').slice(0, 60);
    const poisoned = texts.map((text, at) =>
      at % 30 === 20 ? JSON.stringify({ id: ids[Math.floor(at / 30)], members: 2 }) : text,
    );
    writeFileSync(join(folder, 'poison.ndjson'), `${poisoned.join('\n')}\n`);
    const flags = ['-q', '-j', '1', '--worker-heap-mb', '40', '--engine', server.url];
    const serving = startCommand(['worker', ...flags], folder, bin);
    const end = ended(serving);
    const words = ['--engine', server.url, '--chunk', '15', '-o', 'poison.jsonl'];
    expect(run(['poison.ndjson', '-q', ...words], bin).status).toBe(3);
    serving.kill('SIGTERM');
    const records = (name: string) =>
      readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
    const found = records('poison.jsonl');
    expect(run(['poison.ndjson', '-q', '-j', '1', '-o', 'fine.jsonl']).status).toBe(3);
    const fine = records('fine.jsonl');
    expect(found).toHaveLength(fine.length);
    const changed = found.filter((record, at) => record !== fine[at]);
    expect(changed.map((record) => JSON.parse(record).error.type)).toEqual(
      ids.map(() => 'worker-crashed'),
    );
    expect((await end).code).toBe(143);

    // what ends the whole process: the third worker that is given it has a process for it
    const careful = new ThreadCompute(1, {
      carefulFile: join(faulty, 'dist/bundle/careful-entry.cjs'),
      heapMegabytes: 64,
      stallSeconds: 60,
    });
    const lines = ['{"id":"a","members":2}', '{"id":"fault-abort"}', '{"id":"b","members":2}'];
    const world = createWorld();
    const batch = {
      lines: lines.map((text, at) => ({ line: at + 1, batchIndex: at, bytes: Buffer.from(text) })),
      blank: 0,
    };
    const named = { sha256: '', bytes: encodeWorld(world) };
    const pieces: BatchOutput[] = [];
    await careful.compute(named, batch.lines, true, (piece) => pieces.push(piece));
    await careful.close();
    const output = joinOutputs(pieces);
    expect(output.outcomes).toEqual(['complete', 'worker-crashed', 'complete']);
    const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes).split('\n');
    const local = textOf(processBatch(createLineProcessor(world), batch).bytes);
    expect(textOf(output.bytes).toSpliced(1, 1)).toEqual(local.toSpliced(1, 1));
  });

  test('a stream that is configured otherwise is refused by name, and made anew by init --force', () => {
    const of = (action: string, ...more: string[]) =>
      run(['cluster', action, '--engine', server.url, ...more]);
    expect(of('init').status).toBe(0);
    expect(of('doctor').status).toBe(0);
    const smaller = of('init', '--max-megabytes', '64');
    expect([smaller.status, smaller.stdout]).toEqual([8, '']);
    expect(smaller.stderr).toContain('PULSE_WORK has room for 1024 MiB, not room for 64 MiB');
    // another program has made it
    const made = `const { connect } = await import('@nats-io/transport-node');
const { jetstreamManager } = await import('@nats-io/jetstream');
const connection = await connect({ servers: '${server.url}' });
const manager = await jetstreamManager(connection);
await manager.streams.delete('PULSE_RES');
await manager.streams.add({ name: 'PULSE_RES', subjects: ['pulse.res.>'] });
await connection.close();`;
    execFileSync(process.execPath, ['--input-type=module', '-e', made], {
      cwd: join(ROOT, 'packages/jetstream'),
    });
    const refused = run(['in.ndjson', '--engine', server.url, '-o', 'never.jsonl']);
    expect([refused.status, refused.stderr.trim().split('\n').length]).toEqual([8, 1]);
    expect(refused.stderr).toMatch(/PULSE_RES is configured otherwise: .*cluster init --force/);
    expect(of('doctor').status).toBe(8);
    expect(of('init', '--force').status).toBe(0);
    expect(of('doctor').stdout).not.toContain('FAIL');
    expect(of('gc', '--older-than', '0').stdout).toMatch(/^removed 0 jobs/);
  });

  test('the examples of the help run', () => {
    const bin = join(folder, 'bin');
    execFileSync('sh', ['-c', `mkdir -p ${bin} && ln -sf ${BIN} ${bin}/pulse-stream`]);
    const help = ['worker', 'cluster'].map((name) => run(['help', name]).stdout).join('');
    const lines = [...help.matchAll(/^ {2}(.*nats:\/\/127.*)$/gm)].map(([, line = '']) => line);
    expect(lines).toHaveLength(6);
    for (const line of lines) {
      const given = line.replaceAll('nats://127.0.0.1:4222', server.url);
      const { status, stderr } = spawnSync('bash', ['-c', given], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
      });
      expect([status, stderr], line).toEqual([
        0,
        expect.not.stringContaining('internal') as string,
      ]);
    }
  });
});
