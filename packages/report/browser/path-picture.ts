import { byId } from './by-id.ts';

/** The path of a scenario as the page holds it: turns, middle, ends of the middle 80 %. */
export type Path = readonly (readonly number[] | null)[];

const [WIDTH, HEIGHT] = [300, 214];
const BOX = { left: 54, right: 288, top: 24, bottom: 180 };

function shape(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  text = '',
): Element {
  // the namespace of the pictures that stand in the page
  const { namespaceURI } = document.querySelector('svg') ?? document.documentElement;
  const made = document.createElementNS(namespaceURI, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.textContent = text;
  return made;
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** Shows the path of the scenario that was selected; without one it says so. */
export function showPath(name: string, target: string, path: Path | null): void {
  const place = byId('selected', HTMLElement);
  place.hidden = false;
  const caption = document.createElement('figcaption');
  const [title, finding] = [document.createElement('p'), document.createElement('p')];
  title.className = 'caption';
  title.textContent = name;
  finding.className = 'finding';
  caption.append(title, finding);
  const [turns, middle, low, high] = path ?? [];
  if (turns === null || turns === undefined || middle === null || middle === undefined) {
    finding.textContent = `The page holds no path of ${target} for it`;
    place.replaceChildren(caption);
    return;
  }
  const values = [...middle, ...(low ?? []), ...(high ?? [])];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [first, last] = [turns[0] ?? 0, turns.at(-1) ?? 1];
  const x = (turn: number): number =>
    BOX.left + ((BOX.right - BOX.left) * (turn - first)) / (last - first || 1);
  const y = (value: number): number =>
    BOX.bottom - ((BOX.bottom - BOX.top) * (value - least)) / (most - least || 1);
  const points = (line: readonly number[]): string[] =>
    line.map((value, at) => `${x(turns[at] ?? 0).toFixed(1)},${y(value).toFixed(1)}`);
  const end = middle.at(-1) ?? 0;
  finding.textContent = `${target} of the selected scenario ends at ${short(end)}`;
  const picture = shape('svg', {
    class: 'picture',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: 'img',
    'aria-label': `${target} of ${name} from turn ${first} to ${last}, at the end ${short(end)}.`,
  });
  for (const value of new Set([least, most]))
    picture.append(
      shape('path', { class: 'gridline', d: `M${BOX.left},${y(value)}H${BOX.right}` }),
      shape('text', { class: 'tick end', x: BOX.left - 5, y: y(value), dy: '.32em' }, short(value)),
    );
  if (low !== null && low !== undefined && high !== null && high !== undefined)
    picture.append(
      shape('path', {
        class: 'band',
        d: `M${[...points(low), ...points(high).toReversed()].join('L')}Z`,
      }),
    );
  picture.append(
    shape('path', { class: 'median', d: `M${points(middle).join('L')}` }),
    shape('text', { class: 'tick', x: BOX.left, y: BOX.bottom + 16 }, `turn ${first}`),
    shape('text', { class: 'tick end', x: BOX.right, y: BOX.bottom + 16 }, `turn ${last}`),
  );
  place.replaceChildren(caption, picture);
}
