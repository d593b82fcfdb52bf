import { parseXml } from '@rgrove/parse-xml';
import { DtdValidator, XmlDocument, XmlDtd } from 'libxml2-wasm';
import { validateXML } from 'xmllint-wasm';
import { childrenOf, elementAt, type XmlElement } from '../../functions/erp/sage-intacct/read-xml.ts';
import { element, elements, writeXml } from '../../functions/erp/sage-intacct/write-xml.ts';
import { contract } from './contracts.ts';

export const XSD = 'sage-intacct/v3.0/api.xsd';
export const DTD = 'sage-intacct/v2.1/intacct_request.v2.1.dtd';

const functionIn = (request: string): XmlElement | undefined =>
  elementAt(parseXml(request).root ?? undefined, 'operation', 'content', 'function');
/** The name of the function that a request calls. */
export const verbOf = (request: string): string => childrenOf(functionIn(request))[0]?.name ?? '';
export const projectIn = (request: string): XmlElement | undefined =>
  elementAt(functionIn(request), verbOf(request), 'PROJECT');
/** `arguments` belongs to reports; libxml2 finds it ambiguous and would take none of the schema. */
const schema = () =>
  contract(XSD).replace(
    /(<xs:element name="arguments">[\s\S]*?)<xs:element minOccurs="0" maxOccurs="1" ref="get_accountbalancesbydimensions"\/>/,
    '$1',
  );

/** What the XSD has against these requests. */
export const judgedByXsd = async (requests: readonly string[]) => {
  const xml = requests.map((contents, index) => ({ fileName: `${index}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema: [schema()], maxMemoryPages: 16_384 });
  return errors.map(({ message }) => message);
};

const readDtd = (): string => {
  const parts = new Map<string, string>();
  const folder = DTD.slice(0, DTD.lastIndexOf('/'));
  const own = contract(DTD).replace(/<!ENTITY % (\w+) SYSTEM "([^"]+)">/g, (_, name: string, file: string) => {
    parts.set(name, contract(`${folder}/${file}`));
    return '';
  });
  return own.replace(/%(\w+);/g, (whole, name: string) => parts.get(name) ?? whole);
};

/** The date as version 2.1 wants it. */
const oldDay = (name: string, text: string) => {
  const [month = '', dayOfMonth = '', year = ''] = text.split('/');
  return element(name, elements({ year, month, day: dayOfMonth }));
};

/**
 * A create as version 2.1 has it, whose DTD knows every field of a project. Names and values are ours; the order is the DTD's,
 * because version 3.0 has none.
 */
const inVersion21 = (request: string, dtd: string): string => {
  const model = /<!ELEMENT create_project \(([^)]*)\)/.exec(dtd)?.[1] ?? '';
  const order = model.split(/[\s,]+/).map((name) => name.replace(/[?*+]$/, ''));
  const given = childrenOf(projectIn(request)).map(({ name, text }) => ({ name: name.toLowerCase(), text }));
  const custom = given.filter(({ name }) => name === 'send_to_erp_id');
  const rankOf = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const fields = given
    .filter((field) => !custom.includes(field))
    .sort((a, b) => rankOf(a.name) - rankOf(b.name))
    .map(({ name, text }) => (name.endsWith('date') ? oldDay(name, text) : element(name, text)));
  const customFields = custom.map(({ name, text }) =>
    element('customfields', [element('customfield', elements({ customfieldname: name, customfieldvalue: text }))]),
  );
  const project = writeXml(element('create_project', [...fields, ...customFields]));
  return request.replace('<dtdversion>3.0<', '<dtdversion>2.1<').replace(/<create>.*<\/create>/s, () => project);
};

/** What the DTD has against these creates. */
export const judgedByDtd = (requests: readonly string[]): string[] => {
  const dtd = readDtd();
  const parsed = XmlDtd.fromString(dtd);
  const validator = new DtdValidator(parsed);
  const faults = requests.flatMap((request) => {
    const document = XmlDocument.fromString(inVersion21(request, dtd));
    try {
      validator.validate(document);
      return [];
    } catch (error) {
      return [String(error)];
    } finally {
      document.dispose();
    }
  });
  parsed.dispose();
  return faults;
};
