// The JSON floor of PERFORMANCE.md §3: `node json-floor.mjs INPUT RECORDS > OUT`. Reads 64 KiB, splits,
// parses each line, stringifies the prebuilt record that belongs to it, writes 64 KiB.
import { openSync, readFileSync, readSync, writeSync } from 'node:fs';

const PIECE = 64 * 1024;
const [input = '', records = ''] = process.argv.slice(2);
const prebuilt = readFileSync(records, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));
const source = openSync(input, 'r');
const buffer = Buffer.alloc(PIECE);
const before = process.cpuUsage();
let [rest, text, lines, keys] = ['', '', 0, 0];
for (;;) {
  const size = readSync(source, buffer, 0, PIECE, null);
  if (size === 0) break;
  const parts = (rest + buffer.toString('utf8', 0, size)).split('\n');
  rest = parts.pop() ?? '';
  for (const line of parts) {
    keys += Object.keys(JSON.parse(line)).length;
    text += `${JSON.stringify(prebuilt[lines % prebuilt.length])}\n`;
    lines += 1;
    if (text.length < PIECE) continue;
    writeSync(1, text);
    text = '';
  }
}
writeSync(1, text);
const { user, system } = process.cpuUsage(before);
// µs per line without start-up and without the making of the records; keys: so that all is consumed
process.stderr.write(`${JSON.stringify({ lines, keys, perLine: (user + system) / lines })}\n`);
