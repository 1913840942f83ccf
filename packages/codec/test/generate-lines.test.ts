import { decodeLine } from '@pulse-stream/codec';
import { ScenarioConfig } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { generateLines, joinLines, ROWS } from './generate-lines.ts';
import { decode, frame, outcomeOf } from './read-input.ts';

const lines = generateLines(1, 5000);

test('equal seeds give equal lines, other seeds other lines', () => {
  expect(generateLines(1, 500)).toEqual(generateLines(1, 500));
  expect(joinLines(generateLines(2, 500))).not.toEqual(joinLines(generateLines(1, 500)));
});

test('a few thousand lines hold every row of the table', () => {
  expect([...new Set(lines.map(({ row }) => row))].toSorted()).toEqual(ROWS.toSorted());
});

test('no line holds a line end', () => {
  expect(lines.filter(({ bytes }) => bytes.includes(0x0a))).toEqual([]);
});

test.each(ROWS)('every generated line of the row "%s" has the outcome it announces', (row) => {
  const ofRow = lines.filter((line) => line.row === row);
  expect(ofRow.length).toBeGreaterThan(0);
  for (const { bytes, expected, code } of ofRow) {
    const [item] = frame([joinLines([{ bytes, expected, row }])]);
    expect(item && outcomeOf(item), decode(bytes).slice(0, 200)).toBe(code ?? expected);
  }
});

test('valid lines decode to what the schema makes of them', () => {
  const plain = lines.filter(({ row }) => row === 'plain');
  for (const { bytes } of plain)
    expect(decodeLine(bytes)).toEqual(
      ScenarioConfig.parse(JSON.parse(new TextDecoder().decode(bytes))),
    );
});
