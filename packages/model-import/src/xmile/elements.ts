import { XmlElement, XmlText, XmlCdata, type XmlNode } from '@rgrove/parse-xml';

/** Children of an element that are elements, in order. */
export function elementsOf(parent: XmlElement, name?: string): XmlElement[] {
  return parent.children.filter(
    (node): node is XmlElement =>
      node instanceof XmlElement && (name === undefined || node.name === name),
  );
}

/** The first child of a name. */
export function elementOf(parent: XmlElement, name: string): XmlElement | null {
  return elementsOf(parent, name)[0] ?? null;
}

/** All text inside of an element, CDATA too. */
export function textOf(element: XmlElement | null): string {
  const read = (node: XmlNode): string =>
    node instanceof XmlElement
      ? node.children.map(read).join('')
      : node instanceof XmlText || node instanceof XmlCdata
        ? node.text
        : '';
  return element === null ? '' : read(element).trim();
}
