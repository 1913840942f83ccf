import { compileModel, reviewModel } from '@pulse-stream/simulator';
import { expect, test } from 'vitest';
import { imported, vensim, xmile } from './vensim.ts';

const remarksOf = ({ model }: ReturnType<typeof imported>): string[] =>
  reviewModel(compileModel(model)).map(({ path, message }) => `${path}: ${message}`);

test('what an imported model has because its origin has it is not remarked', () => {
  const model = imported(
    vensim(`
Region: north, south ~~|
Nobody Reads = 3 ~~|
An Output = Water * 2 ~~|
Unused Table((0,0),(1,2)) ~~|
Water = INTEG(Rain - Outflow, 100) ~~|
Outflow = 0.01 * Water ~~|
Rain = RAMP(0.1, 2, 5) + STEP(1, 3) + QUANTUM(Time, 1) + ZIDZ(Time, 4) ~~|
Share[Region] = IF THEN ELSE(Region = south, 0.5 * Water, An Output) ~~|
lower = 2 ~~|`),
  );
  expect(remarksOf(model)).toEqual([]);
  expect(model.model.aliases).toMatchObject({ lower: 'lower', water: 'Water' });
  expect(model.model.values).toMatchObject({
    share_north: 'an_output',
    share_south: '(0.5 * water)',
  });
});

test('an imported model of XMILE is not remarked either', () => {
  const model = imported(
    xmile(`<stock name="tank"><eqn>10</eqn><outflow>drain</outflow></stock>
<flow name="drain"><eqn>tank / 10</eqn></flow>
<aux name="never used"><eqn>3</eqn></aux>`),
    'm.xmile',
  );
  expect(remarksOf(model)).toEqual([]);
});

test('what is odd in the origin itself is remarked', () => {
  const model = imported(vensim('s = INTEG(-20 * s, 1) ~~|\nlate = DELAY3(s, 2) ~~|'));
  expect(remarksOf(model)).toEqual([
    expect.stringMatching(/^values\.late: delay3 lasts 2, less than a step of 1 in each/),
  ]);
});
