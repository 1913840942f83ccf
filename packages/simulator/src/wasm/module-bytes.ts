import { typeBytes, unsigned, type Code, type Signature } from './instructions.ts';
import { MATH_BODIES, MATH_FUNCTIONS, MATH_IMPORTS } from './math-code.ts';

/** A function of the math that code may call. */
export type MathName = keyof typeof MATH_FUNCTIONS;

const MATH_NAMES = Object.keys(MATH_FUNCTIONS) as MathName[]; // it has no other keys

/** Where the modules look for what they import. */
export const IMPORTS = 'host';

/** The index of a function of the math in every module. */
export const mathIndex = (name: MathName): number => MATH_NAMES.indexOf(name);

/** The index of the first function that a module adds. */
export const FIRST_INDEX = MATH_NAMES.length;

const SECTION = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const FUNCTION = 0;
const MEMORY = 2;
/** "\0asm" and the version of the format. */
const HEAD = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

const text = (value: string): number[] => [
  ...unsigned(value.length),
  ...Array.from(value, (unit) => unit.charCodeAt(0)),
];

const vector = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];

/**
 * The bytes of a module: the functions of the math in front, their code as it is, then others. Its
 * memory is imported.
 * @param pages of 64 KiB that the memory has at least
 * @param codes functions from FIRST_INDEX on
 * @param exported index of a function by the name it is exported under
 */
export function moduleBytes(
  pages: number,
  codes: readonly Code[],
  exported: Readonly<Record<string, number>>,
): Uint8Array {
  const known: readonly Signature[] = Object.values(MATH_FUNCTIONS);
  const signatures = [...known, ...codes.map(({ signature }) => signature)];
  const types = [...new Set(signatures)];
  const typeOf = (signature: Signature): number[] => unsigned(types.indexOf(signature));
  const imported = known
    .slice(0, MATH_IMPORTS)
    .map((signature, at) => [
      ...text(IMPORTS),
      ...text(MATH_NAMES[at] ?? ''),
      FUNCTION,
      ...typeOf(signature),
    ]);
  const memory = [...text(IMPORTS), ...text('memory'), MEMORY, 0, ...unsigned(pages)];
  const entries = Object.entries(exported);
  const math = decodeBase64(MATH_BODIES);
  const bodies = codes.map((code) => code.body());
  const count = unsigned(signatures.length - MATH_IMPORTS);
  const length = bodies.reduce((sum, body) => sum + body.length, count.length + math.length);
  const front = [
    ...HEAD,
    ...section(SECTION.type, vector(types.map(typeBytes))),
    ...section(SECTION.import, vector([...imported, memory])),
    ...section(SECTION.function, vector(signatures.slice(MATH_IMPORTS).map(typeOf))),
    ...section(
      SECTION.export,
      vector(entries.map(([name, index]) => [...text(name), FUNCTION, ...unsigned(index)])),
    ),
    SECTION.code,
    ...unsigned(length),
    ...count,
  ];
  const bytes = new Uint8Array(front.length - count.length + length);
  let at = 0;
  for (const part of [front, math, ...bodies]) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const section = (id: number, content: readonly number[]): number[] => [
  id,
  ...unsigned(content.length),
  ...content,
];

/** In a loop: it runs once, when nothing of it is compiled, and a call per byte costs a millisecond. */
function decodeBase64(base64: string): Uint8Array {
  const units = atob(base64);
  const bytes = new Uint8Array(units.length);
  for (let at = 0; at < units.length; at += 1) bytes[at] = units.charCodeAt(at);
  return bytes;
}
