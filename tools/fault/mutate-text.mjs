// Mutations of a text file: bytes, lines, words, and numbers by other numbers.
import { Buffer } from 'node:buffer';

const MARKS = `{ } [ ] , : " ' \\ # &a *a -`.split(' ');
const STRANGE = ['- ', '\n', '\r', '\0', '\ufeff', '\u001b[31m', '!!js x', '""', '{}', '[]'];
const WORDS =
  'null true ~ .nan 1e999 2020-01 __proto__ constructor toString level hope turn rule.pull.trust'.split(
    ' ',
  );
const NUMBERS =
  '0 -0 1 -1 2 0.5 1e-9 1e-320 13 1000 99999 1e15 9007199254740993 1e150 -1e150 1.7e308 -1.7e308'.split(
    ' ',
  );
const TOKENS = [...MARKS, ...STRANGE, ...WORDS, ...NUMBERS];
const NUMBER = /(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
const WORD = /-?\d[\d.e+-]*|"[^"\n]*"|[A-Za-z_][\w.]*/g;

/**
 * One or two mutations of a file.
 * @param {Buffer} bytes @param {() => number} random
 */
export function mutateText(bytes, random) {
  const below = (/** @type {number} */ bound) => Math.floor(random() * bound);
  const token = () => Buffer.from(TOKENS[below(TOKENS.length)] ?? '');
  let made = bytes;
  for (let count = 1 + below(2); count > 0; count -= 1) {
    const at = below(made.length + 1);
    const [before, rest] = [made.subarray(0, at), made.subarray(at)];
    const way = below(18);
    if (way === 0) made = Buffer.concat([before, Buffer.from([below(256)]), rest.subarray(1)]);
    else if (way === 1) made = Buffer.concat([before, rest.subarray(1 + below(30))]);
    else if (way === 2) made = Buffer.concat([before, token(), rest]);
    else if (way === 3)
      made = Buffer.concat([before, made.subarray(below(made.length + 1), at), rest]);
    else if (way === 4) made = below(4) === 0 ? before : made;
    else if (way === 5) {
      const lines = made.toString('latin1').split('\n');
      const [line = ''] = lines.splice(below(lines.length), 1);
      if (below(2) === 0) lines.splice(below(lines.length + 1), 0, line, line);
      made = Buffer.from(lines.join('\n'), 'latin1');
    } else {
      const text = made.toString('latin1');
      // a number by a number: what is read well and computed with
      const found = [...text.matchAll(way < 10 ? WORD : NUMBER)];
      const word = found[below(found.length)];
      if (word === undefined) continue;
      const [old] = word;
      const strange =
        way < 10 ? token().toString('latin1') : (NUMBERS[below(NUMBERS.length)] ?? '');
      const other = below(3) === 0 ? (found[below(found.length)]?.[0] ?? '') : strange;
      made = Buffer.from(
        text.slice(0, word.index) + other + text.slice(word.index + old.length),
        'latin1',
      );
    }
  }
  return made;
}
