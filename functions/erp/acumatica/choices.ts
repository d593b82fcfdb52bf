import type { Option } from '#domain/capability.ts';
import { MOST_OPTIONS } from '#domain/erp.ts';
import { quoted, type Endpoint } from '#erp/acumatica/endpoint.ts';
import { customers, templates } from '#erp/acumatica/replies.ts';
import { singleLine } from '#erp/single-line.ts';

const optionOf = (key: string, name: string | null | undefined): Option => {
  const label = name?.trim() ?? '';
  return { value: key.trim(), label: label === '' ? key.trim() : label };
};

/** The active ones whose key or name holds what was typed. */
const queryFor = (typed: string, fields: readonly [key: string, name: string]) => {
  const text = singleLine(typed);
  const holds = fields.map((field) => `substringof(${quoted(text)},${field})`).join(' or ');
  const filter = `Status eq 'Active'${text === '' ? '' : ` and (${holds})`}`;
  return { filter, top: MOST_OPTIONS, select: fields.join(',') };
};

/** Customers that a project may be for. @throws {ErpError} */
export const customersAt = async (endpoint: Endpoint, typed: string): Promise<Option[]> => {
  const query = queryFor(typed, ['CustomerID', 'CustomerName']);
  const found = await endpoint.list('Customer', query, customers);
  return found.map(({ CustomerID, CustomerName }) => optionOf(CustomerID.value, CustomerName?.value));
};

/** Templates that a project may be made from. @throws {ErpError} */
export const templatesAt = async (endpoint: Endpoint, typed: string): Promise<Option[]> => {
  const query = queryFor(typed, ['ProjectTemplateID', 'Description']);
  const found = await endpoint.list('ProjectTemplate', query, templates);
  return found.map(({ ProjectTemplateID, Description }) => optionOf(ProjectTemplateID.value, Description?.value));
};
