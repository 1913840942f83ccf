import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nkeys } from '@nats-io/transport-node';
import { runClusterWorker } from '@pulse-stream/jetstream';
import {
  examineCluster,
  initCluster,
  OLDEST_SERVER,
  PERMISSIONS,
  WANTED_SERVER,
} from '@pulse-stream/jetstream/internal';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findNatsServer, startNatsServer } from '../fault/nats-server.mjs';
import { readJson, readText, ROOT } from '../workspace.mjs';

const page = readText('docs/cluster.md');
const { name, version } = readJson('apps/pulse-stream/package.json');

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('the page says which server is wanted as the command does, and names no other', () => {
  expect(page).toContain(`(version ${WANTED_SERVER}; `);
  for (const [found] of page.matchAll(/\b2\.\d+\.\d+\b/g)) expect(WANTED_SERVER).toContain(found);
  expect(WANTED_SERVER).toContain(OLDEST_SERVER);
});

test('the file that the page makes and unpacks is a command that works by itself', () => {
  const folder = makeFolder();
  const pack = ['pack', '--workspace', name, '--ignore-scripts', '--pack-destination', folder];
  execFileSync('npm', pack, { cwd: ROOT, stdio: 'ignore' });
  const named = [...page.matchAll(/[\w.-]+\.tgz/g)].map(([file]) => file);
  expect(new Set(named)).toEqual(new Set([`${name}-${version}.tgz`]));
  const home = join(folder, 'opt/pulse-stream');
  const install = /^mkdir -p .*\ntar .*$/m.exec(page)?.[0].replaceAll('/opt/pulse-stream', home);
  execFileSync('sh', ['-ec', install ?? 'exit 1'], { cwd: folder });
  // the program of the container, and of the unit
  const started = [...page.matchAll(/\/opt\/pulse-stream\/(bin\/[\w.-]+)/g)].map(([, at]) => at);
  expect(started).toHaveLength(3);
  for (const at of started) {
    const run = (words: readonly string[]) =>
      spawnSync(process.execPath, [join(home, at ?? ''), ...words], {
        input: '{"turns":2,"members":1}\n',
        encoding: 'utf8',
        cwd: folder,
      });
    expect(JSON.parse(run(['-q']).stdout)).toMatchObject({ status: 'complete' });
    expect(run(['worker', '--engine', 'nats://127.0.0.1:1']).status).toBe(8);
  }
});

/** A server with the configuration of the page; with accounts or without. */
async function startAsShown(hasAccounts: boolean) {
  const folder = makeFolder();
  const [whole = '', accounts = ''] = [...page.matchAll(/```conf\n(.*?)```/gs)].map(
    ([, text = '']) => text,
  );
  // there are no certificates here, and the store is the one of the test
  const own = whole.replace(/^tls \{.*?^\}$/ms, '').replace('/var/lib/nats', join(folder, 'store'));
  const config = join(folder, 'nats-server.conf');
  writeFileSync(config, hasAccounts ? `${own}${accounts}` : own);
  const roles = PERMISSIONS.replace(/^authorization \{.*?^\}$/ms, '');
  writeFileSync(join(folder, 'permissions.conf'), hasAccounts ? roles : PERMISSIONS);
  const names = [...`${PERMISSIONS}${accounts}`.matchAll(/\$(\w+_PUBLIC_KEY)/g)];
  const keys = new Map(names.map(([, key = '']) => [key, nkeys.createUser()]));
  const env = Object.fromEntries([...keys].map(([key, pair]) => [key, pair.getPublicKey()]));
  const server = await startNatsServer({ config, env });
  onTestFinished(() => server.kill());
  const reach = (role: string) => {
    const pair = keys.get(`${role}_PUBLIC_KEY`) ?? nkeys.createUser();
    // as nk -gen user -pubout writes them
    const seed = new TextDecoder().decode(pair.getSeed());
    const nkey = new TextEncoder().encode(`${seed}\n${pair.getPublicKey()}\n`);
    return { servers: server.url, nkey };
  };
  /** The server reads its configuration again, with other users. */
  const change = (from: string, to: string): void => {
    const file = join(folder, 'permissions.conf');
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
    // it does not end by that
    void server.kill('SIGHUP');
  };
  return { reach, change };
}

describe.runIf(findNatsServer() !== null)('the configuration that the page shows', () => {
  test('is one that a server takes', async () => {
    const { reach } = await startAsShown(false);
    await initCluster(reach('PULSE_DRIVER'));
    expect((await examineCluster(reach('PULSE_DRIVER'))).faults).toEqual([]);
    await expect(initCluster(reach('PULSE_WORKER'))).rejects.toThrow('does not allow');
    await expect(initCluster(reach('RIVER_DRIVER'))).rejects.toThrow('refuses these credentials');
  });

  test('lets nobody in whose key was changed: a worker ends with what is wrong', async () => {
    const { reach, change } = await startAsShown(false);
    await initCluster(reach('PULSE_DRIVER'));
    const working = runClusterWorker(
      reach('PULSE_WORKER'),
      {
        jobs: 1,
        heapMegabytes: 64,
        stallSeconds: 60,
        say: () => undefined,
        onReady: () => change('$PULSE_WORKER_PUBLIC_KEY', nkeys.createUser().getPublicKey()),
      },
      new AbortController().signal,
    );
    await expect(working).rejects.toThrow('does not let this worker in any more');
  }, 30_000);

  test('keeps teams apart that have accounts', async () => {
    const { reach } = await startAsShown(true);
    await initCluster(reach('PULSE_DRIVER'));
    const river = reach('RIVER_DRIVER');
    expect((await examineCluster(river)).faults.join()).toContain('PULSE_WORK: it is missing');
    await initCluster(river);
    expect((await examineCluster(river)).faults).toEqual([]);
    await expect(initCluster(reach('RIVER_WORKER'))).rejects.toThrow('does not allow');
  });
});
