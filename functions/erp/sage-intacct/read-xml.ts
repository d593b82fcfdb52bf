import { parseXml, XmlDocumentType, XmlElement } from '@rgrove/parse-xml';

export type { XmlElement } from '@rgrove/parse-xml';

/**
 * The root of a well-formed document; null for anything else. XML's own five entities are all that the parser knows. A document
 * type declaration has no place in an answer of the gateway: whatever brings one is something else.
 */
export const readXml = (text: string): XmlElement | null => {
  try {
    const { root, children } = parseXml(text, { preserveDocumentType: true });
    return children.some((node) => node instanceof XmlDocumentType) ? null : root;
  } catch {
    // The parser's error quotes the text, which may hold a session.
    return null;
  }
};

/** The elements right below one, all or those of a name. */
export const childrenOf = (parent: XmlElement | undefined, name?: string): XmlElement[] =>
  (parent?.children ?? [])
    .filter((node) => node instanceof XmlElement)
    .filter((child) => name === undefined || child.name === name);

/** The first element at a path of names below `root`. */
export const elementAt = (root: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined =>
  path.reduce<XmlElement | undefined>((parent, name) => childrenOf(parent, name)[0], root);

/** The text of the first element at a path, without outer white space; empty where there is none. */
export const textAt = (root: XmlElement | undefined, ...path: readonly string[]): string =>
  elementAt(root, ...path)?.text.trim() ?? '';
