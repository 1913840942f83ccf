import { importModel, type Refusal } from '@pulse-stream/model-import';
import { expect, test } from 'vitest';
import { expectPath, imported, refused, vensim, xmile } from './vensim.ts';

const aux = (name: string, eqn: string): string => `<aux name="${name}"><eqn>${eqn}</eqn></aux>`;
const m = (text: string, options = {}) => imported(xmile(text, options), 'm.xmile');
const refusalsOf = (text: string): readonly Refusal[] => {
  const result = importModel(text, { file: 'm.xmile' });
  return result.kind === 'refused' ? result.refusals : [];
};
const no = (text: string, options = {}) => refused(xmile(text, options), 'm.xmile');

test.each([
  ['-2^2', -4],
  ['2^3^2', 512],
  ['7 // 0', 0],
  ['IF time &gt; 100 THEN 1 ELSE IF 1 = 1 AND NOT (1 = 2) THEN 5 ELSE 6', 5],
  ['(IF 1 = 2 THEN 1 ELSE 2) * 10', 20],
  ['{a remark} 3', 3],
  ['SAFEDIV(1, 0, 9)', 9],
  ['PI', 'name'],
  ['COS(PI())', -1],
  ['STEP(2, 1) + RAMP(1, 5)', 0],
  ['PULSE(6, 0, 0)', 6],
])('%s is %s', (formula, value) => {
  if (value === 'name') expect(no(aux('x', formula))).toEqual(['7: PI']);
  else expectPath(m(`${aux('x', formula)}${aux('y', 'time')}`), { x: [Number(value)] });
});

test('a stock gains its inflows and loses its outflows; names have line breaks and quotes', () => {
  const text = `<stock name="Big\\nStock"><eqn>10</eqn><inflow>in</inflow><outflow>"out (x)"</outflow></stock>
<flow name="in"><eqn>2</eqn></flow><flow name="out (x)"><eqn>Big_Stock / 10</eqn></flow>`;
  expectPath(m(text), { 'Big Stock': [10, 11, 11.9] });
});

test('the step may be reciprocal, and RK4 is computed', () => {
  const stock =
    '<stock name="s"><eqn>1</eqn><inflow>f</inflow></stock><flow name="f"><eqn>s</eqn></flow>';
  const eighth = m(stock, { specs: '<start>0</start><stop>1</stop><dt reciprocal="true">8</dt>' });
  expect(eighth.model.time).toMatchObject({ dt: 0.125, steps_per_turn: 1 });
  expectPath(eighth, { s: [1, 1.125] });
  const rk4 = m(stock, { method: 'RK4' });
  expectPath(rk4, { s: [1, 1 + 1 + 1 / 2 + 1 / 6 + 1 / 24] });
  expect(no(stock, { method: 'Gear' })).toEqual(['4: method="Gear"']);
});

test('a graphical function is one of its formula, and may be called', () => {
  const gf = '<gf><xpts sep=";">0;10</xpts><ypts>0,100</ypts></gf>';
  const text = `<aux name="g"><eqn>time</eqn>${gf}</aux>${aux('h', 'g(5) + g')}
<gf name="t"><xscale min="0" max="2"/><ypts>1,2,3</ypts></gf>${aux('k', 't(time)')}`;
  expectPath(m(text), { g: [0, 10], h: [50, 60], k: [1, 2, 3, 3] });
  expect(
    no(`<aux name="g"><eqn>1</eqn><gf type="discrete"><ypts>1</ypts></gf></aux>`),
  ).toHaveLength(1);
});

test('arrays, their elements and functions over them', () => {
  const beside =
    '<dimensions><dim name="D"><elem name="a"/><elem name="b"/></dim><dim name="N" size="2"/></dimensions>';
  const text = `<aux name="v"><dimensions><dim name="D"/></dimensions><element subscript="a"><eqn>1</eqn></element><element subscript="b"><eqn>time</eqn></element></aux>
<aux name="w"><dimensions><dim name="D"/></dimensions><eqn>v * 2 + v[b]</eqn></aux>
<aux name="n"><dimensions><dim name="N"/></dimensions><eqn>3, 4</eqn></aux>
${aux('s', 'SUM(v[*]) + MAX(n[*]) + n[1]')}`;
  expectPath(m(text, { beside }), { 'w[a]': [2, 3], 'w[b]': [0, 3], s: [8, 9] });
});

test('modules are variables under their names, connected to each other', () => {
  const text = `<module name="house"><connect to="price" from=".p"/></module>${aux('p', '3')}${aux('x', 'house.cost + time')}
</variables></model><model name="house"><variables>${aux('price', '')}${aux('cost', 'price * area')}${aux('area', '2')}`;
  expectPath(m(text), { x: [6, 7], 'house.cost': [6] });
});

test('a flow that may not be negative is 0 there; a stock that runs dry is refused', () => {
  const flow = '<flow name="f"><eqn>time - 2</eqn><non_negative/></flow>';
  expectPath(m(flow), { f: [0, 0, 0, 1] });
  expectPath(m(flow.replace('<non_negative/>', '<non_negative>false</non_negative>')), {
    f: [-2, -1],
  });
  const stock = (initial: number): string =>
    `<stock name="s"><eqn>${initial}</eqn><outflow>g</outflow><non_negative/></stock><flow name="g"><eqn>1</eqn></flow>`;
  expectPath(m(stock(20)), { s: [20, 19] });
  expect(no(stock(5))).toEqual(['7: <non_negative> of s']);
  const behavior = { beside: '<behavior><flow><non_negative/></flow></behavior>' };
  expectPath(m('<flow name="f"><eqn>time - 2</eqn></flow>', behavior), { f: [0, 0, 0, 1] });
});

test('the range of a variable is said in its description, as that of Vensim is', () => {
  const ranged = (name: string, range: string): string =>
    `<aux name="${name}"><eqn>2</eqn><units>m</units><range ${range}/></aux>`;
  const { params = {} } = m(
    `${ranged('both', 'min="0" max="1e3"')}${ranged('low', 'min="-1"')}${ranged('none', 'min="x" auto="true"')}${aux('y', 'time')}`,
  ).model;
  expect(params).toMatchObject({
    both: { value: 2, unit: 'm', description: 'range [0,1e3]' },
    low: { unit: 'm', description: 'range [-1,?]' },
  });
  expect(params['none']).toEqual({ value: 2, unit: 'm' });
  const vensimRange = imported(vensim('p = 2 ~ m [0,1e3] ~ Width. |\ny = Time ~~|')).model.params;
  // not min and max, which would hold back what the other program computes
  expect(vensimRange).toEqual({ p: { value: 2, unit: 'm', description: 'Width.; range [0,1e3]' } });
});

test('delays of XMILE', () => {
  const text = `${aux('u', 'time + 1')}${aux('d', 'DELAY(u, 2, 9)')}${aux('i', 'INIT(u) + 0 * time')}${aux('q', '1 + SMTH1(u, 2)')}`;
  expectPath(m(text), { d: [9, 9, 1, 2], i: [1, 1], q: [2, 2, 2.5, 3.25] });
});

test.each([
  ['<macro name="m"><parm>a</parm><eqn>a</eqn></macro>', '5: <macro>', 'beside'],
  ['<stock name="s"><eqn>1</eqn><conveyor><len>3</len></conveyor></stock>', '8: <conveyor>', ''],
  ['<stock name="s"><eqn>1</eqn><queue/></stock>', '8: <queue>', ''],
  ['<flow name="f"><eqn>1</eqn><leak/></flow>', '8: <leak>', ''],
  ['<aux name="x"><eqn>1</eqn><eqn>2</eqn></aux>', '8: <eqn>', ''],
  ['<aux name="x"></aux>', '8: x', ''],
  ['<aux name="x"><eqn> ??? </eqn></aux>', '8: ???', ''],
  ['<aux name="x"><eqn>INT(time)</eqn></aux>', '8: INT', ''],
  ['<aux name="x"><eqn>time MOD 3</eqn></aux>', '8: MOD', ''],
  ['<aux name="x"><eqn>IF NOT time &gt; 3 THEN 1 ELSE 2</eqn></aux>', '8: NOT', ''],
  ['<aux name="x"><eqn>RANDOM(0, 1)</eqn></aux>', '8: RANDOM', ''],
  ['<module name="gone"/>', '8: <module name="gone">', ''],
  ['<event_poster/>', '8: <event_poster>', ''],
])('%s is refused at its line', (text, first, place) => {
  const lines =
    place === 'beside'
      ? no(aux('y', 'time'), { beside: text })
      : no(`${text}\n${aux('y', 'time')}`);
  expect(lines.map((line) => line.replace(/^\d+/, ''))).toContain(first.replace(/^\d+/, ''));
});

test('a document type, broken XML and another root are refused', () => {
  const text = xmile(aux('x', 'time'));
  expect(
    refused(text.replace('<xmile', '<!DOCTYPE x [<!ENTITY a "b">]><xmile'), 'm.xmile'),
  ).toEqual(['2: <!DOCTYPE>']);
  expect(refused('<xmile>\n<model>', 'm.xmile')).toEqual(['2: <model>']);
  expect(refused('\n<html></html>', 'm.stmx')).toEqual(['2: <html>']);
  expect(refused('', 'm.stmx')).toEqual(['1: the end of the file']);
  expect(refused('<xmile/>', 'm.stmx')).toEqual(['1: <xmile>']);
});

test('a refusal says its line once, before what is wrong', () => {
  const text = xmile('<aux name="x">\n<eqn>1</eqn>').replaceAll('\n', '\r\n');
  const result = importModel(text, { file: 'm.xmile' });
  expect(result).toEqual({
    kind: 'refused',
    refusals: [
      {
        file: 'm.xmile',
        line: 9,
        construct: '</variables></model>',
        message: 'this is no XML: Missing end tag for element aux',
        way: 'mend it, or save the file again',
      },
    ],
  });
});

test('the clock is refused at its line by the names that the file has for it', () => {
  const clock = (specs: string): string[] => no(aux('x', 'time'), { specs });
  expect(clock('<start>0</start><stop>10</stop><dt>0</dt>')).toEqual(['4: <dt>']);
  expect(clock('<start>0</start><stop>0</stop><dt>1</dt>')).toEqual(['4: <stop>']);
  expect(clock('<start>0</start><stop>ten</stop><dt>1</dt>')).toEqual(['4: <stop>']);
});

test('variables that stand outside of <variables> are told from a model that has none', () => {
  const old = xmile(aux('x', 'time')).replaceAll(/<\/?variables>/g, '');
  const [refusal] = refusalsOf(old);
  expect(refusal).toMatchObject({ line: 6, construct: '<model>' });
  expect(refusal?.message).toContain('older than XMILE 1.0');
  expect(refusalsOf(xmile(''))).toMatchObject([{ line: 6, message: 'it has no variable' }]);
});
