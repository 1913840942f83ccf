type Attributes = Readonly<Record<string, string | number | boolean>>;

/**
 * An element with what is in it. Texts go in as text: whatever a model or a link says stays a text.
 * @param attributes true: there without a value; false: not there
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== false) made.setAttribute(name, value === true ? '' : String(value));
  made.append(...children);
  return made;
}
