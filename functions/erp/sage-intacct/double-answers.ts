import type { XmlElement } from '@rgrove/parse-xml';
import { below, Refusal, type Row } from '#erp/sage-intacct/double-projects.ts';
import { element, elements, writeXml, type Element } from '#erp/sage-intacct/write-xml.ts';

export const errorMessage = ({ number, message, field }: Refusal): Element =>
  element('errormessage', [
    element('error', [
      ...elements({ errorno: number, description: '', description2: `${message} [Support ID: QfQz3]`, correction: '' }),
      element('additionalinfo', [
        ...elements({ errorid: '', category: '' }),
        element('target', '', { domain: '', requestinfo: '', object: 'PROJECT', field, businessinfo: '' }),
      ]),
    ]),
  ]);

/** What a write is refused with in a mood. */
export const MOODS: Readonly<Record<'refusing' | 'forbidden', Refusal>> = {
  refusing: new Refusal('BL34000018', "Invalid Customer 'SPRINGFIELD' specified.", 'CUSTOMERID'),
  forbidden: new Refusal(
    'DL02000001',
    'You do not have permission for API operation CREATE on objects of type project',
  ),
};

/** An answer as data: what a fixture can hold. */
export const dataOf = (parent: XmlElement): unknown => {
  const children = below(parent);
  if (children.length === 0) return parent.text;
  return Object.fromEntries(children.map((child) => [child.name, dataOf(child)]));
};

export const recordsOf = (name: string, rows: readonly Row[]): Element =>
  element(
    'data',
    rows.map((row) => element(name, elements(row))),
    { listtype: name, totalcount: String(rows.length), offset: '0', count: String(rows.length), numremaining: '0' },
  );

export const keysOf = ({ RECORDNO = '', PROJECTID = '' }: Row): Element =>
  element('data', [element('project', elements({ RECORDNO, PROJECTID }))], { listtype: 'objects', count: '1' });

/** The answer to a request that the gateway does not take. */
export const refused = (refusal: Refusal): Element =>
  element('response', [element('control', elements({ status: 'failure' })), errorMessage(refusal)]);

export const asXml = (content: Element, status = 200): Response =>
  new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(content)}`, {
    status,
    headers: { 'Content-Type': 'text/xml; encoding="UTF-8"' },
  });
