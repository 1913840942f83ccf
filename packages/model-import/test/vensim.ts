import { importModel, verifyModel, type Imported } from '@pulse-stream/model-import';
import { expect } from 'vitest';

/** A Vensim file that holds these definitions and a clock of steps of 1 from 0 to 10. */
export function vensim(
  definitions: string,
  { dt = '1', save = 'TIME STEP', start = '0', end = '10' } = {},
): string {
  return `{UTF-8}
${definitions}
INITIAL TIME = ${start} ~ Month ~ |
FINAL TIME = ${end} ~ Month ~ |
TIME STEP = ${dt} ~ Month [0,?] ~ |
SAVEPER = ${save} ~ Month ~ |
\\\\\\---/// Sketch information - do not modify anything except names
V300  Do not put anything below this section - it will be ignored
`;
}

/** An XMILE file that holds these variables and a clock of steps of 1 from 0 to 10. */
export function xmile(
  variables: string,
  { specs = '<start>0</start><stop>10</stop><dt>1</dt>', beside = '', method = 'Euler' } = {},
): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><vendor>nobody</vendor><product>none</product></header>
<sim_specs method="${method}" time_units="Months">${specs}</sim_specs>
${beside}
<model><variables>
${variables}
</variables></model>
</xmile>`;
}

export type Model = Extract<Imported, { kind: 'model' }>;

/** Imports a text that can be imported. */
export function imported(text: string, file = 'm.mdl'): Model {
  const result = importModel(text, { file });
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
  return result;
}

/** What is refused of a text: `line: construct`. */
export function refused(text: string, file = 'm.mdl'): string[] {
  const result = importModel(text, { file });
  expect(result.kind).toBe('refused');
  // all refusals have one form
  if (result.kind === 'refused')
    for (const refusal of result.refusals)
      expect(refusal).toEqual({
        file,
        line: expect.toSatisfy((line: number) => line >= 1 && line <= text.split('\n').length),
        construct: expect.stringMatching(/^\S.{0,79}$/u),
        message: expect.stringMatching(/^\S.*$/u),
        way: expect.stringMatching(/^\S.*$/u),
      });
  return result.kind === 'refused'
    ? result.refusals.map(({ line, construct }) => `${line}: ${construct}`)
    : [];
}

/** Expects that the control run has these numbers, by column, at times 0, 1, 2, … */
export function expectPath(
  result: Model,
  columns: Readonly<Record<string, readonly number[]>>,
): void {
  const names = Object.keys(columns);
  const length = Math.max(...names.map((name) => columns[name]?.length ?? 0));
  const { start = 0, dt = 1, steps_per_turn: steps = 1 } = result.model.time ?? {};
  const rows = Array.from({ length }, (_, turn) =>
    [
      Number(start) + turn * dt * steps,
      ...names.map((name) => columns[name]?.[turn]?.toPrecision(12) ?? ''),
    ].join('\t'),
  );
  const table = [['Time', ...names.map((name) => `"${name}"`)].join('\t'), ...rows].join('\n');
  const verification = verifyModel(result, table);
  expect(verification.failure).toBe(null);
  expect(verification.columns.filter(({ name, fails }) => name === null || fails !== null)).toEqual(
    [],
  );
  expect(verification.columns).toHaveLength(names.length);
}
