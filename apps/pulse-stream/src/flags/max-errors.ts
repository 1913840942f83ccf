import type { MaxErrors } from '@pulse-stream/pipeline/internal';

const FORM = /^(\d{1,15})$|^(\d{1,3}(?:\.\d+)?)%$/;

/** `10` or `2.5%`; null when the text is neither, or more than 100 %. */
export function readMaxErrors(text: string): MaxErrors | null {
  const [, records, percent] = FORM.exec(text.trim()) ?? [];
  if (records !== undefined) return { records: Number(records) };
  return percent === undefined || Number(percent) > 100 ? null : { percent: Number(percent) };
}
