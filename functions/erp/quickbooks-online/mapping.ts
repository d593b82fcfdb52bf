import { fit } from '#domain/capability.ts';
import type { Receipt } from '#domain/request.ts';
import type { Job } from '#erp/connector.ts';
import type { Customer } from '#erp/quickbooks-online/replies.ts';
import type { QuickBooksSettings } from '#erp/quickbooks-online/schemas.ts';
import { singleLine } from '#erp/single-line.ts';

const UTF16 = 'utf16_units';

/** So many of a project's name fit behind the longest job number, so that a name in QuickBooks keeps to 100. */
export const LONGEST_NAME = 79;
export const LONGEST_NUMBER = 20;

/** Intuit, Customer: PrintOnCheckName. */
const LONGEST_PRINTED = 110;

/** Intuit's schema, PhysicalAddress. */
export const LONGEST_LINE = 500;
export const LONGEST_CITY = 255;
export const LONGEST_POSTAL_CODE = 30;

/** What a job number may consist of: no colon, which QuickBooks refuses, and nothing that its query language reads otherwise. */
export const JOB_NUMBER = '[^\\p{C}:\\\\%]+';

/** True for a text that a job of this connector may have as its number. */
export const isNumber = (text: string): boolean =>
  text.length <= LONGEST_NUMBER && new RegExp(`^${JOB_NUMBER}$`, 'u').test(text);

/** The mark by which a job is found again. It holds no colon, which the name on checks may not have. */
export const markOf = ({ external_id }: Pick<Job, 'external_id'>): string => `(send-to-erp ${external_id})`;

/** What people add before or behind the mark in the notes may stay; nothing that a sender types stands before it there. */
const NOTED = /^\(send-to-erp ([\d-]+)\) Job (.+)$/m;

/** In the name on checks it is the end: the project's name, which senders type, stands before. */
const PRINTED = /\(send-to-erp ([\d-]+)\)$/;

/** True for a name to print on checks that this connector wrote. */
export const isPrinted = (name: string): boolean => PRINTED.test(name);

/** The external id that a customer carries; null where it is none of ours. */
export const externalIdIn = ({ Notes, PrintOnCheckName }: Customer): string | null =>
  (NOTED.exec(Notes ?? '') ?? PRINTED.exec(PrintOnCheckName ?? ''))?.[1] ?? null;

/** The number of a job of ours: as noted, or the first word of its name. */
export const numberIn = ({ Notes, DisplayName }: Customer): string =>
  NOTED.exec(Notes ?? '')?.[2] ?? DisplayName.replace(/ .*/, '');

/** True for a job whose name is the number, or begins with it. */
export const isNumbered = (customer: Customer, number: string): boolean =>
  externalIdIn(customer) === null ? `${customer.DisplayName} `.startsWith(`${number} `) : numberIn(customer) === number;

/** The name without the number before it. */
export const nameBehind = (number: string, { DisplayName }: Customer): string =>
  DisplayName.startsWith(`${number} `) ? DisplayName.slice(number.length + 1) : DisplayName;

/** QuickBooks takes no colon in a name: it separates a customer from its jobs. */
const nameOf = ({ project }: Job): string =>
  fit(singleLine(project.name).replaceAll(':', '-'), { max: LONGEST_NAME, unit: UTF16 });

const cut = (value: string | undefined, max: number): string | undefined => {
  const text = fit(singleLine(value ?? ''), { max, unit: UTF16 });
  return text === '' ? undefined : text;
};

/** Where the job is built. Null when Procore does not know. */
const addressOf = ({ project }: Job): Readonly<Record<string, string>> | null => {
  const parts = {
    Line1: cut(project.address, LONGEST_LINE),
    City: cut(project.city, LONGEST_CITY),
    CountrySubDivisionCode: project.state_code,
    PostalCode: cut(project.zip, LONGEST_POSTAL_CODE),
    Country: project.country_code,
  };
  const known = Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return known.length === 0 ? null : Object.fromEntries(known);
};

/**
 * A job of a customer, in the words of Intuit's Customer. Its number stands before its name, as QuickBooks has no field for
 * it. The mark is in the notes, for people, and behind the name to print on checks, which can be asked for; that one is seen
 * where the customer is edited, while DisplayName is what all lists and invoices show.
 */
export const document = (job: Job) => {
  const number = singleLine(job.job_id);
  const name = singleLine(`${number} ${nameOf(job)}`);
  const mark = markOf(job);
  const address = addressOf(job);
  const { customer } = job.fields;
  return {
    DisplayName: name,
    ...(customer !== undefined && { ParentRef: { value: customer } }),
    Job: true,
    BillWithParent: true,
    PrintOnCheckName: `${fit(name, { max: LONGEST_PRINTED - mark.length - 1, unit: UTF16 })} ${mark}`,
    Notes: `${mark} Job ${number}`,
    ...(address !== null && { ShipAddr: address }),
  };
};
export type JobDocument = ReturnType<typeof document>;

/** `erp_id` is the record's id, which never changes; people may rename the job. */
export const receiptOf = ({ web_url }: QuickBooksSettings, number: string, { Id }: Customer, at: Date): Receipt => ({
  job_id: number,
  erp_id: Id,
  url: new URL(`/app/customerdetail?nameId=${Id}`, web_url).href,
  at: at.toISOString(),
});
