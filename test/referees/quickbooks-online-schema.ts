import { validateXML } from 'xmllint-wasm';
import { contract } from './contracts.ts';

const FOLDER = 'quickbooks-online';
const ROOT = 'IntuitRestServiceDef.xsd';
const INCLUDED = ['Finance.xsd', 'IntuitNamesTypes.xsd', 'IntuitBaseTypes.xsd', 'Report.xsd'];
const NAMESPACE = 'http://schema.intuit.com/finance/v3';

/** A property of Intuit's schema. */
interface Property {
  readonly name: string;
  readonly type: string;
  /** From the words beside it, for QuickBooks Online; null where they say nothing. */
  readonly longest: number | null;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (file: string): string => contract(`${FOLDER}/${file}`).replace(/^\uFEFF/, '');

/** The last length stated: where QuickBooks for Windows has another one, that stands first. */
const longestIn = (words: string): number | null => {
  const stated = [...words.matchAll(/Max\. length: (\d+) characters/g)].at(-1)?.[1];
  return stated === undefined ? null : Number(stated);
};

const propertiesIn = (schema: string, type: string): Property[] => {
  const [, body = ''] =
    new RegExp(`<xs:complexType name="${type}"[^>]*>(.*?)</xs:complexType>`, 's').exec(schema) ?? [];
  const parts = body.split(/(?=<xs:element name=)/).slice(1);
  return parts.map((part) => {
    const [, tag = ''] = /^<xs:element ([^>]*)>/.exec(part) ?? [];
    const attribute = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
    return { name: attribute('name'), type: attribute('type'), longest: longestIn(part) };
  });
};

/** The properties of a customer and of an address, in the schema's order. */
export const readSchema = (): { readonly customer: Property[]; readonly address: Property[] } => {
  const [base, names] = [textOf('IntuitBaseTypes.xsd'), textOf('IntuitNamesTypes.xsd')];
  return {
    customer: [
      ...propertiesIn(base, 'IntuitEntity'),
      ...propertiesIn(names, 'NameBase'),
      ...propertiesIn(names, 'Customer'),
    ],
    address: propertiesIn(base, 'PhysicalAddress'),
  };
};

/** The longest value of a property, as the schema's words have it. */
export const longestOf = (properties: readonly Property[], name: string): number | null =>
  properties.find((property) => property.name === name)?.longest ?? null;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0) ?? 0};`).replaceAll('\r', '&#13;');

/** What stands against a request before it can be put into XML: the names, and the kinds of values in JSON. */
class Judgement {
  readonly faults: string[] = [];
  private readonly schema = readSchema();

  xmlOf(body: Json): string {
    const { sparse, ...values } = body;
    if (sparse !== undefined && sparse !== true) this.faults.push('sparse is something else than true');
    const attribute = sparse === true ? ' sparse="true"' : '';
    return `<Customer xmlns="${NAMESPACE}"${attribute}>${this.elements(values, this.schema.customer)}</Customer>`;
  }

  private elements(values: Json, properties: readonly Property[]): string {
    const known = new Set(properties.map(({ name }) => name));
    for (const name of Object.keys(values)) if (!known.has(name)) this.faults.push(`${name} is not in the schema`);
    const given = properties.filter(({ name }) => values[name] !== undefined);
    return given.map((property) => this.element(property, values[property.name])).join('');
  }

  private element({ name, type, longest }: Property, value: unknown): string {
    if (type === 'PhysicalAddress' && isObject(value))
      return `<${name}>${this.elements(value, this.schema.address)}</${name}>`;
    if (type === 'ReferenceType' && isObject(value)) return this.element({ name, type: 'id', longest }, value['value']);
    const takes = type === 'xs:boolean' ? 'boolean' : 'string';
    if (typeof value !== takes) this.faults.push(`${name} is no ${takes}`);
    const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    if (longest !== null && text.length > longest) this.faults.push(`${name} is longer than ${longest}`);
    return `<${name}>${escaped(text)}</${name}>`;
  }
}

/** What Intuit's schema says against requests, one list for each; empty lists when nothing does. */
export const judge = async (bodies: readonly Json[]): Promise<string[][]> => {
  const judged = bodies.map((body, index) => {
    const judgement = new Judgement();
    return { fileName: `${index}.xml`, contents: judgement.xmlOf(body), faults: judgement.faults };
  });
  const { valid, errors } = await validateXML({
    xml: judged.map(({ fileName, contents }) => ({ fileName, contents })),
    schema: [{ fileName: ROOT, contents: textOf(ROOT) }],
    preload: INCLUDED.map((fileName) => ({ fileName, contents: textOf(fileName) })),
    initialMemoryPages: 1_024,
    maxMemoryPages: 8_192,
  });
  const against = (name: string) => errors.filter(({ loc }) => loc?.fileName === name).map(({ message }) => message);
  const said = judged.map(({ fileName }) => against(fileName));
  if (!valid && said.flat().length === 0) throw new Error(`xmllint: ${errors[0]?.rawMessage ?? 'no word'}`);
  return judged.map(({ faults }, index) => [...faults, ...(said[index] ?? [])]);
};
