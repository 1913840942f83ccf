// The driver and the worker of a cluster against a broker in memory that loses, repeats, damages and
// mixes up messages, while processes die and the store is wiped: `node tools/fault/cluster-seeds.mjs
// [seeds] [first seed]`. Then the same of broken builds, each of which has to be caught.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ROOT } from '../workspace.mjs';

const PACKAGE = join(ROOT, 'packages/jetstream');

/**
 * Builds that are wrong on purpose: what stands in a file, and what stands there instead.
 * @type {Readonly<Record<string, { file: string, from: string, to: string }>>}
 */
export const BROKEN_BUILDS = {
  'ack before publish': {
    file: 'worker/worker.ts',
    from: 'const isStored = await store(delivery, made, parts, stop);',
    to: 'await delivery.ack(); const isStored = await store(delivery, made, parts, stop);',
  },
  'a duplicate taken for full': {
    file: 'worker/worker.ts',
    from: "message)) === 'full' ? 'full' : 'there'",
    to: "message)) !== 'stored' ? 'full' : 'there'",
  },
  'full taken for a duplicate': {
    file: 'worker/worker.ts',
    from: "message)) === 'full' ? 'full' : 'there'",
    to: "message)) === 'full' ? 'there' : 'there'",
  },
  'no reconciler': {
    file: 'driver/driver.ts',
    from: 'if (old.length === 0) return;',
    to: 'if (old.length >= 0) return;',
  },
  'completion judged by acks': {
    file: 'driver/driver.ts',
    from: 'if (open.says !== null || ordered.has(open.key)) continue;',
    to: 'if (open.says !== null || !ordered.has(open.key)) continue;',
  },
  'results trusted without their digest': {
    file: 'chunk/chunk-result.ts',
    from: 'body === this.#body && sealOf(says, result) === sha256',
    to: 'body === this.#body',
  },
  'orders trusted without their digest': {
    file: 'chunk/chunk-order.ts',
    from: 'return digestOf(split.bytes) === head.data.body ?',
    to: 'return split.bytes.length > 0 ?',
  },
};

/** @typedef {{ seeds: number, wrong: number, kills: number, wipes: number, first: string | null }} SeedFigures */
/** @typedef {(seed: number) => Promise<{ wrong: readonly string[], kills: number, wipes: number }>} Simulate */

/**
 * @param {string} [broken] name of a broken build
 * @returns {Promise<Simulate>}
 */
export async function loadSimulation(broken) {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-simulation-'));
  const change = broken === undefined ? undefined : BROKEN_BUILDS[broken];
  let changed = 0;
  try {
    const outfile = join(folder, 'simulate.mjs');
    await build({
      entryPoints: [join(PACKAGE, 'test/simulate.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@pulse-stream/source'],
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      logLevel: 'error',
      plugins: [
        {
          name: 'broken-build',
          setup(bundle) {
            bundle.onLoad({ filter: /packages\/jetstream\/src\/.*\.ts$/ }, ({ path }) => {
              const text = readFileSync(path, 'utf8');
              if (change === undefined || path !== join(PACKAGE, 'src', change.file)) return null;
              if (!text.includes(change.from)) throw new Error(`${path} has no ${change.from}`);
              changed += 1;
              return { loader: 'ts', contents: text.replace(change.from, () => change.to) };
            });
          },
        },
      ],
    });
    if (change !== undefined && changed === 0) throw new Error(`${change.file} was not changed`);
    /** @type {{ simulate: Simulate }} */
    const { simulate } = await import(pathToFileURL(outfile).href);
    return simulate;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Simulate} simulate
 * @param {{ seeds: number, first?: number, untilWrong?: boolean }} options
 * @returns {Promise<SeedFigures>}
 */
export async function runSeeds(simulate, { seeds, first = 1, untilWrong = false }) {
  /** @type {SeedFigures} */
  const figures = { seeds: 0, wrong: 0, kills: 0, wipes: 0, first: null };
  for (let seed = first; seed < first + seeds; seed += 1) {
    const { wrong, kills, wipes } = await simulate(seed);
    figures.seeds += 1;
    figures.kills += kills;
    figures.wipes += wipes;
    if (wrong.length === 0) continue;
    figures.wrong += 1;
    figures.first ??= `seed ${seed}: ${wrong.join(', ')}`;
    if (untilWrong) break;
  }
  return figures;
}

const BROKEN_SEEDS = 200;

if (process.argv[1] === import.meta.filename) {
  const [seeds = 20_000, first = 1] = process.argv.slice(2).map(Number);
  const { user, system } = process.cpuUsage();
  const figures = await runSeeds(await loadSimulation(), { seeds, first });
  const spent = process.cpuUsage({ user, system });
  const seconds = (spent.user + spent.system) / 1e6;
  console.log(`${JSON.stringify(figures)}, ${seconds.toFixed(0)} s of CPU`);
  if (figures.wrong > 0 || figures.seeds === 0) process.exitCode = 1;
  for (const name of Object.keys(BROKEN_BUILDS)) {
    const broken = await runSeeds(await loadSimulation(name), {
      seeds: BROKEN_SEEDS,
      untilWrong: true,
    });
    console.log(`${name}: ${broken.first ?? `not caught by ${broken.seeds} seeds`}`);
    if (broken.wrong === 0) process.exitCode = 1;
  }
}
