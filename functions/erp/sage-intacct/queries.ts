import type { Option } from '#domain/capability.ts';
import { MOST_OPTIONS } from '#domain/erp.ts';
import { unreadable } from '#erp/sage-intacct/answers.ts';
import type { Gateway } from '#erp/sage-intacct/gateway.ts';
import { plain, type Values } from '#erp/sage-intacct/mapping.ts';
import { childrenOf } from '#erp/sage-intacct/read-xml.ts';
import { element, elements, type Element } from '#erp/sage-intacct/write-xml.ts';

/** A condition of a query. */
export const equalTo = (field: string, value: string): Element => element('equalto', elements({ field, value }));

const like = (field: string, value: string): Element => element('like', elements({ field, value }));

/** Sage takes no fewer than two in its `and` and `or`. */
export const anyOf = (first: Element, second: Element): Element => element('or', [first, second]);

interface Query {
  readonly object: string;
  /** The field that names a record: no record is without it. */
  readonly key: string;
  readonly fields: readonly string[];
  readonly filter: Element;
  readonly orderBy: string;
  /** At most 2,000. */
  readonly limit: number;
  readonly options: Readonly<Record<string, string>>;
}

/** The records that meet a filter, with the fields asked for. @throws {ErpError} */
export const query = async (gateway: Gateway, { object, key, fields, filter, orderBy, limit, options }: Query) => {
  const data = await gateway.read(
    element('query', [
      element('object', object),
      element(
        'select',
        [key, ...fields].map((field) => element('field', field)),
      ),
      element('filter', [filter]),
      element('orderby', [element('order', [element('field', orderBy), element('ascending', '')])]),
      element('options', elements(options)),
      element('pagesize', String(limit)),
    ]),
  );
  return childrenOf(data).map((record): Values => {
    const values = Object.fromEntries(childrenOf(record).map((field) => [field.name, field.text.trim()]));
    if (!values[key]) throw unreadable(false);
    return values;
  });
};

/** More words than that narrow a search no further, and a request should not grow with what is typed. */
const MOST_WORDS = 8;

/** Active records of an object, by its id and its name: those with each word typed in one of the two, whatever its case. */
export const optionsFor = async (gateway: Gateway, object: string, typed: string): Promise<Option[]> => {
  const idField = `${object}ID`;
  const active = equalTo('STATUS', 'active');
  const words = plain(typed)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS);
  const hits = words.map((word) => anyOf(like('NAME', `%${word}%`), like(idField, `%${word}%`)));
  const records = await query(gateway, {
    object,
    key: idField,
    fields: ['NAME'],
    filter: hits.length === 0 ? active : element('and', [active, ...hits]),
    orderBy: 'NAME',
    limit: MOST_OPTIONS,
    options: { caseinsensitive: 'true' },
  });
  return records.map(({ [idField]: id = '', NAME = '' }) => ({ value: id, label: `${id} ${NAME}` }));
};
