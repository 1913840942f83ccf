import { html, type Content, type Markup } from '../markup/html.ts';

/** Panels of the page, in their order; what to read first leads to them. */
export const PANELS = {
  fans: 'What is forecast',
  events: 'How probable events are',
  why: 'Why it moves',
  inputs: 'Which input matters',
  scatter: 'Input against outcome',
  table: 'Scenarios',
  failures: 'Failures',
  made: 'How this was made',
} as const;
export type PanelId = keyof typeof PANELS;

/** A section of the page under its heading. */
export function panel(id: PanelId, content: Content): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${PANELS[id]}</h2>
    ${content}
  </section> `;
}

/**
 * A picture under the sentence that it shows.
 * @param data what it is drawn from, as attributes for a script
 */
export function card(
  caption: Content,
  title: string,
  content: Content,
  data: Markup | null = null,
): Markup {
  return html`<figure class="card" ${data}>
    <figcaption>
      <p class="caption">${caption}</p>
      <p class="finding">${title}</p>
    </figcaption>
    ${content}
  </figure> `;
}
