import { escapeControls } from '@pulse-stream/worldstate/internal';

/** A text as records print it. */
export const quoteText = (text: string): string => escapeControls(JSON.stringify(text));
