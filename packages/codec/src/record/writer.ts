import { copyBytes, SLACK_BYTES, ByteText } from './byte-text.ts';
import type { ByteRoom } from './byte-room.ts';
import { NumberCache } from './number-cache.ts';
import { EXACT_DIGITS, UnprintableError } from './print-number.ts';
import type { PlannedKey, PrintPlan } from './print-plan.ts';
import { digitsOf, findOthers, type Digits } from './print-value.ts';
import { quoteText } from './quote-text.ts';
import { NUMBER_BYTES, writeNumber } from './write-number.ts';

const [QUOTE, COMMA, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d,
];
const NULL = ByteText.of('null');
const TRUE = ByteText.of('true');
const FALSE = ByteText.of('false');
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const DELETE = 0x7f;

/** Keys of maps that are kept as bytes: a run has few names. */
const MOST_KEYS = 1000;

/**
 * Writes values as `print` prints them, as bytes: texts of keys are copied, numbers that were
 * written before are too.
 */
export class RecordWriter {
  readonly #cache: NumberCache;
  /** By name: `,"name":` */
  readonly #keys = new Map<string, ByteText>();
  /** By the keys of a plan, which is data: theirs. */
  readonly #planned = new Map<readonly PlannedKey[], readonly ByteText[]>();
  #digits: Digits = { statistic: EXACT_DIGITS, target: null, meta: null };

  constructor(cache: NumberCache) {
    this.#cache = cache;
  }

  /**
   * Appends a value.
   * @throws UnprintableError as `print`; something of the value may have been written then
   */
  write(value: unknown, plan: PrintPlan, digits: Digits, room: ByteRoom): void {
    this.#digits = digits;
    this.#value(value, plan, room);
  }

  #value(value: unknown, plan: PrintPlan | null, room: ByteRoom): void {
    switch (typeof value) {
      case 'number':
        return this.#number(value, digitsOf(plan, this.#digits), room);
      case 'string':
        return writeQuoted(value, room);
      case 'boolean':
        return writeWord(value ? TRUE : FALSE, room);
      case 'object':
        return value === null ? writeWord(NULL, room) : this.#object(value, plan, room);
      default:
        throw new UnprintableError(`a value of type ${typeof value} cannot be printed`);
    }
  }

  #object(value: object, plan: PrintPlan | null, room: ByteRoom): void {
    if (plan?.rounding === 'source' && this.#digits.meta !== null)
      room.writeText(this.#digits.meta);
    else if (Array.isArray(value)) this.#items(value, plan, room);
    else if (plan !== null && plan.keys !== null) this.#fields(value, plan, plan.keys, room);
    else if (value instanceof Float64Array) this.#items(value, plan, room);
    else this.#map(value, plan?.item ?? null, room);
  }

  #number(value: number, digits: number | null, room: ByteRoom): void {
    room.reserve(NUMBER_BYTES);
    room.length =
      digits === null
        ? this.#cache.write(room.view, room.length, value)
        : writeNumber(room.view, room.length, value, digits);
  }

  #items(items: readonly unknown[] | Float64Array, plan: PrintPlan | null, room: ByteRoom): void {
    const item = plan?.item ?? null;
    room.writeByte(OPEN_ARRAY);
    for (let index = 0; index < items.length; index += 1) {
      if (index > 0) room.writeByte(COMMA);
      this.#value(items[index], item, room);
    }
    room.writeByte(CLOSE_ARRAY);
  }

  #map(map: object, item: PrintPlan | null, room: ByteRoom): void {
    const fields = map as Readonly<Record<string, unknown>>; // read by its own keys
    room.writeByte(OPEN_OBJECT);
    let isFirst = true;
    for (const name of Object.keys(map)) {
      const field = fields[name];
      if (field === undefined) continue;
      writeKey(this.#keyOf(name), isFirst, room);
      isFirst = false;
      this.#value(field, item, room);
    }
    room.writeByte(CLOSE_OBJECT);
  }

  #fields(value: object, plan: PrintPlan, keys: readonly PlannedKey[], room: ByteRoom): void {
    const fields = value as Readonly<Record<string, unknown>>; // as above
    room.writeByte(OPEN_OBJECT);
    const texts = this.#textsOf(keys);
    let written = 0;
    for (let index = 0; index < keys.length; index += 1) {
      const { name, required, plan: inner } = keys[index] as PlannedKey; // in range, here and below
      const field = fields[name];
      if (field === undefined) {
        if (required && !plan.open) throw new UnprintableError(`the key ${name} is missing`);
        continue;
      }
      writeKey(texts[index] as ByteText, written === 0, room);
      written += 1;
      this.#value(field, inner, room);
    }
    const others = countKeys(value) === written ? [] : findOthers(fields, keys);
    if (others.length > 0 && !plan.open)
      throw new UnprintableError(`the key ${others.join(', ')} is not of the record`);
    for (const name of others) {
      writeKey(this.#keyOf(name), written === 0, room);
      written += 1;
      this.#value(fields[name], null, room);
    }
    room.writeByte(CLOSE_OBJECT);
  }

  #textsOf(keys: readonly PlannedKey[]): readonly ByteText[] {
    let texts = this.#planned.get(keys);
    if (texts === undefined) {
      texts = keys.map(({ text }) => ByteText.of(`,${text}`));
      this.#planned.set(keys, texts);
    }
    return texts;
  }

  #keyOf(name: string): ByteText {
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = ByteText.of(`,${quoteText(name)}:`);
      if (this.#keys.size < MOST_KEYS) this.#keys.set(name, key);
    }
    return key;
  }
}

/** How many keys can be listed; no array is made of them. */
function countKeys(value: object): number {
  let count = 0;
  for (const _ in value) count += 1;
  return count;
}

/** @param isFirst the comma before it is left out */
function writeKey(key: ByteText, isFirst: boolean, room: ByteRoom): void {
  room.reserve(key.length + SLACK_BYTES);
  room.length = copyBytes(key, isFirst ? 1 : 0, key.length, room, room.length);
}

function writeWord(word: ByteText, room: ByteRoom): void {
  room.reserve(word.length + SLACK_BYTES);
  room.length = copyBytes(word, 0, word.length, room, room.length);
}

/** Most texts are ASCII without anything to escape. */
function writeQuoted(text: string, room: ByteRoom): void {
  room.reserve(text.length + 2);
  const { bytes, length } = room;
  bytes[length] = QUOTE;
  let at = length + 1;
  for (let index = 0; index < text.length; index += 1, at += 1) {
    const unit = text.charCodeAt(index);
    if (unit < SPACE || unit >= DELETE || unit === QUOTE || unit === BACKSLASH) {
      room.writeText(quoteText(text));
      return;
    }
    bytes[at] = unit;
  }
  bytes[at] = QUOTE;
  room.length = at + 1;
}
