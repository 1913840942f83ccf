// Stops real runs by signals at random moments and resumes them: `node tools/fault/signals.mjs [lines] [signals] [seed]`.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from './memory-file-system.mjs';
import { hashFile, runProcess, writeInput } from './run-process.mjs';

/** @typedef {{ signals: number, bad: number, outputs: number, slowestMs: number, first: string | null }} SignalFigures */

const CODES = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143 });

/**
 * @param {{ lines: number, signals: number, seed: number, perRun?: number, jobs?: readonly string[] }} options jobs: threads of the first run, the second, and so on
 * @returns {Promise<SignalFigures>}
 */
export async function signalAtRandom({ lines, signals, seed, perRun = 10, jobs = ['1', '2'] }) {
  const random = createRandom(seed);
  const cwd = mkdtempSync(join(tmpdir(), 'pulse-signals-'));
  /** @type {SignalFigures} */
  const figures = { signals: 0, bad: 0, outputs: 0, slowestMs: 0, first: null };
  /** @param {string} what */
  const blame = (what) => {
    figures.bad += 1;
    figures.first ??= what;
  };
  try {
    await writeInput(join(cwd, 'in.ndjson'), lines);
    const whole = await runProcess(['in.ndjson', '-o', 'clean.jsonl', '-q'], { cwd });
    const meant = await hashFile(join(cwd, 'clean.jsonl'));
    while (figures.signals < signals) {
      const threads = jobs[figures.outputs % jobs.length] ?? '1';
      const argv = ['in.ndjson', '-o', 'out.jsonl', '-j', threads, '--resume'];
      const share = Math.min(perRun, signals - figures.signals);
      for (let sent = 0, done = false; sent < share && !done;) {
        const signal = random() < 0.5 ? 'SIGINT' : 'SIGTERM';
        // The handlers stand before the lock does.
        const afterMs = (random() * whole.ms * 2) / share;
        const since = join(cwd, 'out.jsonl.lock');
        const { code, stderr, ms } = await runProcess(argv, {
          cwd,
          stop: { signal, afterMs, since },
        });
        done = code === 3;
        if (done) continue;
        sent += 1;
        figures.slowestMs = Math.max(figures.slowestMs, ms);
        if (code !== CODES[signal]) blame(`${signal} ended with ${code}: ${stderr}`);
        else if (
          existsSync(join(cwd, 'out.jsonl.ckpt')) &&
          !stderr.includes(`next: pulse-stream ${argv.join(' ')}`)
        )
          blame(`"${stderr}" does not say how to go on`);
      }
      figures.signals += share;
      const last = await runProcess(argv, { cwd });
      if (last.code !== 3 && !last.stderr.includes('complete already'))
        blame(`the last run ended with ${last.code}: ${last.stderr}`);
      figures.outputs += 1;
      if ((await hashFile(join(cwd, 'out.jsonl'))) !== meant) blame('the output differs');
      rmSync(join(cwd, 'out.jsonl'));
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
  return figures;
}

/**
 * Milliseconds from a second signal to the end of a run that is in the middle of a long scenario.
 * @returns {Promise<{ ms: number, signal: string | null }>}
 */
export async function signalTwice() {
  const cwd = mkdtempSync(join(tmpdir(), 'pulse-signals-'));
  try {
    writeFileSync(join(cwd, 'in.ndjson'), '{"turns":100000,"members":100}\n');
    const since = join(cwd, 'out.jsonl.lock');
    const stop = { signal: /** @type {const} */ ('SIGTERM'), afterMs: 300, since, again: 200 };
    return await runProcess(['in.ndjson', '-o', 'out.jsonl', '-q'], { cwd, stop });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** Most milliseconds from the first signal to the end, and from a second one. */
const MOST_MS = 2000;
const MOST_MS_AT_ONCE = 500;

if (process.argv[1] === import.meta.filename) {
  const [lines = 50_000, signals = 50, seed = 1] = process.argv.slice(2).map(Number);
  const {
    signals: sent,
    bad,
    outputs,
    slowestMs,
    first,
  } = await signalAtRandom({ lines, signals, seed });
  const twice = await signalTwice();
  /** What has to hold, each with its figure. @type {readonly [string, boolean][]} */
  const laws = [
    [
      `${outputs} outputs after ${sent} signals at random moments: ${bad} differ or end badly${first === null ? '' : `; first: ${first}`}`,
      bad === 0 && sent > 0,
    ],
    [
      `slowest end ${Math.round(slowestMs)} ms after a signal, at most ${MOST_MS}`,
      slowestMs <= MOST_MS,
    ],
    [
      `${Math.round(twice.ms)} ms after a second signal the run had ended by ${twice.signal}, at most ${MOST_MS_AT_ONCE}`,
      twice.signal === 'SIGTERM' && twice.ms <= MOST_MS_AT_ONCE,
    ],
  ];
  console.log(`seed ${seed}`);
  for (const [law, holds] of laws) console.log(`${holds ? 'holds ' : 'BROKEN'} ${law}`);
  if (!laws.every(([, holds]) => holds)) process.exitCode = 1;
}
