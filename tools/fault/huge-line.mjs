// Memory of the command while it reads one line of a gigabyte: `node tools/fault/huge-line.mjs [megabytes]`.
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../workspace.mjs';

const SHIM = join(ROOT, 'apps/pulse-stream/bin/pulse-stream.js');
const MEGABYTE = 1024 * 1024;

/**
 * @param {number} megabytes length of the middle one of three lines
 * @returns {Promise<{ peak: number, records: string[] }>} most memory in megabytes; kind and failure of each record
 */
export async function readHugeLine(megabytes) {
  const child = spawn(process.execPath, [SHIM, '-q'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let [output, peak] = ['', 0];
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  const watch = setInterval(() => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }, 20);
  const piece = Buffer.alloc(MEGABYTE, 'x');
  child.stdin.write('{"turns":1,"members":1}\n"');
  for (let sent = 0; sent < megabytes; sent += 1)
    if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
  child.stdin.write('"\n{"turns":1,"members":1}\n');
  // Its peak is read while it still waits for more.
  while (output.split('\n').length < 4) await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, 100));
  clearInterval(watch);
  child.stdin.end();
  await once(child, 'close');
  const records = output
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text))
    .map((record) => record.error?.type ?? record.kind);
  return { peak, records };
}

if (process.argv[1] === import.meta.filename) {
  const megabytes = Number(process.argv[2] ?? 1024);
  const small = await readHugeLine(1);
  const huge = await readHugeLine(megabytes);
  const more = Math.round(huge.peak - small.peak);
  console.log(
    `a line of ${megabytes} MB: ${more} MB above the baseline of ${Math.round(small.peak)} MB; records: ${huge.records.join(', ')}`,
  );
  if (more >= 100 || huge.records.join() !== 'result,too-large,result') process.exitCode = 1;
}
