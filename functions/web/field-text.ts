import * as z from 'zod/mini';
import type { AcceptField } from '#domain/capability.ts';
import { costCode, type CostCode } from '#domain/project.ts';
import { amount } from '#web/format.ts';
import { texts } from '#web/language.ts';

const MONEY: ReadonlySet<string> = new Set(['project.total_value', 'project.estimated_value']);

/** The name of a field that this service knows; undefined for an ERP's own. */
export const knownName = (key: string): string | undefined => new Map(Object.entries(texts.fields)).get(key);

const words = (key: string): string => {
  const spaced = key.replaceAll('_', ' ').replace(/\bid\b/g, 'ID');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

/** A field's dotted path in words: `project.start_date` is "Start date", `cost_codes.01-100` is "Cost code 01-100". */
export const fieldLabel = (path: string): string => {
  const dot = path.indexOf('.');
  const [group, key] = dot < 0 ? ['', path] : [path.slice(0, dot), path.slice(dot + 1)];
  return group === 'cost_codes' ? texts.costCode(key) : (knownName(key) ?? words(key));
};

/** The accept field that a dotted path such as `fields.job_id` names; undefined for anything else. */
export const acceptFieldAt = (path: string, asked: readonly AcceptField[]): AcceptField | undefined =>
  asked.find(({ key }) => path === `fields.${key}`);

/** What a field for the ERP is called: in our words where it is ours, else in its connector's. */
export const acceptLabel = ({ key, label }: Pick<AcceptField, 'key' | 'label'>): string => knownName(key) ?? label;

/** What a dotted path names, be it something of the project or something that the ERP asks for. */
export const pathLabel = (path: string, asked: readonly AcceptField[]): string => {
  const field = acceptFieldAt(path, asked);
  return field === undefined ? fieldLabel(path) : acceptLabel(field);
};

/** Cost types of a cost code in one line. */
const costTypes = (types: CostCode['line_item_types']): string =>
  types.map(({ code, name }) => (name === '' || name === code ? code : `${code} ${name}`)).join(', ');

const codeContent = z.pick(costCode, { name: true, line_item_types: true });

const objectValue = (path: string, value: object): string => {
  const code = path.startsWith('cost_codes.') ? codeContent.safeParse(value).data : undefined;
  if (code === undefined) return JSON.stringify(value);
  return [code.name, costTypes(code.line_item_types)].filter((part) => part !== '').join(' · ') || texts.empty;
};

/** A field's value as people read it; `path` tells money from other numbers. */
export const fieldValue = (path: string, value: unknown): string => {
  if (typeof value === 'string') return value === '' ? texts.empty : value;
  if (typeof value === 'number') return MONEY.has(path) ? amount(value) : String(value);
  if (typeof value === 'boolean') return value ? texts.yes : texts.no;
  return typeof value === 'object' && value !== null ? objectValue(path, value) : texts.notSet;
};
