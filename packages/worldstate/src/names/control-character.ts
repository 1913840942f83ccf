/** What no name, no id and no label may hold: the controls of C0 and C1, and delete (RELIABILITY.md §1). */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
export const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;

/** Whether a text is free of control characters. */
export function hasNoControl(text: string): boolean {
  return !CONTROL_CHARACTER.test(text);
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const RAW_IN_JSON = /[\u007f-\u009f]/g;

/** JSON whose texts hold no control character as it is: a terminal that prints them must not obey. */
export function escapeControls(json: string): string {
  return json.replaceAll(
    RAW_IN_JSON,
    (control) => String.raw`\u00${control.charCodeAt(0).toString(16)}`,
  );
}
